"""The labels of a plot."""

import pytest

from dm_tui.tui.console.advice.line_plot import Axis, Curve, plot


@pytest.mark.parametrize("low", [0.0, -0.001, -1e-15])
def test_no_label_is_below_zero_by_what_rounding_leaves(low: float) -> None:
    rows = plot([Curve("a", "", [13.05, 0.0])], Axis("0", "18", []), "USD", (low, 13.7), (50, 8))
    labels = [row.plain.partition("│")[0].strip() for row in rows]
    assert (labels[0], labels[7]) == ("USD 14", "USD 0")
