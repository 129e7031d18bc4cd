"""What is left today: the daily and the free quota as gauges, the balance, and the facts beside them."""

from typing import NamedTuple

from textual.content import Content

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.dates import show_age, show_day
from dm_tui.domain.usage.billing import BillStatus
from dm_tui.lines.figures import daily_quota_words, free_quota_words, show_money
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import gauge
from dm_tui.tui.console.shared.plans_axis import LABEL, TRACK
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, justify_ends, muted, text, wrap_words

_GAUGE = 16
"""Cells of a gauge in a row with its words."""

_NEARLY = 0.9
"""The part of the daily quota from which on its gauge warns."""


class Measure(NamedTuple):
    """A figure in words, and what it is of what; no `whole` where that is not known."""

    label: str
    words: str
    value: float = 0.0
    whole: float = 0.0
    style: str = "$good"


def measures(view: Overview) -> list[Measure]:
    """Return the figures of the account. The balance has no gauge: it is a part of nothing."""
    limit, used = view.daily_quota.limit, view.daily_quota.used
    known = limit is not None and used is not None
    nearly = known and (used or 0) >= _NEARLY * (limit or 0)
    daily = Measure(
        "Daily quota",
        daily_quota_words(view.daily_quota),
        (used or 0) if known else 0,
        (limit or 0) if known else 0,
        "$warning" if nearly else "$good",
    )
    free = Measure("Free quota", free_quota_words(view.free_quota))
    if view.free_quota.left is not None:
        free = free._replace(value=view.free_quota.left, whole=view.free_quota.total)
    return [daily, free, _balance(view)]


def _balance(view: Overview) -> Measure:
    """Return the balance, and how much of it is owed."""
    balance, owed = view.balance, view.pay_as_you_go.open_amount
    words = show_money(balance)
    if balance is not None and owed is not None and owed.amount > 0 and balance.currency == owed.currency:
        words += f", {owed} of it open"
    return Measure("Balance", words)


def facts(view: Overview) -> list[tuple[str, str]]:
    """Return what is known besides, in words."""
    dot, bill = MARKS.dot, view.last_bill
    last = "none yet"
    if view.facts.vendor_meters:
        last = f"made by {view.facts.vendor_name} {dot} press {tab_key('bills')}"
    if bill is not None:
        mark = f"{MARKS.warning} " if bill.status is BillStatus.OVERDUE else ""
        last = f"{mark}{bill.total}, {bill.status}"
    return [_pay_as_you_go(view), ("Last bill", last)]


def when_read(view: Overview, width: int) -> list[Part]:
    """Return when a live account was read, and why a newer reading failed; nothing for a sandbox."""
    return _wrap_fact("Read", _age(view), width) if view.read_at else []


def in_rows(view: Overview, width: int) -> list[Part]:
    """Return each figure in one row with its gauge, and the facts in as few rows as they need."""
    rows: list[Part] = [
        _one_row(measure, width)
        if width >= LABEL + _GAUGE + 24
        else fact(measure.label, measure.words, LABEL - 1)
        for measure in measures(view)
    ]
    (label, words), (other, further) = facts(view)
    joined = f"{words} {MARKS.dot} {other[0].lower()}{other[1:]} {further}"
    alike = [(label, joined)] if LABEL + len(joined) <= width else facts(view)
    for label, words in alike:
        rows += _wrap_fact(label, words, width)
    return [*rows, *when_read(view, width)]


def _one_row(measure: Measure, width: int) -> Content:
    value, whole = measure.value, measure.whole
    drawn = gauge(value, whole, _GAUGE, measure.style, TRACK) if whole > 0 else text("")
    words = text((f"{measure.label:<{LABEL}}", "$muted"), measure.words)
    return justify_ends(words, drawn, width)


def in_panel(view: Overview, width: int, *, tall: bool) -> list[Part]:
    """Return each figure with its gauge in the row below it."""
    rows: list[Part] = []
    for measure in measures(view):
        rows.append(justify_ends(muted(measure.label), text((measure.words, "bold")), width))
        if measure.whole > 0:
            rows.append(gauge(measure.value, measure.whole, width, measure.style, TRACK))
        if tall:
            rows.append("")
    for label, words in facts(view):
        rows += _wrap_fact(label, words, width)
    return rows


def _wrap_fact(label: str, words: str, width: int) -> list[Part]:
    """Return a fact whose further rows are under its words, never under its label."""
    first, *rest = wrap_words(words, max(12, width - LABEL)) or [""]
    return [text((f"{label:<{LABEL}}", "$muted"), first), *(text(" " * LABEL, row) for row in rest)]


def _age(view: Overview) -> str:
    age = show_age(view.read_at, view.now) if view.read_at is not None else "never"
    if view.read_problem:
        return f"{MARKS.warning} {age}; the last try failed: {view.read_problem}"
    return f"{age} {MARKS.dot} f5 reads it again"


def _pay_as_you_go(view: Overview) -> tuple[str, str]:
    """Return the open amount, or what is the matter with pay-as-you-go."""
    pay_as_you_go, due = view.pay_as_you_go, view.next_bill_at
    label = "Pay-as-you-go"
    if pay_as_you_go.overdue:
        return label, f"{MARKS.warning} overdue, sending suspended"
    if pay_as_you_go.active is None:
        return label, NOT_KNOWN
    if not pay_as_you_go.active:
        return label, "not active"
    if pay_as_you_go.open_amount is None:
        return label, f"active {MARKS.dot} billed by {view.facts.vendor_name}"
    bill = f", next bill {show_day(due, view.now)}" if due is not None else ""
    return "Open amount", f"{pay_as_you_go.open_amount}{bill}"
