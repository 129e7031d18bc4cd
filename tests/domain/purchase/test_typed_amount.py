"""Real money is spent once exactly its amount was typed."""

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.typed_amount import require_spend


@pytest.mark.parametrize("typed", ["39.15", "USD 39.15", "39.15 usd", " 39.15 ", "39.150"])
def test_the_amount_is_taken_as_people_write_it(typed: str) -> None:
    require_spend(usd("39.15"), typed)


@pytest.mark.parametrize(
    "typed", ["", "39", "39,15", "3915", "39.16", "-39.15", "1e2", "٣٩.١٥", "39.15 39.15", "\x1b"]
)
def test_any_other_amount_is_refused(typed: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        require_spend(usd("39.15"), typed)
    assert "39.15" in refused.value.hint
    assert "\x1b" not in str(refused.value)


def test_thousands_may_be_grouped() -> None:
    require_spend(usd("1123.75"), "1,123.75")
    require_spend(usd("1123.75"), "1123.75")
    with pytest.raises(DirectMailError):
        require_spend(usd("1123.75"), "11,23.75")
