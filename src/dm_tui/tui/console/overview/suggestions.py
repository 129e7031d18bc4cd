"""What to do next, each with its key: what waits for you, the steps to the first email, then what helps."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import days_until, show_day
from dm_tui.domain.purchase.buy_again import BUY_AGAIN_DAYS
from dm_tui.domain.purchase.plan_expiry import EXPIRES_SOON_DAYS
from dm_tui.services.overview.views import NextStep, Overview, WaitingOrder
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, text, wrap_words

if TYPE_CHECKING:  # the first frame asks no adviser
    from dm_tui.domain.advice.results import Recommendation

KEY_FOR_ACTION = {
    "bills pay": tab_key("bills"),
    "verify": tab_key("account"),
    "buy": "b",
    "activate": "a",
    "domains add": tab_key("senders"),
    "domains verify": tab_key("senders"),
    "senders add": tab_key("senders"),
    "templates add": tab_key("senders"),
    "templates submit": tab_key("senders"),
    "templates change": tab_key("senders"),
    "send": tab_key("send"),
}
"""The key of the console for each next step."""

_WORDS = {
    "bills pay": "pay the overdue bill",
    "verify": "verify your identity",
    "buy": "buy a plan",
    "activate": "activate Direct Mail",
    "domains add": "add and verify your domain",
    "domains verify": "verify your domain",
    "senders add": "add a sender address",
    "templates add": "write a template, if you want one",
    "templates submit": "submit your template for review",
    "templates change": "change the template that was rejected",
    "send": "write your first mailing",
}


class Suggestion(NamedTuple):
    """Something to do: its mark, its key, its words. The first one is what comes next."""

    mark: str
    key: str
    words: str


def suggestions(view: Overview, advised: "Recommendation | None") -> list[Suggestion]:
    """Return what to do, what cannot wait first; `advised` is the adviser's word, once it is known."""
    waiting = [
        Suggestion(MARKS.warning, tab_key("plans"), _order_words(order, view))
        for order in view.waiting_orders[:2]
    ]
    steps = [step for step in view.next_steps if step.done is False]
    urgent = [step for step in steps if step.action == "bills pay"]
    return [
        *(_step(step, MARKS.warning) for step in urgent),
        *waiting,
        *(_step(step, MARKS.next) for step in steps[len(urgent) :][:1]),
        *([] if steps else [Suggestion(MARKS.next, tab_key("send"), _mailing_words(view))]),
        *_buy_again(view, advised),
        *_messages(view),
    ]


def _step(step: NextStep, mark: str) -> Suggestion:
    return Suggestion(mark, KEY_FOR_ACTION[step.action], _WORDS[step.action])


def _order_words(order: WaitingOrder, view: Overview) -> str:
    plans = f"{order.quantity} {MARKS.times} {order.spec}"
    if order.unsettled:
        return f"look up the payment for {plans}"
    minutes = max(0, round((order.lapses_at - view.now).total_seconds() / 60))
    return f"pay or cancel your order of {plans}, {order.total}: {minutes} min left"


def may_buy_again(view: Overview) -> bool:
    """Say whether the plans end so soon that it is time to ask whether to buy again."""
    until = view.forecast.lasts_until
    return until is not None and bool(view.forecast.plans) and days_until(until, view.now) <= BUY_AGAIN_DAYS


def _mailing_words(view: Overview) -> str:
    """Return why to write a mailing: of emails that expire soon, sending saves more than buying."""
    left = {forecast.id: forecast.left for forecast in view.forecast.plans}
    lost = Counter[str]()
    for plan in view.plans or ():
        if left.get(plan.id) and days_until(plan.expires_at, view.now) <= EXPIRES_SOON_DAYS:
            lost[show_day(plan.expires_at, view.now)] += left[plan.id]
    words = (f": about {show_count(count, 'email')} would be lost on {day}" for day, count in lost.items())
    return f"write a mailing{next(words, '')}"


def _buy_again(view: Overview, advised: "Recommendation | None") -> list[Suggestion]:
    """Return what the adviser says of the time after the plans, so that Advice never says another thing."""
    until = view.forecast.lasts_until
    if until is None or not may_buy_again(view):
        return []
    if advised is None:
        words = f"see whether to buy again before {show_day(until, view.now)}"
        return [Suggestion(MARKS.ahead, tab_key("advice"), words)]
    now = any(not purchase.month for purchase in advised.plans)
    words = advised.headline[:1].lower() + advised.headline[1:]
    return [Suggestion(MARKS.ahead, "b" if now else tab_key("advice"), words)]


def _messages(view: Overview) -> list[Suggestion]:
    unread = view.unread_messages
    words = f"read {unread:,} message{'' if unread == 1 else 's'}"
    return [Suggestion(MARKS.ahead, tab_key("messages"), words)] if unread else []


def steps_to_send(view: Overview) -> list[NextStep]:
    """Return the steps to the first email; an overdue bill is none of them."""
    return [step for step in view.next_steps if step.action != "bills pay"]


def paint_checklist(steps: Sequence[NextStep], width: int) -> list[Content]:
    """Return the steps to the first email, done or not; all of them in one sentence where nothing is left.

    A line ends between two steps, never between a step and its mark.
    """
    if all(step.done for step in steps):
        return [text((f"{MARKS.done} Everything is set up to send.", "$success"))]
    rows = [text("")]
    for step in steps:
        mark = MARKS.done if step.done else MARKS.unknown if step.done is None else MARKS.ahead
        part = text((f"{mark} {step.title}", "$success" if step.done else "$muted"))
        if rows[-1].cell_length and rows[-1].cell_length + 2 + part.cell_length > width:
            rows.append(text(""))
        rows[-1] = text(rows[-1], "  " if rows[-1].cell_length else "", part)
    return rows


def paint_suggestions(view: Overview, width: int, advised: "Recommendation | None") -> list[Part]:
    """Return what to do, a row each; the first one stands out."""
    rows: list[Part] = []
    for number, suggestion in enumerate(suggestions(view, advised)):
        first, *rest = wrap_words(suggestion.words, max(12, width - 5))
        rows.append(_paint(suggestion, first, is_first=not number))
        rows += [text(" " * 5, more) for more in rest]
    return rows


def paint_suggestions_in_a_row(view: Overview, width: int, advised: "Recommendation | None") -> list[Part]:
    """Return what to do in as few rows as it needs; a row ends between two suggestions."""
    rows = [text("")]
    for number, suggestion in enumerate(suggestions(view, advised)):
        part = _paint(suggestion, suggestion.words.partition(": pay as you go")[0], is_first=not number)
        if rows[-1].cell_length and rows[-1].cell_length + 3 + part.cell_length > width:
            rows.append(text(""))
        rows[-1] = text(rows[-1], "   " if rows[-1].cell_length else "", part)
    return [row for row in rows if row.cell_length]


def _paint(suggestion: Suggestion, words: str, *, is_first: bool) -> Content:
    style = "bold $warning" if suggestion.mark == MARKS.warning else "$muted"
    if is_first and suggestion.mark == MARKS.next:
        style = "bold $accent"
    return text(
        (f"{suggestion.mark} ", style), (f"{suggestion.key}  ", "bold"), (words, "bold" if is_first else "")
    )
