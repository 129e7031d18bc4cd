"""A program that sends 500 messages is killed after a random number of them, and again, until another ends
it.

The server's own record says that each address received at most one message. Once who is unknown is settled by
that record, everybody is charged exactly as delivered, by each source, and the doctor is content. The same
with the outbox, which can be asked and leaves nobody unknown.
CI kills 4 times by each way; `DM_TUI_KILLS=60` is the long run, of 1,000 messages, `DM_TUI_SEED` repeats one.
"""

import asyncio
import os
import random
import select
import signal
import subprocess
import threading
import time
from collections import Counter
from email import message_from_bytes
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Self

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transport_choice import SMTP_VARIABLE, outbox_path
from tests import preloaded
from tests.crash import _sender
from tests.crash._sender import GOING
from tests.post import own_sender

# Read before a test begins: it is run in a bare environment.
KILLS = int(os.environ.get("DM_TUI_KILLS", "4"))
SEED = int(os.environ.get("DM_TUI_SEED", "0")) or random.randrange(1, 2**32)

RECIPIENTS = 1_000 if "DM_TUI_KILLS" in os.environ else 500
WRONG = {"notify_nobody": 100, "apart": 320, "forgetful": 100}
"""What is done wrong on purpose, and among how many it is found: `apart` takes chunks to end."""

KILLS_OF_A_MAILING = 12
"""After so many kills a new mailing is begun."""

CONNECTIONS = 2
"""Over so many it is sent; a kill may leave no more unknown than that."""

IN_A_PLAN = 100
"""Emails of the plan, so that each source pays for some."""

DEADLINE = 60.0
LETTER = Letter(
    sender="news@mail.example.com", content=MailContent(subject="News, {UserName}", text="Hello {UserName}\n")
)


class Server:
    """A server that refuses some and puts some off, each once, and keeps a record of what it took.

    `one_delivery` are the seconds that a kill may come later than the delivery it waits for: about what the
    next one takes.
    """

    one_delivery = 0.003

    def __init__(self) -> None:
        self.received: list[str] = []
        self.asked: Counter[str] = Counter()
        self.setting = ""
        self._news = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.setting = f"smtp://127.0.0.1:{port}?connections={CONNECTIONS}"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> int:
        server = await self._loop.create_server(lambda: SMTP(self), "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Let most in."""
        number = int(address[1:].partition("@")[0])
        self.asked[address] += 1
        if number % 97 == 13:
            return "550 5.1.1 nobody of this name"
        if number % 89 == 7 and self.asked[address] == 1:
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, after a moment in which a kill may come."""
        await asyncio.sleep(0.001)
        with self._news:
            self.received += envelope.rcpt_tos
            self._news.notify()
        return "250 taken"

    def has(self, messages: int, seconds: float) -> bool:
        """Wait until it took so many messages, no longer than that; say whether it has."""
        with self._news:
            return self._news.wait_for(lambda: len(self.received) >= messages, seconds)


def new_mailing(path: Path, size: int) -> tuple[DirectMail, Mailing]:
    """Make an account with a little of every source, and a mailing that needs all of them."""
    direct_mail = DirectMail(path)
    direct_mail.sandbox.load("activated")
    own_sender(direct_mail)
    region, terms = "ap-southeast-1", direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, region, terms)
    with direct_mail.state.transaction() as tables:
        tables.of(Order).put(order.model_copy(update={"emails": IN_A_PLAN}))
    direct_mail.purchases.pay(order.id, "card-4242")
    recipients = (
        Recipient(address=f"r{n}@example.com", variables={"UserName": f"N{n}"}) for n in range(size)
    )
    return direct_mail, direct_mail.sending.create(LETTER, recipients)


class Kill(NamedTuple):
    """When a program is killed: after so many more deliveries, and so much later."""

    deliveries: int
    seconds: float


class Senders:
    """Programs that send one mailing, one after the other."""

    def __init__(self, path: Path, mailing: str, server: Server | None, mode: str) -> None:
        self._arguments = (str(path), mailing, mode)
        self._env = {**os.environ, SMTP_VARIABLE: server.setting if server else ""}
        self._mode = mode
        self._server = server
        self._outbox = outbox_path(path) / "new"

    def send(self, kill: Kill | None) -> str:
        """Let one send, and kill it there; return what it said of how the mailing stands."""
        program: subprocess.Popen[bytes] = preloaded.program(
            *self._arguments,
            module=_sender.__name__,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=None if self._mode == "right" else subprocess.DEVNULL,
        )
        assert program.stdout is not None
        with program, program.stdout:
            said = b""
            while GOING.encode() not in said:
                assert select.select([program.stdout], [], [], DEADLINE)[0], "it does not begin"
                said = os.read(program.stdout.fileno(), 1_000)
                assert said, "it ended before it began"
            if kill is not None:
                end, wanted = time.monotonic() + DEADLINE, self._count() + kill.deliveries
                while not self._delivered(wanted) and program.poll() is None:
                    assert time.monotonic() < end, "it stands still"
                time.sleep(kill.seconds)
                program.send_signal(signal.SIGKILL)
            program.wait(DEADLINE)
            said += program.stdout.read()
        return said.decode().split()[-1].replace(GOING, "")

    def _delivered(self, wanted: int) -> bool:
        """Wait a moment for so many deliveries; say whether they were made."""
        if self._server:
            return self._server.has(wanted, 0.02)
        time.sleep(0.001)
        return self._count() >= wanted

    def _count(self) -> int:
        if self._server:
            return len(self._server.received)
        return len(os.listdir(self._outbox)) if self._outbox.exists() else 0


class Trial(NamedTuple):
    """How often a mailing was killed, what was wrong then, and who was unknown."""

    killed: int
    wrong: list[str]
    unknown: list[str]


def kill_senders(
    path: Path,
    kills: int,
    rng: random.Random,
    server: Server | None,
    mode: str = "right",
    size: int = RECIPIENTS,
) -> Trial:
    """Kill programs that send one mailing, at most so often, and let another end their work."""
    _, made = new_mailing(path, size)
    senders = Senders(path, made.id, server, mode)
    killed = 0
    for _ in range(kills):
        if senders.send(Kill(rng.randrange(size // kills), rng.uniform(0, (server or Server).one_delivery))):
            break  # it was done sooner
        killed += 1
    senders.send(None)
    received = server.received if server else in_outbox(path)
    wrong = [f"{who} received {n}" for who, n in Counter(received).items() if n > 1]
    sending = DirectMail(path).sending
    unknown = sending.unknown.of(made.id)
    for delivery in unknown:
        sending.unknown.settle(made.id, delivery.address, delivered=delivery.address in received)
    print(f"killed {killed} times, {len(received)} delivered, {len(unknown)} were unknown")
    if len(unknown) > killed * CONNECTIONS:
        wrong.append(f"{len(unknown)} are unknown after {killed} kills")
    if server is None and unknown:
        wrong.append(f"the outbox was not asked about {unknown}")
    wrong += charged_wrongly(DirectMail(path), sending.mailing(made.id), received, unknown)
    return Trial(killed, wrong, [delivery.address for delivery in unknown])


def charged_wrongly(
    direct_mail: DirectMail, mailing: Mailing, received: list[str], unknown: tuple[object, ...]
) -> list[str]:
    """Return where what is charged is not what was delivered."""
    wrong = []
    refused = sum(1 for _ in direct_mail.sending.refused_entries(mailing.id))
    if mailing.status is not MailingStatus.DONE or not mailing.closed:
        wrong.append(f"it is {mailing.status}, {mailing.reason} {mailing.words}")
    if mailing.accepted != len(received) or mailing.accepted + mailing.refused != mailing.recipients:
        wrong.append(f"{len(received)} delivered, {mailing.accepted} accepted, {refused} refused")
    metered = Allocation()
    for record in direct_mail.overviews.usage():
        metered += record.charged
    if mailing.charged != metered:
        wrong.append(f"the mailing is charged {mailing.charged}, usage says {metered}")
    by_source = (mailing.charged.free, sum(mailing.charged.plans.values()))
    settled = len(unknown)
    most = len(received) + settled
    fitting = (min(most, 200), min(max(most - 200, 0), IN_A_PLAN))  # as if those not delivered had never been
    if mailing.charged.emails != len(received) or any(
        not full - settled <= paid <= full for paid, full in zip(by_source, fitting, strict=True)
    ):
        wrong.append(f"{len(received)} delivered, charged {mailing.charged}")
    wrong += [f"{check.name}: {check.detail}" for check in direct_mail.doctor.examine() if not check.ok]
    return wrong


def in_outbox(path: Path) -> list[str]:
    """Return who has a message in the outbox."""
    new = outbox_path(path) / "new"
    return [str(message_from_bytes(path.read_bytes())["To"]) for path in new.iterdir()]


@pytest.mark.parametrize("way", ["smtp", "outbox"])
def test_a_killed_mailing_reaches_everybody_once_and_charges_what_it_delivered(
    tmp_path: Path, way: str
) -> None:
    print(f"DM_TUI_KILLS={KILLS} DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    left, trials = KILLS, count()
    while left > 0:
        path = tmp_path / f"{next(trials)}" / "state.json"
        kills = min(left, KILLS_OF_A_MAILING)
        if way == "smtp":
            with Server() as server:
                trial = kill_senders(path, kills, rng, server)
        else:
            trial = kill_senders(path, kills, rng, None)
        assert trial.wrong == []
        left -= trial.killed


@pytest.mark.parametrize("mode", WRONG)
def test_the_harness_finds_senders_that_do_it_wrong(tmp_path: Path, mode: str) -> None:
    print(f"DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    for attempt in range(20):
        path = tmp_path / str(attempt) / "state.json"
        with Server() as server:
            if kill_senders(path, 3, rng, server, mode, WRONG[mode]).wrong:
                return
    pytest.fail("nothing was found wrong")
