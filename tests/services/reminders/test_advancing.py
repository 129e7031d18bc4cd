"""Moving the sandbox's clock delivers what falls due on the way, as it was then."""

from collections.abc import Callable
from datetime import time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.reminders import ReminderRunResult
from tests.services.reminders.fake_channels import rows

NewOrder = Callable[..., Order]


def test_moving_the_clock_delivers_on_the_way_in_order_with_the_time_of_then(
    direct_mail: DirectMail, plan: ResourcePlan, state_path: Path
) -> None:
    events = direct_mail.sandbox.advance("6mo")
    due = [plan.expires_at - timedelta(days=days) for days in (30, 15, 7, 3, 1)]
    told = [event.at for event in events if event.what.startswith("reminder")]
    assert told == due
    mails = sorted((state_path.parent / "outbox" / "new").iterdir())
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in mails]
    assert [message["Date"].datetime for message in found] == due
    for message, days in zip(found, (30, 15, 7, 3, 1), strict=True):
        when = "tomorrow" if days == 1 else f"in {days} days"
        assert f"expires {when} with" in message["Subject"]
    texts = sorted((state_path.parent / "outbox" / "sms").iterdir())
    assert ["in 30 days" in texts[0].read_text(), len(texts)] == [True, 5]
    with direct_mail.state.read() as tables:
        inbox = [message.at for message in tables.of(InternalMessage).all() if message.id.startswith("rem")]
    assert inbox == due
    assert direct_mail.reminders.run() == ReminderRunResult()


def test_an_advance_that_fails_reminds_of_nothing(
    direct_mail: DirectMail, plan: ResourcePlan, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(direct_mail.metering, "write_off_expired_plans", broken)
    with pytest.raises(RuntimeError):
        direct_mail.sandbox.advance("6mo")
    assert not (state_path.parent / "outbox").exists()


def test_a_promise_is_kept_after_the_program_died_before_it_could(
    direct_mail: DirectMail, plan: ResourcePlan, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(direct_mail.reminders, "keep_promises", lambda: None)
    direct_mail.sandbox.advance("6mo")
    assert not (state_path.parent / "outbox").exists()
    assert [row[1] for row in rows(direct_mail.reminders.run())] == [30, 15, 7, 3, 1] * 2


def test_loading_a_scenario_writes_to_nobody(direct_mail: DirectMail, state_path: Path) -> None:
    for scenario in direct_mail.sandbox.scenarios:
        direct_mail.sandbox.load(scenario)
    assert not (state_path.parent / "outbox").exists()


def test_in_the_quiet_hours_moving_the_clock_holds_messages_as_well(
    direct_mail: DirectMail, plan: ResourcePlan
) -> None:
    direct_mail.reminders.choices.choose(
        quiet_from=time(8), quiet_until=time(10), expiry_days=(7,), channels=("email",)
    )
    events = direct_mail.sandbox.advance("6mo")
    told = [(event.at, event.what[:25]) for event in events if event.what.startswith("reminder")]
    at = plan.expires_at - timedelta(days=7)
    assert told == [(at, "reminder (internal): Plan"), (at + timedelta(hours=1), "reminder (email): Plan DM")]
