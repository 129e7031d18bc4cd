"""The overview: how much you can send, until when, and at what cost."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dm_tui.domain.account.unknown import NOT_KNOWN, Figure
from dm_tui.domain.account.wording import USER_GUIDE
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_age
from dm_tui.domain.mailing.wording import ASK_FOR_QUOTA, QUOTA_IS_0
from dm_tui.domain.usage.billing import BillStatus
from dm_tui.lines.figures import daily_quota_words, free_quota_words, show_money
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.overview_plans import MIN_PLANS_SHOWN, paint_plans, price_words, show_day
from dm_tui.tui.console.shared.console_tab import ConsoleTab
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.paint import MARKS, Part, fact, lines, sparkline, text, warning

LINES_BESIDES_PLANS = 13
"""Lines of the overview besides those about plans."""

LABEL = 14

KEY_FOR_ACTION = {
    "bills pay": tab_key("bills"),
    "verify": tab_key("account"),
    "buy": "b",
    "activate": "a",
    "domains add": tab_key("senders"),
    "senders add": tab_key("senders"),
    "templates add": tab_key("senders"),
    "send": tab_key("send"),
}
"""The key of the console for each next step."""


class OverviewTab(ConsoleTab):
    """Paints the account for the room there is."""

    _view: Overview | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="overview-text", markup=False)

    def reload(self, view: Overview) -> None:
        self._view = view
        self._paint()

    @property
    def default_focus(self) -> Widget | None:
        """None: nothing here is chosen or typed."""
        return None

    def on_resize(self) -> None:
        self._paint()

    def _paint(self) -> None:
        if self._view is not None:
            # Before the first layout: the window without the frame.
            room = self.size or (self.screen.size - (4, 5))
            painted = paint_overview(self._view, room.width, room.height)
            self.query_one("#overview-text", Static).update(painted)


def paint_overview(view: Overview, width: int, height: int) -> Content:
    """Return the whole overview for a pane of `width` × `height` cells."""
    verdict = _verdict(view, width)
    room = height - LINES_BESIDES_PLANS
    # In a small window a second line of the verdict takes the place of the gap.
    gap = len(verdict) == 1 or room > 2 * MIN_PLANS_SHOWN
    room -= len(verdict) - 1 + gap - 1
    guide = _is_being_set_up(view) and (not view.plans or room > 2 * MIN_PLANS_SHOWN)
    room -= guide
    return lines(
        [
            *verdict,
            *([""] if gap else []),
            *paint_plans(view, width, max(MIN_PLANS_SHOWN, room)),
            "",
            *_figures(view),
            "",
            *_next(view, width),
            *([fact("User Guide", USER_GUIDE, LABEL)] if guide else []),
        ]
    )


def _verdict(view: Overview, width: int) -> list[Part]:
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
        return [_unknown_verdict(view)]
    if view.daily_quota.limit == 0:
        return [warning(f"{QUOTA_IS_0} {ASK_FOR_QUOTA}", serious=True, width=width)]
    if not view.sendable_today:
        return [warning("You cannot send now: today's quota is used up.", serious=True)]
    now, then = f"You can send {show_count(view.sendable_today, 'email')} today.", _when_plans_end(view)
    if len(now) + 1 + len(then) > width:
        return [(now, "bold"), then]
    return [text((now, "bold"), f" {then}")]


def _unknown_verdict(view: Overview) -> Part:
    why = view.why_unknown(Figure.DAILY_QUOTA, Figure.SENT_TODAY, Figure.PAY_AS_YOU_GO, Figure.PLANS)
    because = f": {why.removesuffix('.')}" if why else ""
    return warning(f"How much you can send today is not known{because}.")


def _when_plans_end(view: Overview) -> str:
    """Return how long the plans last, and the price after that: an activated account continues to send."""
    free, ends = view.free_quota.left, view.forecast.lasts_until
    price = price_words(view)
    if view.why_unknown(Figure.SOME_PLANS):
        return "How long your plans last is not known."
    if ends is None:
        if free:
            return f"Beyond the free quota you pay {price} per 1,000."
        return f"You pay {price} per 1,000."
    then = f"{price} per 1,000"
    until = show_day(ends, view.now)
    if view.forecast.pace:
        return f"At this pace your plans last until {until}, then {then}."
    return f"Your plans are valid until {until}, then {then}."


def _figures(view: Overview) -> list[Part]:
    dot, bill = MARKS.dot, view.last_bill
    vendor = view.facts.vendor_name
    last = f"made by {vendor} {dot} press {tab_key('bills')}" if view.facts.vendor_meters else "none yet"
    if bill is not None:
        mark = f"{MARKS.warning} " if bill.status is BillStatus.OVERDUE else ""
        last = f"{mark}{bill.total}, {bill.status} {dot} {bill.id}"
    unread, key = view.unread_messages, tab_key("messages")
    return [
        fact("Daily quota", daily_quota_words(view.daily_quota), LABEL),
        fact("Free quota", free_quota_words(view.free_quota), LABEL),
        _sent_line(view),
        fact("Pay-as-you-go", _pay_as_you_go(view), LABEL),
        fact("Last bill", last, LABEL),
        fact("Balance", show_money(view.balance), LABEL),
        fact("Messages", f"{unread:,} unread {dot} press {key}" if unread else "none unread", LABEL),
        *([fact("Read", _age(view), LABEL)] if view.read_at else []),
    ]


def _sent_line(view: Overview) -> Part:
    if view.recent is None or view.forecast.pace is None:
        return fact("Sent", NOT_KNOWN, LABEL)
    return text(
        (f"{'Sent':<{LABEL}} ", "$muted"),
        (sparkline(view.recent), "$primary"),
        f" {len(view.recent)} days {MARKS.dot} now {view.forecast.pace:,} a day",
    )


def _age(view: Overview) -> str:
    age = show_age(view.read_at, view.now) if view.read_at is not None else "never"
    if view.read_problem:
        return f"{MARKS.warning} {age}; the last try failed: {view.read_problem}"
    return f"{age} {MARKS.dot} f5 reads it again"


def _pay_as_you_go(view: Overview) -> str:
    pay_as_you_go, dot = view.pay_as_you_go, MARKS.dot
    if pay_as_you_go.overdue:
        return f"{MARKS.warning} overdue, sending suspended"
    if pay_as_you_go.active is None:
        return NOT_KNOWN
    if not pay_as_you_go.active:
        return "not active"
    if pay_as_you_go.open_amount is None:
        return f"active {dot} billed by {view.facts.vendor_name}"
    due = view.next_bill_at
    bill = f"next bill {show_day(due, view.now)}" if due is not None else "nothing to bill"
    return f"active {dot} open amount {pay_as_you_go.open_amount} {dot} {bill}"


def _is_being_set_up(view: Overview) -> bool:
    """Say whether the account is activated and a step to the first email is left: there the guide helps."""
    return view.pay_as_you_go.active is True and any(step.done is False for step in view.next_steps)


def _next(view: Overview, width: int) -> list[Content]:
    """Return the checklist: the steps done, the step to do now with its key, and the steps after it.

    A line ends between two steps, never between a step and its mark.
    """
    rows = [text(("Next", "$muted"))]
    now = next((step for step in view.next_steps if step.done is False), None)
    for step in view.next_steps:
        mark = MARKS.done if step.done else MARKS.unknown if step.done is None else MARKS.ahead
        part = text((f"{mark} {step.title}", "$success" if step.done else "$muted"))
        if step is now:
            part = text((f"{MARKS.next} {step.title}: press {KEY_FOR_ACTION[step.action]}", "bold $accent"))
        if rows[-1].cell_length + 2 + part.cell_length > width:
            rows.append(text("    "))
        rows[-1] = text(rows[-1], "  ", part)
    return rows
