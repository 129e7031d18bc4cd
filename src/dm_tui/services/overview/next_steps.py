"""The next steps of an account: to one that may send, and on to its first email (purchase guide)."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.ledger_balances import Books, LedgerAccount
from dm_tui.domain.usage.paying_sources import in_order_of_use
from dm_tui.services.overview.views import NextStep
from dm_tui.store.state import Tables


def next_step(steps: Iterable[NextStep]) -> NextStep | None:
    """Return the first step that is certainly not done, None where there is none."""
    return next((step for step in steps if step.done is False), None)


def steps_to_activation(
    verified: bool | None, plans: tuple[ResourcePlan, ...] | None, pay_as_you_go: PayAsYouGo, now: datetime
) -> tuple[NextStep, ...]:
    """Return the steps to an account that may send (purchase guide), after an overdue bill if there is one.

    Where pay-as-you-go pays, no plan is needed; one that has ended does not count as one.
    """
    owns = None if plans is None else bool(in_order_of_use(plans, now))
    plan = NextStep(title="a plan", done=owns, action="buy")
    overdue = NextStep(title="the overdue bill", done=False, action="bills pay")
    return (
        *([overdue] if pay_as_you_go.overdue else []),
        NextStep(title="identity verification", done=verified, action="verify"),
        *([plan] if owns or not pay_as_you_go.active else []),
        NextStep(title="activation", done=pay_as_you_go.active, action="activate"),
    )


def steps_to_first_email(tables: Tables, unread: frozenset[Figure], *, wrote: bool) -> tuple[NextStep, ...]:
    """Return the further steps to the first email (purchase guide).

    What is not seen in something `unread` may be there. Models that are only counted are not loaded. A step
    that is begun has the command that ends it; a template in review is done: the next word is the reviewer's.
    """
    verified, added = tables.has("domains", "verified_at"), tables.has("senders", "id")
    domain = "domains verify" if tables.has("domains", "id") else "domains add"
    if tables.has("domains", "doubtful", True):
        unread |= {Figure.DOMAINS}
    in_review = tables.has("templates", "status", "pending")
    approved = tables.has("templates", "status", "approved")
    template = "template (in review)" if in_review and not approved else "template (optional)"
    wrote = wrote or tables.single(Books).total(LedgerAccount.SENT) > 0
    steps = (
        ("domain", verified, Figure.DOMAINS, domain),
        ("sender address", added, Figure.SENDERS, "senders add"),
        (template, approved or in_review, Figure.TEMPLATES, _template_command(tables)),
        ("first email", wrote, Figure.STATISTICS, "send"),
    )
    return tuple(
        NextStep(title=title, done=seen or (None if figure in unread else False), action=action)
        for title, seen, figure, action in steps
    )


def _template_command(tables: Tables) -> str:
    """Return the command that leads on to an approved template."""
    if tables.has("templates", "status", "draft"):
        return "templates submit"
    rejected = tables.has("templates", "status", "rejected")
    return "templates change" if rejected else "templates add"
