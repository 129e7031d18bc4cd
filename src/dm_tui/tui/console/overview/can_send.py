"""The first sentence of the overview: whether you can send, how much, until when, and at what price then."""

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_day
from dm_tui.domain.mailing.wording import ASK_FOR_QUOTA, QUOTA_IS_0, QUOTA_USED_UP
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.shared.plans_axis import price_after_plans
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.screen_text import Part, text, warning, wrap_words


def paint_verdict(view: Overview, width: int) -> list[Part]:
    """Return the sentence on as many rows as it needs."""
    if view.pay_as_you_go.overdue:
        how = f"Press {tab_key('bills')} to pay it."
        if view.facts.vendor_meters:
            how = f"Pay it in the console of {view.facts.vendor_name}."
        return [warning(f"Sending is suspended: a bill is overdue. {how}", serious=True, width=width)]
    if view.service is not None and view.service.closed:
        standing, vendor = view.service.standing, view.facts.vendor_name
        why = f"the account is {standing}. Ask {vendor} why."
        return [warning(f"You cannot send: {why}", serious=True, width=width)]
    if view.pay_as_you_go.active is False:
        checks = (check for check in view.prerequisites if check.met is False and not check.only_to_buy)
        missing = ", ".join(check.name for check in checks)
        return [warning(f"Nothing can be set up or sent yet. Missing: {missing}.", serious=True, width=width)]
    if view.sendable_today is None:
        return [_unknown_verdict(view, width)]
    if view.daily_quota.limit == 0:
        return [warning(f"{QUOTA_IS_0} {ASK_FOR_QUOTA}", serious=True, width=width)]
    if not view.sendable_today:
        return [warning(QUOTA_USED_UP, serious=True, width=width)]
    now, then = f"You can send {show_count(view.sendable_today, 'email')} today.", _when_plans_end(view)
    if len(now) + 1 + len(then) > width:
        then = _short(view) or then
    if len(now) + 1 + len(then) > width:
        return [(now, "bold"), *wrap_words(then, width)]
    return [text((now, "bold"), f" {then}")]


def _short(view: Overview) -> str:
    """Return until when the plans last, without the price that their axis names too."""
    ends = view.forecast.lasts_until
    if ends is None or not view.forecast.pace or view.why_unknown(Figure.SOME_PLANS):
        return ""
    if view.forecast.expires_unused:
        return f"Plans expire on {show_day(ends, view.now)}, not used up."
    return f"At this pace plans last until {show_day(ends, view.now)}."


def _unknown_verdict(view: Overview, width: int) -> Part:
    why = view.why_unknown(Figure.DAILY_QUOTA, Figure.SENT_TODAY, Figure.PAY_AS_YOU_GO, Figure.PLANS)
    because = f": {why.removesuffix('.')}" if why else ""
    return warning(f"It is not known how much you can send today{because}.", width=width)


def _when_plans_end(view: Overview) -> str:
    """Return how long the plans last, and the price after that: an activated account continues to send."""
    free, ends = view.free_quota.left, view.forecast.lasts_until
    price = price_after_plans(view)
    if view.why_unknown(Figure.SOME_PLANS):
        return "It is not known how long your plans last."
    if ends is None:
        if free:
            return f"Beyond the free quota you pay {price} per 1,000."
        return f"You pay {price} per 1,000."
    then = f"{price} per 1,000"
    until = show_day(ends, view.now)
    if view.forecast.expires_unused:
        return f"Your plans expire on {until}, not used up, then {then}."
    if view.forecast.pace:
        return f"At this pace your plans last until {until}, then {then}."
    return f"Your plans are valid until {until}, then {then}."
