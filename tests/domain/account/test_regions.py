"""One parser for a region: its id, its name, or its city, whatever the spelling."""

import pytest

from dm_tui.domain.account.regions import find_region, region_words
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.purchase_guide import documented_regions


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("cn-hangzhou", "cn-hangzhou"),
        ("China (Hangzhou)", "cn-hangzhou"),
        ("CHINA HANGZHOU", "cn-hangzhou"),
        (" hangzhou ", "cn-hangzhou"),
        ("Singapore", "ap-southeast-1"),
        ("us (virginia)", "us-east-1"),
        ("Frankfurt", "eu-central-1"),
    ],
)
def test_an_id_or_a_name_is_the_same_region(typed: str, id: str) -> None:
    assert find_region(documented_regions(), typed).id == id


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("mars", "There is no region “mars”."),
        ("", "There is no region “”."),
        ("()", "There is no region “()”."),
        ("Australia (Sydney)", "The region Australia (Sydney), ap-southeast-2, is closed."),
        ("ap-southeast-2", "The region Australia (Sydney), ap-southeast-2, is closed."),
        ("\x1b[31m" + "x" * 500, None),
    ],
)
def test_any_other_is_refused_with_every_id_and_name(typed: str, message: str | None) -> None:
    with pytest.raises(DirectMailError) as refused:
        find_region(documented_regions(), typed)
    assert refused.value.code == "unknown-region"
    assert message in (None, refused.value.message)
    assert len(refused.value.message) < 80
    for region in documented_regions():
        assert f"{region.name}, {region.id}" in refused.value.hint


def test_a_region_nobody_knows_is_named_by_its_id() -> None:
    assert region_words(documented_regions(), "cn-hangzhou") == "China (Hangzhou), cn-hangzhou"
    assert region_words(documented_regions(), "xx-north-9") == "xx-north-9"


def test_a_region_means_where_a_program_runs_and_where_data_lies() -> None:
    for region in documented_regions():
        assert "a program that runs" in region.meaning
        assert "data that may lie" in region.meaning
        assert "recipients" not in region.meaning
