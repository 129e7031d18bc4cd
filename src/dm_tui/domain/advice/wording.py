"""Every sentence about advice that faces share: the errors, and an advice in words.

Where a value would change the grammar there are two sentences. Loading this loads none of the adviser.
"""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_months
from dm_tui.domain.errors import ErrorKind, ErrorText
from dm_tui.domain.purchase.quote_warning_wording import show_quota

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dm_tui.domain.advice.advice_request import AdviceRequest
    from dm_tui.domain.advice.curves import SpreadCurve
    from dm_tui.domain.advice.emails_to_pay import Demand
    from dm_tui.domain.advice.results import AdviceOption, AdviceResult, BillingComparison
    from dm_tui.domain.advice.schedule import Schedule, ScheduledPurchase
    from dm_tui.domain.money import Money

# Errors

_usage = partial(ErrorText, ErrorKind.USAGE)
_HOW_TO_TYPE_VOLUMES = "Type one number such as 20k, or one for each month such as 20k,25k,30k."

BAD_HORIZON = _usage(
    "bad-horizon", "A horizon of {months} months is out of range.", "Give 1 to {most} months."
)
TOO_MANY_VOLUMES_FOR_HORIZON = _usage(
    "bad-horizon",
    "There are {count} monthly volumes for {months} months.",
    "Give no more volumes than months; the horizon may have up to {most}.",
)
NOT_A_HORIZON = _usage(
    "bad-horizon", "“{text}” is not a number of months.", "Type a whole number from 1 to {most}."
)
NO_VOLUME = _usage("no-volume", "The volume is missing.", "Give the emails a month.")
NO_HISTORY = _usage(
    "no-volume",
    "You have sent too little lately to predict a volume.",
    "Give the emails a month: dm-tui advise --monthly 20k.",
)
OWNED_PLANS_NOT_KNOWN = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "owned-plans-not-known",
    "Your plans are not known, so nothing can be recommended: you could buy too much. {why}",
    "See what is missing: dm-tui access.",
)
DAILY_QUOTA_NOT_KNOWN = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "daily-quota-not-known",
    "Your daily quota is not known, so nothing can be recommended: it limits what you can use. {why}",
    "Enter the quota to plan for, or none: dm-tui advise --daily-quota 2000.",
)
NO_PLAN_TO_RECOMMEND = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "prices-not-known",
    "No plan on sale to this account has a clear price, so nothing can be recommended.",
    "See why: dm-tui plans.",
)
BAD_VOLUME = _usage(
    "bad-volume",
    "The volumes reach {volume} emails a month.",
    "Give 0 to {most:,} emails a month, and less growth.",
)
BAD_FREE_QUOTA = _usage("bad-volume", "The free quota left is negative.", "Give 0 or more.")
BAD_DAILY_QUOTA = _usage(
    "bad-quota", "A daily quota of {quota} is out of range.", "Give 1 to {most:,} emails a day."
)
BAD_PERCENTAGE = _usage(
    "bad-percentage", "A {figure} of {percent} % is out of range.", "Give {least} to {most} percent."
)
NOT_A_PERCENTAGE = _usage(
    "bad-percentage", "“{text}” is not a percentage for the {figure}.", "Type a number such as 20 or 2.5."
)
PRICE_NOT_KNOWN = ErrorKind.REFUSED.text(
    "price-not-known",
    "The price of pay-as-you-go in {currency} is not known here, so the billing models cannot be compared.",
    "Look it up in the vendor's console, and compare the price of 1,000 emails there with that of the plans.",
)
EMPTY_VOLUME = _usage("not-a-volume", "The volume is missing.", _HOW_TO_TYPE_VOLUMES)
EMPTY_MONTH = _usage("not-a-volume", "A month has no volume.", _HOW_TO_TYPE_VOLUMES)
TOO_MANY_VOLUMES = _usage(
    "not-a-volume", "There are {count:,} volumes; a horizon has up to {most} months.", _HOW_TO_TYPE_VOLUMES
)
AMBIGUOUS_VOLUMES = _usage(
    "not-a-volume", "The commas may separate thousands or months.", _HOW_TO_TYPE_VOLUMES
)

SPREAD, GROWTH, QUOTA_GROWTH = "spread", "growth", "growth of the quota"
"""The percentages of a question: `figure` of the errors above."""

# Warnings

NOT_ACTIVATED = "Direct Mail is not activated: nothing can be sent until you activate it."
UNUSED_EMAILS = (
    "About {unused} of these plans will probably be left after {months}. Emails left at "
    "expiry are lost: no refund."
)
OWNED_PLANS_LEFT = "{lost} of the plans you own will be left when they expire."
LIMITED_BY_QUOTA = (
    "{quota} allows {sent:,} of these {wanted:,} emails; no figure counts the others. "
    "Enter the growth of the quota if it rises, or none as the quota to count all emails."
)
PLANNED_ABOVE_QUOTA = (
    "{quota} allows {sent:,} of these {wanted:,} emails in {months}, and a plan does not raise it."
)
QUOTA_NOT_KNOWN = "Your daily quota is not known, and no figure here counts it. Give it if you know it."
PLANS_LEFT_OVER = "{left:,} of the {emails:,} emails in the plans would be left over."

# An advice in words


def quota_words(question: "AdviceRequest", own: int | None) -> str:
    """Return a daily quota as the subject of a sentence: the account's or the question's, and its growth."""
    quota = own if question.daily_quota is None else question.daily_quota
    if own is not None and quota == own:
        return f"Your daily quota ({show_quota(own, question.quota_growth)})"
    growth = f" ({question.quota_growth:+} % a month)" if question.quota_growth else ""
    return f"A daily quota of {quota:,}{growth}"


def comparison_summary(comparison: "BillingComparison") -> str:
    """Return how many emails are compared, and above how many the plans pay off; it fits a row."""
    plans = "this plan pays" if comparison.plans == 1 else f"these {comparison.plans:,} plans pay"
    return (
        f"In six months you pay for {comparison.emails:,}; {plans} off above {comparison.pays_off_above:,}."
    )


def paid_before_words(comparison: "BillingComparison") -> str:
    """Return what is not compared, because it is free or paid; it fits a row of 56 cells."""
    return f"The free quota and your plans pay for {comparison.paid_before:,} first."


def comparison_warning(question: "AdviceRequest", demand: "Demand") -> str:
    """Return that the daily quota holds back emails of a comparison, or may; it fits a row of 56 cells."""
    if question.daily_quota is None:
        return "Your daily quota is not known: it may allow fewer."
    if not demand.held_back:
        return ""
    wanted = demand.sent + demand.held_back
    return f"{quota_words(question, question.daily_quota)} allows {demand.sent:,} of {wanted:,}."


def option_label(name: str) -> str:
    """Return the name of an option in words."""
    return {"pay-as-you-go": "pay-as-you-go", "mixed": "several sizes"}.get(name, f"{name} plans")


def plans_label(option: "AdviceOption") -> str:
    """Return all plans of an option, whenever they are bought: `4 × 50k`."""
    numbers: Counter[str] = Counter()
    for purchase in option.plans:
        numbers[purchase.spec] += purchase.quantity
    return " + ".join(f"{number:,} × {spec}" for spec, number in numbers.items())


def wrong_guess_words(regret: "Money | None") -> str:
    """Return what a volume costs beside the best for it; None is the volume that was asked about."""
    if regret is None:
        return "the best there is"
    return f"{regret} more" if regret.amount else "nothing more"


QUOTA_NOT_COUNTED = "Your daily quota could not be read, so it limits nothing here."
FREE_QUOTA_NOT_COUNTED = "The free quota is not known, so nothing is counted as free."


FROM_YOUR_USAGE = "Without a number of yours: {emails} a month, from your usage so far."


def request_summary(question: "AdviceRequest", *, from_history: bool) -> str:
    """Return what was understood and what was counted in, so that a misread number is seen."""
    volumes = question.volumes
    low, high = min(volumes), max(volumes)
    emails = show_count(low, "email") if low == high else f"{low:,} to {high:,} emails"
    sentences = [f"{emails} a month for {show_months(question.months)}, spread {question.spread} %."]
    if from_history:
        sentences.append("This is from your usage so far.")
    if question.daily_quota is None:
        sentences.append("No daily quota is counted in.")
    else:
        sentences.append(f"The daily quota is {show_quota(question.daily_quota, question.quota_growth)}.")
    if left := sum(plan.left for plan in question.owned):
        sentences.append(f"Your plans have {show_count(left, 'email')} left.")
    if question.free_left is None:
        sentences.append(FREE_QUOTA_NOT_COUNTED)
    else:
        sentences.append(f"The free quota has {question.free_left:,} left.")
    return " ".join(sentences)


def sensitivity_lines(
    result: "AdviceResult", question: "AdviceRequest", by_spread: "SpreadCurve"
) -> list[str]:
    """Return how far the volume may be off: the cost then, and how exact the average is."""
    best = result.recommendation
    rows = [f"If the volume halves, you overpay {best.regret_half}; if it doubles, {best.regret_double}."]
    if best.plans:
        rows.append(_spread_limit_line(best, by_spread))
    if question.spread:
        rows.append(f"The cost is the average over all volumes, accurate to about {best.error}.")
    return rows


def schedule_label(schedule: "Schedule", *, rest: bool) -> str:
    """Return `1 × 500k + 2 × 50k`, the largest first; `rest` where pay-as-you-go pays for the rest.

    Of several dates it says what to buy now, as the headline of the advice does.
    """
    plans, now = _plans_label(schedule), _plans_label(part for part in schedule if not part[0])
    if now != plans:
        if "+" not in plans:
            now = now.partition(" ")[0]  # of one size the number says it
        plans = f"{plans} ({now or 'none'} now)"
    return f"{plans} + pay-as-you-go" if rest else plans


def _plans_label(schedule: "Iterable[ScheduledPurchase]") -> str:
    numbers: Counter[tuple[int, str]] = Counter()
    for _, offer, quantity in schedule:
        numbers[offer.emails, offer.spec] += quantity
    return " + ".join(f"{number} × {spec}" for (_, spec), number in sorted(numbers.items(), reverse=True))


def _spread_limit_line(best: "AdviceOption", by_spread: "SpreadCurve") -> str:
    limit = next(line.break_even for line in by_spread.lines if line.name == best.name)
    if limit is None:
        return f"These plans pay off at any spread up to {by_spread.spreads[-1]} %."
    return f"These plans pay off while the spread stays under {limit} %."
