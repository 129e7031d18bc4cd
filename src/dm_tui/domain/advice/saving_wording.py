"""The words of the picture of a saving: its title, and its sentence for those who do not see it."""

from dm_tui.domain.advice.saving_curve import SavingCurve
from dm_tui.domain.advice.wording import FREE_QUOTA_NOT_COUNTED
from dm_tui.domain.dates import show_months


def saving_title(curve: SavingCurve) -> str:
    """Return what the picture of a saving shows."""
    return f"What {curve.plan_label} saves against pay-as-you-go, over {show_months(curve.months)}"


def saving_words(curve: SavingCurve) -> str:
    """Return the picture of a saving as a sentence, for those who do not see it."""
    parts, plans, unit = [], curve.plan_label, " emails a month"
    if curve.mine is not None:
        saved = curve.mine.saving
        compared, amount = ("less", saved) if saved.amount >= 0 else ("more", saved * -1)
        at_first = "" if curve.begins is None else f" on average ({curve.begins:,} at first)"
        volume = f"{curve.mine.monthly:,} emails a month{at_first}"
        parts.append(f"At {volume} {plans} costs {amount} {compared}.")
        plans, unit = "it", ""
    parts.append(_break_even_words(curve, plans, unit))
    if curve.band is not None:
        low, high = curve.band
        parts.append(f"In 80 of 100 cases you send {low:,} to {high:,} a month.")
    if curve.quota_ends is not None:
        parts.append(f"Your daily quota allows {curve.quota_ends:,} a month.")
    if not curve.counts_free and curve.mine is None:  # the comparison at your volume says so itself
        parts.append(FREE_QUOTA_NOT_COUNTED)
    return " ".join(parts)


def _break_even_words(curve: SavingCurve, plans: str, unit: str) -> str:
    above = curve.pays_off_above
    if above is None:
        return f"Up to {curve.monthly[-1]:,}{unit} {plans} saves nothing."
    if not curve.saving_within_quota:
        return (
            f"Only from about {above:,}{unit} on {plans} would save: within your daily quota it never does."
        )
    return f"From about {above:,}{unit} on {plans} saves."
