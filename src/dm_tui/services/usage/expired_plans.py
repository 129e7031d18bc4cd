"""What is left of a plan when it expires: it is written off, and a message says so."""

from datetime import datetime

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.ledger_entries import plan_write_off_entry
from dm_tui.domain.usage.wording import expired_plan_message
from dm_tui.services.ledger.posting import post_entry
from dm_tui.store.state import StateFile


def write_off(state: StateFile, now: datetime) -> tuple[ResourcePlan, ...]:
    """Write off the emails left of every plan that has expired, with a message for each."""
    with state.read() as tables:
        if not any(plan.expires_at <= now for plan in tables.of(ResourcePlan).open()):
            return ()  # the usual case needs no lock
    with state.transaction() as tables:
        due = [plan for plan in tables.of(ResourcePlan).open() if plan.expires_at <= now]
        for plan in sorted(due, key=lambda plan: (plan.expires_at, plan.id)):
            post_entry(tables, plan_write_off_entry(plan))
            tables.of(ResourcePlan).put(plan.model_copy(update={"written_off": True}))
            subject, body = expired_plan_message(plan)
            tables.of(InternalMessage).put(
                InternalMessage(id=f"{plan.id}-expired", at=plan.expires_at, subject=subject, body=body)
            )
    return tuple(due)
