"""What is said of a message by SMTP is true, whatever breaks and wherever: the server's own record is the
judge.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import cast

import pytest

from dm_tui.domain.mailing.fault_scope import FaultScope
from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.smtp_transport import SmtpTransport
from dm_tui.providers.mail.transport import (
    Accepted,
    Connection,
    Deferred,
    DeliveryOutcome,
    Refused,
    Transport,
    Unknown,
)
from tests.providers.smtp_server import Await, Behaviour, Drop, Fault, Say, Server, Silence

SENDER, RECIPIENT = "news@example.com", "ann@example.org"
SMALL = b"Subject: small\r\n\r\nHello.\r\n"
LARGE = b"Subject: large\r\n\r\n" + b"A line of a message that is far too long for any buffer.\r\n" * 400_000


def transport_to(server: Server, patience: float = 5.0) -> SmtpTransport:
    settings = SmtpSettings(host="127.0.0.1", port=server.port, security=SmtpSecurity.PLAIN)
    return SmtpTransport(settings, None, patience=patience, last_patience=patience)


@pytest.fixture(params=[False, True], ids=["one by one", "pipelined"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with Server(Behaviour(pipelining=request.param)) as running:
        yield running


def contradiction(said: DeliveryOutcome, *, has_it: bool) -> str:
    """Return how the outcome contradicts the server's record, "" where it does not."""
    if isinstance(said, Accepted) and not has_it:
        return "accepted, and the server has nothing"
    if isinstance(said, Deferred | Refused) and has_it:
        return "did not leave, and the server has it"
    return ""


QUICK = 0.5
NO_SUCH_USER = Say(b"550 5.1.1 no such user\r\n")
CLOSING = Say(b"421 4.3.2 closing down\r\n", and_close=True)
LATER, NEVER = Say(b"451 4.3.0 try later\r\n"), Say(b"554 5.7.1 not you\r\n")

DEFERRED = Deferred(code=451, words="4.3.0 try later")
DOUBTFUL = Deferred(code=554, words="5.7.1 not you")
LOST = Deferred(words="*", lost=True)
PUT_OFF = Deferred(words="451 4.3.0 try later", lost=True)
TURNED_DOWN = Deferred(words="554 5.7.1 not you", lost=True)
TURNED_AWAY = Deferred(words="421 4.3.2 closing down", lost=True)
UNKNOWN = Unknown(words="*")

BEFORE_THE_DOT: list[tuple[str, Fault, DeliveryOutcome]] = [
    (verb, fault, said)
    for verb in ("MAIL", "RCPT", "DATA")
    for fault, said in (
        (LATER, DEFERRED if verb == "RCPT" else PUT_OFF),
        (NEVER, DOUBTFUL if verb == "RCPT" else TURNED_DOWN),
        (CLOSING, TURNED_AWAY),
        (Drop(), LOST),
        (Silence(), LOST),
        (Say(b"what?\r\n"), LOST),
        (Say(b"333 go on\r\n"), LOST),
        (Say(b"199 wait\r\n"), LOST),
        (Say(b"x" * 100_000), LOST),
        (Say(b"250-more\r\n" * 10_000), LOST),
        (Say(b"\r\n"), LOST),
    )
]
TABLE: list[tuple[str, Fault, DeliveryOutcome]] = [
    *BEFORE_THE_DOT,
    ("RCPT", NO_SUCH_USER, Refused(code=550, words="5.1.1 no such user", invalid=True)),
    ("RCPT", Say(b"553 5.1.3 bad\r\n"), Refused(code=553, words="5.1.3 bad", invalid=True)),
    ("RCPT", Say(b"550 5.7.1 policy\r\n"), Deferred(code=550, words="5.7.1 policy")),
    ("RCPT", Say(b"552 5.1.1 odd\r\n"), Refused(code=552, words="5.1.1 odd")),
    ("MAIL", NO_SUCH_USER, Deferred(words="550 5.1.1 no such user", lost=True)),
    ("MAIL", Say(b"552 5.3.4 too big\r\n"), Deferred(code=552, words="5.3.4 too big")),
    ("DATA", Say(b"250 no need\r\n"), LOST),
    ("BODY", Drop(), UNKNOWN),
    ("BODY", Silence(), UNKNOWN),
    ("DOT", LATER, DEFERRED),
    ("DOT", NEVER, DOUBTFUL),
    ("DOT", CLOSING, TURNED_AWAY),
    ("DOT", Say(b"250-one\r\n250 two\r\n"), Accepted(words="one two")),
    ("DOT", Drop(kept=True), UNKNOWN),
    ("DOT", Drop(), UNKNOWN),
    ("DOT", Silence(kept=True), UNKNOWN),
    ("DOT", Silence(), UNKNOWN),
    ("DOT", Say(b"what?\r\n", and_keep=True), UNKNOWN),
    ("DOT", Say(b"354 more\r\n"), UNKNOWN),
]


def name(case: object) -> str:
    return repr(case)[:60] if isinstance(case, Say | Drop | Silence) else str(case)[:20]


SILENT = [case for case in TABLE if isinstance(case[1], Silence)]
ANSWERED = [case for case in TABLE if case not in SILENT]


@pytest.mark.parametrize(("verb", "fault", "expected"), ANSWERED, ids=name)
def test_what_is_said_of_a_message_is_true(
    server: Server, verb: str, fault: Fault, expected: DeliveryOutcome
) -> None:
    require_truth(server, verb, fault, expected)


@pytest.mark.parametrize("pipelining", [False, True])
def test_what_is_said_of_a_message_is_true_where_nothing_is_answered(pipelining: bool) -> None:
    """All at once: each waits for as long as the transport is patient."""
    assert len(SILENT) == 6
    with ExitStack() as servers, ThreadPoolExecutor(len(SILENT)) as pool:
        running = [servers.enter_context(Server(Behaviour(pipelining=pipelining))) for _ in SILENT]
        found = [
            (case, pool.submit(require_truth, server, *case))
            for case, server in zip(SILENT, running, strict=True)
        ]
        wrong = {case[:2]: failed for case, judged in found if (failed := judged.exception())}
    assert wrong == {}


def require_truth(server: Server, verb: str, fault: Fault, expected: DeliveryOutcome) -> None:
    """Deliver to a server with one fault, and again, and compare what is said with what it has."""
    way = transport_to(server, QUICK if isinstance(fault, Silence) else 5.0)
    server.plant(verb, fault)
    connection = way.connect()
    said = connection.deliver("A", SENDER, RECIPIENT, SMALL)
    if isinstance(said, Deferred):
        assert (said.fault is None) is (expected == LOST), "whoever answered something has a fault"
        said = said.model_copy(update={"fault": None})
    if "words" in expected.model_fields_set and expected.words == "*":
        assert said.words
        said = said.model_copy(update={"words": "*"})
    assert said == expected
    assert not contradiction(said, has_it=bool(server.messages))

    server.messages.clear()
    over = isinstance(said, Unknown) or (isinstance(said, Deferred) and said.lost)
    if over:
        dead = connection.deliver("B", SENDER, RECIPIENT, SMALL)
        assert isinstance(dead, Deferred)
        assert dead.lost
        connection.close()
        connection = transport_to(server).connect()
    assert isinstance(connection.deliver("C", SENDER, RECIPIENT, SMALL), Accepted)
    assert server.messages == [(SENDER, (RECIPIENT,), SMALL)]
    connection.close()


@pytest.mark.parametrize("fault", [Drop(), Silence()], ids=name)
def test_what_breaks_before_the_dot_is_handed_over_did_not_leave(server: Server, fault: Fault) -> None:
    server.plant("BODY", fault)
    connection = transport_to(server, QUICK).connect()
    said = connection.deliver("A", SENDER, RECIPIENT, LARGE)
    assert isinstance(said, Deferred)
    assert said.lost
    assert not server.messages
    connection.close()


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "BODY", "DOT", ""])
def test_a_message_is_announced_once_the_server_waits_for_it(server: Server, verb: str) -> None:
    if verb:
        server.plant(verb, Drop())
    connection = transport_to(server).connect()
    announced: list[int] = []
    connection.deliver("A", SENDER, RECIPIENT, SMALL, lambda: announced.append(len(server.messages)))
    assert announced == ([] if verb in ("MAIL", "RCPT", "DATA") else [0])
    connection.close()


def test_a_message_that_cannot_be_announced_stays(server: Server) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    connection = transport_to(server).connect()
    with pytest.raises(OSError, match="No space"):
        connection.deliver("A", SENDER, RECIPIENT, SMALL, full)
    assert cast(Deferred, connection.deliver("B", SENDER, RECIPIENT, SMALL)).lost
    assert not server.messages
    connection.close()


def test_a_large_message_is_announced_before_its_end(server: Server) -> None:
    server.plant("BODY", Drop())
    connection = transport_to(server).connect()
    announced: list[str] = []
    connection.deliver("A", SENDER, RECIPIENT, LARGE, lambda: announced.append("now"))
    assert announced == []
    connection.close()


def test_a_large_message_arrives_whole(server: Server) -> None:
    message = b"Subject: large\r\n\r\n" + b".A line that begins with a dot.\r\n" * 60_000
    connection = transport_to(server, patience=60).connect()
    assert isinstance(connection.deliver("A", SENDER, RECIPIENT, message), Accepted)
    assert server.messages == [(SENDER, (RECIPIENT,), message)]
    connection.close()


def test_an_answer_nobody_asked_for_is_not_taken_for_the_answer_to_the_message(server: Server) -> None:
    server.plant("DATA", Say(b"354 go on\r\n250 kept\r\n"))
    connection = transport_to(server).connect()
    said = connection.deliver("A", SENDER, RECIPIENT, SMALL)
    assert isinstance(said, Deferred)
    assert said.lost
    assert not server.messages
    connection.close()


def test_a_message_awaited_for_nobody_is_not_sent() -> None:
    with Server(Behaviour(pipelining=True)) as server:
        server.plant("RCPT", NO_SUCH_USER)
        server.plant("DATA", Await())
        connection = transport_to(server).connect()
        assert isinstance(connection.deliver("A", SENDER, RECIPIENT, SMALL), Refused)
        assert ".\r\n" in server.heard
        assert isinstance(connection.deliver("B", SENDER, RECIPIENT, SMALL), Accepted)
        assert len(server.messages) == 1
        connection.close()


@pytest.mark.parametrize("fault", [Drop(), Silence(), NEVER], ids=name)
def test_a_refusal_stands_when_the_server_cannot_start_over(server: Server, fault: Fault) -> None:
    server.plant("RCPT", NO_SUCH_USER)
    server.plant("RSET", fault)
    connection = transport_to(server, QUICK).connect()
    assert isinstance(connection.deliver("A", SENDER, RECIPIENT, SMALL), Refused)
    said = connection.deliver("B", SENDER, RECIPIENT, SMALL)
    assert isinstance(said, Deferred)
    assert said.lost
    connection.close()


def test_one_connection_serves_many_messages(server: Server) -> None:
    connection = transport_to(server).connect()
    for number in range(20):
        said = connection.deliver(str(number), SENDER, f"a{number}@example.org", SMALL)
        assert isinstance(said, Accepted)
    connection.close()
    assert [recipients for _, recipients, _ in server.messages] == [
        (f"a{number}@example.org",) for number in range(20)
    ]
    assert server.heard.count("EHLO") == 1


def test_a_server_that_closes_an_idle_connection_loses_no_message() -> None:
    with Server(Behaviour(idle=0.5)) as server:
        connection = transport_to(server).connect()
        time.sleep(1.0)
        said = connection.deliver("A", SENDER, RECIPIENT, SMALL)
        assert isinstance(said, Deferred)
        assert said.lost
        assert not server.messages
        connection.close()


@pytest.mark.parametrize(
    ("message", "arrives"),
    [
        (b"Subject: s\r\n\r\n.\r\n..\r\n.a\r\n", None),
        (b".hidden: x\r\n\r\nb\r\n", None),
        (b"Subject: s\r\n\r\nno end", b"Subject: s\r\n\r\nno end\r\n"),
        (b"Subject: s\n\nb\n.\nMAIL FROM:<x@y>\n", b"Subject: s\r\n\r\nb\r\n.\r\nMAIL FROM:<x@y>\r\n"),
        (b"a\r.\r\n.\rb\n.\r\n", b"a\r\n.\r\n.\r\nb\r\n.\r\n"),
        (b"", b"\r\n"),
    ],
)
def test_no_line_of_a_message_ends_it(server: Server, message: bytes, arrives: bytes | None) -> None:
    connection = transport_to(server).connect()
    assert isinstance(connection.deliver("A", SENDER, RECIPIENT, message), Accepted)
    assert [content for _, _, content in server.messages] == [arrives or message]
    connection.close()


@pytest.mark.parametrize("address", ["a@b>\r\nDATA", "a b@c.de", "<a@b.de>", "ä@b.de", "", "a@b\x00"])
def test_an_address_that_could_break_out_of_its_command_is_refused(server: Server, address: str) -> None:
    connection = transport_to(server).connect()
    for sender, recipient in ((address, RECIPIENT), (SENDER, address)):
        with pytest.raises(ValueError, match="not an address"):
            connection.deliver("A", sender, recipient, SMALL)
    assert isinstance(connection.deliver("B", SENDER, RECIPIENT, SMALL), Accepted)
    connection.close()


@pytest.mark.parametrize("code", ["250", "550"])
def test_what_a_server_says_is_one_clean_line(server: Server, code: str) -> None:
    lines = b"".join(f"{code}-".encode() + b"\x1b[31m\xff\x00\x9b" * 200 + b"\r\n" for _ in range(9))
    server.plant("DOT", Say(lines + code.encode() + b" \xe2\x80\xaetxt.exe\r\n"))
    connection = transport_to(server).connect()
    said = connection.deliver("A", SENDER, RECIPIENT, SMALL)
    assert isinstance(said, Accepted | Refused | Deferred)
    assert clean_line(said.words) == said.words
    assert 0 < len(said.words) <= 200
    connection.close()


def test_nothing_is_known_of_a_message_later() -> None:
    settings = SmtpSettings(host="127.0.0.1", port=9, security=SmtpSecurity.PLAIN)
    assert SmtpTransport(settings, None).settle("A") is None


class Hopeful:
    """A transport that takes no answer for a message that did not leave."""

    def __init__(self, way: SmtpTransport) -> None:
        self._connection = way.connect()

    def deliver(self, id: str, sender: str, recipient: str, message: bytes) -> DeliveryOutcome:
        said = self._connection.deliver(id, sender, recipient, message)
        return Deferred(words=said.words, lost=True) if isinstance(said, Unknown) else said


class Hasty(Hopeful):
    """A transport that takes a message for accepted once it is handed over."""

    def deliver(self, id: str, sender: str, recipient: str, message: bytes) -> DeliveryOutcome:
        said = self._connection.deliver(id, sender, recipient, message)
        return Accepted() if isinstance(said, Unknown) else said


@pytest.mark.parametrize(
    ("broken", "fault"), [(Hopeful, Drop(kept=True)), (Hasty, Drop())], ids=["hopeful", "hasty"]
)
def test_the_judge_convicts_a_transport_that_guesses(broken: type[Hopeful], fault: Fault) -> None:
    with Server() as server:
        server.plant("DOT", fault)
        said = broken(transport_to(server)).deliver("A", SENDER, RECIPIENT, SMALL)
        assert contradiction(said, has_it=bool(server.messages))


def test_the_transport_is_what_the_engine_asks_for() -> None:
    settings = SmtpSettings(host="127.0.0.1", port=9, security=SmtpSecurity.PLAIN, connections=3)
    way: Transport = SmtpTransport(settings, None)
    opened: Callable[[], Connection] = way.connect
    assert callable(opened)
    assert (way.name, way.connections) == ("127.0.0.1", 3)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DOT"])
@pytest.mark.parametrize("code", [436, 440, 501, 526, 551, 552, 553])
def test_what_the_service_says_of_the_sender_is_never_a_recipient_s(
    server: Server, verb: str, code: int
) -> None:
    settings = SmtpSettings(host="127.0.0.1", port=server.port, security=SmtpSecurity.PLAIN, service=True)
    server.plant(verb, Say(b"%d 5.1.1 Daily sending quota exceeded\r\n" % code))
    connection = SmtpTransport(settings, None).connect()
    outcome = connection.deliver("A", SENDER, RECIPIENT, SMALL)
    assert isinstance(outcome, Deferred)
    assert outcome.code == 0, "it counts as nobody's try"
    assert outcome.fault is not None
    assert outcome.fault.scope is (FaultScope.ACCOUNT if code in (526, 551, 552) else FaultScope.SENDER)
    assert "Daily sending quota exceeded" in outcome.words
    assert not server.messages
    connection.close()
