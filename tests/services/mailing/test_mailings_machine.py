"""Mailings, crashes, servers that refuse, defer and vanish, quotas, expiries, in any order: the rules hold.

Nobody receives two messages. Once all is settled by what the server really took, every mailing is charged
exactly for what was delivered, and the books agree.
"""

import random
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from threading import Event

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.providers.mail.transport import DeliveryOutcome, Refused
from dm_tui.services.direct_mail import DirectMail
from tests.conftest import START
from tests.post import (
    CUT_OFF,
    LETTER,
    NO_ANSWER,
    NOT_NOW,
    REFUSED,
    Act,
    Killed,
    PostOffice,
    people,
    sending_by,
)

INVALID = Refused(code=550, words="user unknown", invalid=True)
KINDS = ("refused", "not now", "cut off", "unknown", "arrived", "killed", "killed after", "invalid")


class SendingMachine(RuleBasedStateMachine):
    """One account, a server of moods, and programs that end at any moment."""

    made: Bundle[str] = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self._directory = tempfile.TemporaryDirectory()
        self.now = START
        self.office = PostOffice()
        self.sizes: dict[str, int] = {}
        self._open().sandbox.load("activated")
        self.start_again()

    def _open(self) -> DirectMail:
        path = Path(self._directory.name) / "state.json"
        return DirectMail(path, clock=lambda: self.now, sleep=lambda seconds: None)

    @rule()
    def start_again(self) -> None:
        self.direct_mail = self._open()
        tokens = iter(range(len(self.sizes), 10_000))
        self.sending = sending_by(self.direct_mail, self.office, tokens=tokens)

    @rule(target=made, size=st.integers(1, 260))
    def create(self, size: int) -> str:
        number = len(self.sizes)
        recipients = [
            person.model_copy(update={"address": f"m{number}-{person.address}"}) for person in people(size)
        ]
        try:
            id = self.sending.create(LETTER, recipients).id
        except DirectMailError as error:
            if error.kind is not ErrorKind.REFUSED:
                raise
            return ""
        self.sizes[id] = size
        return id

    @rule(
        mailing=made,
        seed=st.integers(0, 2**32),
        kinds=st.lists(st.sampled_from(KINDS), max_size=6),
        connections=st.sampled_from([1, 3]),
        stop_after=st.one_of(st.none(), st.integers(0, 300)),
        tells=st.booleans(),
    )
    def send(
        self, mailing: str, seed: int, kinds: list[str], connections: int, stop_after: int | None, tells: bool
    ) -> None:
        if not mailing:
            return
        rng = random.Random(seed)
        number = list(self.sizes).index(mailing)
        self.office.answers.clear()
        for kind in kinds:
            who = f"m{number}-r{rng.randrange(self.sizes[mailing])}@example.com"
            self._will(who, kind, mailing)
        stop, begun = Event(), len(self.office.attempts)

        def perhaps_stop(address: str) -> None:
            if stop_after is not None and len(self.office.attempts) - begun >= stop_after:
                stop.set()

        self.office.on_delivery = perhaps_stop
        self.office.tells = tells
        self.sending = sending_by(
            self.direct_mail, self.office, connections, tokens=range(len(self.sizes), 10_000)
        )
        try:
            self.sending.run(mailing, stop=stop)
        except Killed:
            self.start_again()

    def _will(self, who: str, kind: str, mailing: str) -> None:
        index = who.partition("-r")[2].partition("@")[0]

        def arrived() -> DeliveryOutcome:
            self.office.received.append(who)
            self.office.ids[f"{mailing}-{index}"] = who
            return NO_ANSWER

        def killed() -> DeliveryOutcome:
            raise Killed

        def killed_after() -> DeliveryOutcome:
            arrived()
            raise Killed

        answers: dict[str, DeliveryOutcome | Act] = {
            "refused": REFUSED,
            "not now": NOT_NOW,
            "cut off": CUT_OFF,
            "unknown": NO_ANSWER,
            "arrived": arrived,
            "killed": killed,
            "killed after": killed_after,
            "invalid": INVALID,
        }
        self.office.will(who, answers[kind])

    @rule(mailing=made)
    def pause(self, mailing: str) -> None:
        if mailing:
            self.sending.pause(mailing)

    @rule(mailing=consumes(made))
    def cancel(self, mailing: str) -> None:
        if mailing:
            try:
                self.sending.cancel(mailing)
            except DirectMailError as error:
                if error.code != "mailing-done":
                    raise

    @rule(mailing=made)
    def settle(self, mailing: str) -> None:
        if mailing:
            self._settle(mailing)

    @rule(spec=st.sampled_from(["50k", "500k"]))
    def buy(self, spec: str) -> None:
        region = self.direct_mail.prerequisites.account().region
        terms = self.direct_mail.purchases.catalogue().terms_version
        order = self.direct_mail.purchases.confirm(spec, 1, region, terms)
        self.direct_mail.purchases.pay(order.id, "card-4242")

    @rule(duration=st.sampled_from(["1h", "1d", "1mo", "6mo"]))
    def advance(self, duration: str) -> None:
        self.direct_mail.sandbox.advance(duration)

    @rule(minutes=st.sampled_from([1, 59, 600]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def _settle(self, mailing: str) -> None:
        for delivery in self.sending.unknown.of(mailing):
            delivered = delivery.address in self.office.received
            self.sending.unknown.settle(mailing, delivery.address, delivered=delivered)

    @invariant()
    def nobody_received_two(self) -> None:
        assert self.office.twice() == {}

    @invariant()
    def the_doctor_finds_nothing(self) -> None:
        assert [check for check in self.direct_mail.doctor.examine() if not check.ok] == []

    @invariant()
    def what_is_known_is_what_happened(self) -> None:
        received = Counter(address.partition("-")[0] for address in self.office.received)
        for number, id in enumerate(self.sizes):
            mailing = self.sending.mailing(id)
            in_hand = mailing.chunk.charged.emails if mailing.chunk else 0
            assert mailing.accepted <= received[f"m{number}"]
            assert received[f"m{number}"] <= mailing.accepted + mailing.unknown + in_hand
            assert mailing.concluded <= mailing.recipients
            if mailing.status is MailingStatus.DONE:
                assert mailing.concluded == mailing.recipients

    def teardown(self) -> None:
        self.office.answers.clear()
        self.office.on_delivery = lambda address: None
        for id in self.sizes:
            if not self.sending.run(id).ended:
                self.sending.cancel(id)
            self._settle(id)
        assert self.office.twice() == {}
        charged = Allocation()
        received = Counter(address.partition("-")[0] for address in self.office.received)
        for number, id in enumerate(self.sizes):
            mailing = self.sending.mailing(id)
            assert mailing.closed
            assert mailing.accepted == mailing.charged.emails == received[f"m{number}"]
            charged += mailing.charged
        metered = Allocation()
        for record in self.direct_mail.overviews.usage():
            metered += record.charged
        assert Counter(charged.plans) == Counter(metered.plans)
        assert (charged.free, charged.pay_as_you_go) == (metered.free, metered.pay_as_you_go)
        assert [check for check in self.direct_mail.doctor.examine() if not check.ok] == []
        self._directory.cleanup()


TestSending = SendingMachine.TestCase
TestSending.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=15)
