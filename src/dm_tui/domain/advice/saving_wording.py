"""The words of the picture of a saving: its title, and its sentence for those who do not see it."""

from dm_tui.domain.advice.saving_curve import SavingCurve
from dm_tui.domain.dates import show_months


def saving_title(curve: SavingCurve) -> str:
    """Return what the picture of a saving shows."""
    return f"What {curve.plan_label} saves against pay-as-you-go, over {show_months(curve.months)}"


def saving_words(curve: SavingCurve) -> str:
    """Return the picture of a saving as a sentence, for those who do not see it."""
    parts = []
    if curve.mine is not None:
        saved = curve.mine.saving
        less = saved.amount >= 0
        amount = saved if less else saved * -1
        compared = "less" if less else "more"
        volume = f"{curve.mine.monthly:,} emails a month{' on average' if curve.varies else ''}"
        parts.append(f"At {volume} it costs {amount} {compared}.")
    if curve.band is not None:
        low, high = curve.band
        parts.append(f"In 80 of 100 cases it is {low:,} to {high:,}.")
    if curve.pays_off_above is not None:
        parts.append(f"It saves from about {curve.pays_off_above:,} emails a month on.")
    else:
        parts.append("It never saves.")
    if curve.quota_ends is not None:
        parts.append(f"Your daily quota allows {curve.quota_ends:,} a month.")
    return " ".join(parts)
