"""The line of the daily quota across the columns of sent emails: when it is drawn, and its words."""

FAR_ABOVE = 6
"""How many times the highest column the quota may be before it is left out: else no column would be seen."""


def top_of(most: int, quota: int | None) -> int:
    """Return the value at the upper end: the quota, unless it is far above all columns, or below some."""
    if quota and (not most or quota <= FAR_ABOVE * most):
        return max(quota, most)
    return max(1, most)


def quota_words(quota: int | None, top: int) -> str:
    """Return what the line is, or that the quota lies above the picture."""
    if not quota:
        return ""
    return f"┄ daily quota {quota:,}" if quota <= top else f"daily quota {quota:,}, far above"
