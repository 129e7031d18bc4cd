"""Reminders of a real account: what the vendor says of its plans is what is said, once, by the inbox and by
email.
"""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.mail.transport import MailTrace
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transport_choice import parse_smtp_setting
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Vendor
from tests.alibaba.server.mail_account import Detail
from tests.conftest import Wait
from tests.providers.smtp_server import Drop, Server


def subjects(direct_mail: DirectMail) -> list[str]:
    return [message.subject for message in direct_mail.overviews.messages()]


def test_what_the_vendor_says_of_a_plan_is_reminded_of_once(
    open_live: OpenLive, vendor: Vendor, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as server:
        monkeypatch.setenv("DM_TUI_SMTP", f"smtp://127.0.0.1:{server.port}")
        vendor.account.order(50_000)
        direct_mail = open_live()
        direct_mail.connect()
        direct_mail.reminders.choices.choose(channels=("internal", "email"), emails=("ops@example.com",))
        assert direct_mail.process_due().sent == (), "half a year is left"
        (plan,) = vendor.account.plans
        plan.expires = vendor.account.clock() + timedelta(days=5)  # the vendor's word, not ours
        plan.left = 4_000
        direct_mail.connect()
        told = direct_mail.process_due()
        assert told.failed == ()
        assert {(reminder.kind, reminder.channel) for reminder in told.sent} == {
            (kind, channel) for kind in ("expiry", "low-quota") for channel in ("internal", "email")
        }
        assert len(server.messages) == 2
        letters = b"".join(message for _, _, message in server.messages)
        assert vendor.account.id.encode() in letters, "whose account it is"
        assert [people for _, people, _ in server.messages] == [("ops@example.com",)] * 2

        direct_mail.close()
        vendor.go_away()  # the next start reads nothing, and what was said is not said again
        assert open_live().process_due().sent == ()

        wait(timedelta(days=4, hours=1))
        told = open_live().process_due()
        assert [(reminder.kind, reminder.threshold) for reminder in told.sent] == [("expiry", 1)] * 2
        assert len(server.messages) == 3
        assert len(subjects(open_live())) == 3


def test_a_channel_that_leads_nowhere_is_said_to_and_the_inbox_still_tells(
    live: DirectMail, vendor: Vendor
) -> None:
    vendor.account.order(50_000)
    vendor.account.plans[0].expires = vendor.account.clock() + timedelta(days=5)
    live.connect()
    live.reminders.choices.choose(channels=("internal", "email"), emails=("ops@example.com",))
    told = live.process_due()
    assert [reminder.channel for reminder in told.sent] == ["internal"]
    assert [failure.channel for failure in told.failed] == ["email"]
    assert not live.state_path.with_name("outbox").exists()


def test_an_email_without_an_answer_is_looked_up_at_the_service(
    open_live: OpenLive, vendor: Vendor, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the test's server is the service's own host: what it took the statistics show, minutes later."""

    def as_the_services_own(*arguments: object) -> SmtpSettings:
        return SmtpSettings(host="127.0.0.1", port=server.port, security=SmtpSecurity.PLAIN, service=True)

    with Server() as server:
        monkeypatch.setenv("DM_TUI_SMTP", f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setattr("dm_tui.services.reminders.channels.smtp_settings", as_the_services_own)
        vendor.account.order(50_000)
        vendor.account.plans[0].expires = vendor.account.clock() + timedelta(days=5)
        direct_mail = open_live()
        direct_mail.connect()
        direct_mail.reminders.choices.choose(channels=("email",), emails=("ops@example.com",))
        server.plant("DOT", Drop(kept=True))
        (failed,) = direct_mail.process_due().failed
        assert failed.next_try_at is None
        ((sender, (recipient,), raw),) = server.messages
        subject = str(message_from_bytes(raw, policy=policy.default)["Subject"])
        shown = Detail(vendor.account.clock(), sender, recipient, subject)
        wait(timedelta(minutes=6))
        assert direct_mail.process_due().sent == (), "it does not show yet"
        vendor.account.mail.details.append(shown)
        wait(timedelta(minutes=21))
        told = open_live().process_due()
        assert [(reminder.channel, reminder.to) for reminder in told.sent] == [
            ("email", ("ops@example.com",))
        ]
        assert (told.failed, len(server.messages)) == ((), 1)
        assert direct_mail.reminders.failures() == ()


def test_a_reminder_is_looked_for_in_the_region_of_the_host_that_took_it(
    open_live: OpenLive, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reminders leave by the host that is set, whichever region is in use."""
    host = parse_smtp_setting("us-east-1:news@mail.example.com")
    assert host.region == parse_smtp_setting(f"smtps://a@{host.host}").region == "us-east-1"
    assert parse_smtp_setting("smtps://a@mail.example.com").region == ""
    asked: list[str] = []

    def shows(client: Client, trace: MailTrace) -> bool:
        asked.append(client.region)
        return True

    with Server() as server:
        local = host.model_copy(update={"host": "127.0.0.1", "port": server.port, "user": ""})
        plain = local.model_copy(update={"security": SmtpSecurity.PLAIN})
        monkeypatch.setattr("dm_tui.services.reminders.channels.smtp_settings", lambda *_: plain)
        monkeypatch.setattr("dm_tui.providers.alibaba.sent_mail.has_sent", shows)
        vendor.account.order(50_000)
        vendor.account.plans[0].expires = vendor.account.clock() + timedelta(days=5)
        direct_mail = open_live()
        direct_mail.connect()
        direct_mail.reminders.choices.choose(channels=("email",), emails=("ops@example.com",))
        server.plant("DOT", Drop(kept=True))
        assert "email" in [reminder.channel for reminder in direct_mail.process_due().sent], "it is found"
    assert asked == ["us-east-1"]
    assert direct_mail.prerequisites.account().region == "ap-southeast-1"
