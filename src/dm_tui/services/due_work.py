"""The work that falls due, whatever program is open: orders lapse, plans expire, bills are charged, reviews
are collected, and then you are reminded.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dm_tui.services.reminders.reminders import ReminderRunResult
    from dm_tui.services.use_cases import UseCases


def process_due(use_cases: "UseCases", *, retry: bool = False) -> "ReminderRunResult":
    """Do all that has fallen due, then send its reminders; `retry` sends failed ones again at once."""
    use_cases.purchases.lapse_due_orders()  # each looks first, and takes the lock only if it must
    use_cases.metering.write_off_expired_plans()
    use_cases.billing.charge_due_bill()
    use_cases.templates.collect_due_reviews()
    if use_cases.facts.is_remote:
        expiry_days = use_cases.reminders.choices.current().expiry_days
        use_cases.refunds.ask_before_expiry(max(expiry_days, default=0))
    return use_cases.reminders.run(retry=retry)
