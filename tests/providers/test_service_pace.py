"""The service's own hosts take 5,000 emails in three minutes, and 50 in five to one recipient."""

from datetime import timedelta

from dm_tui.domain.mailing.fault_scope import FaultScope
from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings
from dm_tui.providers.mail.service_pace import RECIPIENT_RATE, ServicePace, pace_of_host
from dm_tui.providers.mail.smtp_transport import SmtpTransport
from dm_tui.providers.mail.transport import Accepted, Deferred
from tests.providers.smtp_server import Server


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def send(transport: SmtpTransport, count: int, recipient: str = "ann@example.org") -> list[object]:
    connection = transport.connect()
    try:
        return [
            connection.deliver(f"A{number}", "news@example.com", recipient, b"Subject: A\r\n\r\nHi\r\n")
            for number in range(count)
        ]
    finally:
        connection.close()


def settings_of(server: Server, *, service: bool) -> SmtpSettings:
    return SmtpSettings(host="127.0.0.1", port=server.port, security=SmtpSecurity.PLAIN, service=service)


def test_a_recipient_who_had_enough_waits_and_nothing_leaves_for_them() -> None:
    time = Time()
    pace = ServicePace(clock=lambda: time.now, sleep=time.sleep)
    with Server() as server:
        transport = SmtpTransport(settings_of(server, service=True), None, pace=pace)
        *taken, put_off = send(transport, RECIPIENT_RATE.emails + 1)
        assert all(isinstance(outcome, Accepted) for outcome in taken)
        assert isinstance(put_off, Deferred)
        assert put_off.fault is not None
        assert (put_off.fault.scope, put_off.fault.passes) == (FaultScope.RECIPIENT, True)
        assert put_off.fault.wait == timedelta(seconds=RECIPIENT_RATE.seconds)
        assert len(server.messages) == RECIPIENT_RATE.emails
        assert isinstance(send(transport, 1, "bob@example.org")[0], Accepted)
        time.now += RECIPIENT_RATE.seconds
        assert isinstance(send(transport, 1)[0], Accepted)


def test_other_servers_have_no_pace_of_the_service() -> None:
    with Server() as server:
        outcomes = send(SmtpTransport(settings_of(server, service=False), None), RECIPIENT_RATE.emails + 2)
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)


def test_all_mailings_of_a_program_share_the_pace_of_a_host() -> None:
    assert pace_of_host("smtpdm.aliyun.com") is pace_of_host("smtpdm.aliyun.com")
    assert pace_of_host("smtpdm.aliyun.com") is not pace_of_host("smtpdm-us-east-1.aliyuncs.com")


def test_a_large_mailing_takes_the_time_that_the_host_asks_for() -> None:
    time = Time()
    pace = ServicePace(clock=lambda: time.now, sleep=time.sleep)
    left = []
    for number in range(11_000):
        assert pace.take_turn(f"{number}@example.org") == 0
        left.append(time.now)
    windows = (sum(start <= at < start + 180 for at in left) for start in left[::250])
    assert max(windows) <= 5_000
    assert left[-1] < 480, "and no longer"
