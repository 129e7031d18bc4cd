"""Where a server and a service are set up, reminders really leave: over the wire, to every recipient."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from functools import partial

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.settings import Channel, ReminderSettings
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.channels import ReminderRoutes
from tests.conftest import Wait
from tests.providers.sms_endpoint import KEY_ID, KEY_SECRET, SmsEndpoint
from tests.providers.smtp_server import Behaviour, Drop, Say, Server
from tests.services.reminders.fake_channels import by_all, rows, until


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mail server that the account sends by, signed in as news@example.com."""
    with Server(Behaviour(password="Sesame-1234-AB")) as running:
        monkeypatch.setenv("DM_TUI_SMTP", f"smtp://news%40example.com@127.0.0.1:{running.port}")
        monkeypatch.setenv("DM_TUI_SMTP_PASSWORD", "Sesame-1234-AB")
        yield running


@pytest.fixture
def endpoint(direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmsEndpoint]:
    """The vendor's SMS service, as far as its library can tell."""
    from alibabacloud_credentials.utils import auth_util

    # The library reads its environment once, when it is imported.
    monkeypatch.setattr(auth_util, "environment_access_key_id", KEY_ID)
    monkeypatch.setattr(auth_util, "environment_access_key_secret", KEY_SECRET)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with SmsEndpoint() as running:
        yield running


def test_the_mail_server_receives_the_real_mail(
    direct_mail: DirectMail, server: Server, plan: ResourcePlan, wait: Wait
) -> None:
    direct_mail.reminders.choices.choose(emails=("ops@example.com", "boss@example.com"))
    wait(until(plan, direct_mail, 7))
    assert rows(direct_mail.reminders.run()) == by_all("expiry", 7)
    assert [(sender, to) for sender, to, _ in server.messages] == [
        ("news@example.com", ("ops@example.com",)),
        ("news@example.com", ("boss@example.com",)),
    ]
    for _, (to,), raw in server.messages:
        message = message_from_bytes(raw, policy=policy.default)
        assert (message["To"], message["From"].addresses[0].addr_spec) == (to, "news@example.com")
        assert message["Date"].datetime == direct_mail.now()
        assert "expires in 7 days" in message["Subject"]
        text = message.get_body(("plain",))
        html = message.get_body(("html",))
        assert text is not None
        assert html is not None
        for words in ("50,000 of 50,000 emails are unused, worth USD 13.05", "dm-tui buy"):
            assert words in text.get_content()
            assert words in html.get_content()
    ids = {message_from_bytes(raw)["Message-ID"] for *_, raw in server.messages}
    assert len(ids) == 2


@pytest.mark.parametrize(("kept", "arrived"), [(True, 1), (False, 0)])
def test_a_connection_that_breaks_at_the_end_is_never_tried_again(
    direct_mail: DirectMail, server: Server, plan: ResourcePlan, wait: Wait, kept: bool, arrived: int
) -> None:
    """The server may have it, and here in one case has: a second mail would be one too many."""
    direct_mail.reminders.choices.choose(emails=("ops@example.com",))
    server.plant("DOT", Drop(kept=kept))
    wait(until(plan, direct_mail, 7))
    (failed,) = direct_mail.reminders.run().failed
    assert failed.next_try_at is None
    wait(until(plan, direct_mail, 6))
    assert direct_mail.reminders.run().sent == ()
    assert len(server.messages) == arrived


def test_a_server_that_asks_to_come_back_later_is_asked_again(
    direct_mail: DirectMail, server: Server, plan: ResourcePlan, wait: Wait
) -> None:
    direct_mail.reminders.choices.choose(emails=("ops@example.com",))
    server.plant("RCPT", Say(b"450 4.2.0 come back later\r\n"))
    wait(until(plan, direct_mail, 7))
    (failed,) = direct_mail.reminders.run().failed
    assert "come back later" in failed.words
    wait(until(plan, direct_mail, 6))
    assert rows(direct_mail.reminders.run()) == [("expiry", 7, "email")]
    assert len(server.messages) == 1


def test_a_password_that_is_wrong_stops_only_the_mail_and_is_never_shown(
    direct_mail: DirectMail, server: Server, plan: ResourcePlan, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP_PASSWORD", "Wrong-1234-AB")
    direct_mail.reminders.choices.choose(emails=("ops@example.com",))
    wait(until(plan, direct_mail, 7))
    found = direct_mail.reminders.run()
    assert [row[2] for row in rows(found)] == ["internal", "sms"]
    assert "Wrong-1234-AB" not in found.model_dump_json()
    assert server.messages == []


def test_the_sms_service_receives_one_part_for_every_number(
    direct_mail: DirectMail, endpoint: SmsEndpoint, plan: ResourcePlan, wait: Wait
) -> None:
    direct_mail.reminders.choices.choose(
        phones=("+6591234567", "+12025550100"), sms_endpoint=endpoint.name, sms_sender="dmtui"
    )
    wait(until(plan, direct_mail, 7))
    assert rows(direct_mail.reminders.run()) == by_all("expiry", 7)
    assert [request.parameters["To"] for request in endpoint.requests] == ["6591234567", "12025550100"]
    for request in endpoint.requests:
        assert request.signed
        assert request.parameters["Message"].startswith("Direct Mail sandbox: 50,000 emails (USD 13.05)")
        assert len(request.parameters["Message"]) <= 160
    assert direct_mail.reminders.run().sent == ()
    assert len(endpoint.requests) == 2


def test_a_number_that_is_none_does_not_keep_the_others_waiting(
    direct_mail: DirectMail, endpoint: SmsEndpoint, plan: ResourcePlan, wait: Wait
) -> None:
    direct_mail.reminders.choices.choose(phones=("+6591234567", "+12025550100"), sms_endpoint=endpoint.name)
    endpoint.answers = [(200, {"ResponseCode": "MOBILE_NUMBER_ILLEGAL"})]
    wait(until(plan, direct_mail, 7))
    found = direct_mail.reminders.run()
    (sent,) = (report for report in found.sent if report.channel == "sms")
    (failed,) = found.failed
    assert (sent.to, failed.to) == (("+12025550100",), ("+6591234567",))
    assert failed.next_try_at is None


def test_a_real_way_writes_nothing_to_the_outbox_and_needs_somebody_to_write_to(
    direct_mail: DirectMail, server: Server, plan: ResourcePlan, wait: Wait
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        name = f"127.0.0.1:{nobody.getsockname()[1]}"
    direct_mail.reminders.choices.choose(sms_endpoint=name)
    wait(until(plan, direct_mail, 7))
    found = direct_mail.reminders.run()
    assert rows(found) == [("expiry", 7, "internal")]
    assert all("no one to remind" in report.words for report in found.failed)
    assert len(found.failed) == 2
    assert not (direct_mail.state_path.parent / "outbox").exists()


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_of_a_live_account_no_folder_is_taken_for_somebody(direct_mail: DirectMail, channel: Channel) -> None:
    settings = ReminderSettings(emails=("ops@example.com",), phones=("+6591234567",))
    open_routes = partial(
        ReminderRoutes,
        direct_mail.state_path,
        direct_mail.preferences,
        {},
        real_now=direct_mail.provider.account.real_now,
    )
    shown = open_routes(reminds_into_folder=True)
    assert len(shown(channel, ReminderSettings()).addresses) == 1
    live = open_routes(reminds_into_folder=False)
    with pytest.raises(DirectMailError) as refused:
        live(channel, settings)
    assert refused.value.code == "channel-not-set-up"


def test_a_live_account_writes_to_those_who_are_named(direct_mail: DirectMail) -> None:
    settings = ReminderSettings(sms_endpoint="127.0.0.1:1", emails=("ops@example.com",))
    environment = {"DM_TUI_SMTP": "smtp://127.0.0.1:1"}
    live = ReminderRoutes(
        direct_mail.state_path,
        direct_mail.preferences,
        environment,
        real_now=direct_mail.provider.account.real_now,
        reminds_into_folder=False,
    )
    assert live(Channel.EMAIL, settings).addresses == ("ops@example.com",)
    assert live(Channel.SMS, settings).addresses == ()
