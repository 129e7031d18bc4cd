"""The rows of an answer: none where it counts none; an answer of another shape is not read as “none”."""

from typing import Any

import pytest
from pydantic import ValidationError

from dm_tui.providers.alibaba.api.account_and_plan_answers import PackageType, PlanInstanceList


@pytest.mark.parametrize("body", [{}, {"Data": {}}, {"Data": {"Instances": {}}}])
def test_a_missing_level_has_no_rows_only_where_the_answer_counts_none(body: dict[str, Any]) -> None:
    assert PlanInstanceList.model_validate({**body, "TotalCount": 0}).rows == ()
    with pytest.raises(ValidationError):
        PlanInstanceList.model_validate(body)


@pytest.mark.parametrize(
    "body",
    [{"Data": None}, {"Data": "?"}, {"Data": {"Instances": []}}, {"Data": {"Instances": {"Instance": "?"}}}],
)
def test_a_level_of_another_shape_is_an_error(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PlanInstanceList.model_validate(body)


def test_rows_inside_a_row_are_read_the_same_way() -> None:
    (size,) = PackageType.model_validate(
        {"Specifications": {"Specification": [{"Value": "50000"}]}}
    ).specifications
    assert (size.value, size.available_durations) == ("50000", ())
    with pytest.raises(ValidationError):
        PackageType.model_validate({"Specifications": "?"})
