"""The account at Alibaba Cloud: shown as it was last read, kept in the state file."""

import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from dm_tui.domain.account.account import Account, Identity, IdentityKind
from dm_tui.domain.account.permissions import NEEDED_TO_BUY
from dm_tui.domain.account.prerequisites import Prerequisite, PrerequisiteKind
from dm_tui.domain.account.regions import Region
from dm_tui.domain.account.unknown_figures import Figure, ReadingPart, why_unknown
from dm_tui.domain.dates import Clock, show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.reading_freshness import is_fresh
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.api.credentials import has_sdk
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount, VerificationState
from dm_tui.providers.alibaba.wording import POLICIES_ELSEWHERE, USERS_ELSEWHERE
from dm_tui.providers.purchase_guide import documented_regions
from dm_tui.store.state import StateFile, Tables

SHOWN_PARTS = tuple(part for part in ReadingPart if part is not ReadingPart.PERMISSIONS)
"""All parts that a face shows."""


_UNREAD = "not read yet"

_WITHOUT_PRICES = "Without prices you cannot buy a plan here. You can activate, and open the console."

_VERIFIED = {
    VerificationState.UNKNOWN: None,
    VerificationState.DENIED: False,
    VerificationState.INFERRED: True,
    VerificationState.CONFIRMED_BY_USER: True,
}


class AlibabaAccount:
    """The account that the credentials belong to."""

    def __init__(self, state: StateFile, connection: AccountConnection, clock: Clock) -> None:
        self._state = state
        self._connection = connection
        self._clock = clock
        self._connecting = threading.Lock()
        self._trouble: DirectMailError | None = None

    def real_now(self) -> datetime:
        return self._clock()

    def now(self) -> datetime:
        return self._clock()

    def claim(self) -> None:
        if not has_sdk():  # nothing can be read into the file that this would make
            return
        with self._state.transaction() as tables:
            tables.put_single(tables.single(LiveAccount))

    def connect(
        self, parts: Collection[ReadingPart] = (), max_age: timedelta | None = None, *, to_send: bool = False
    ) -> None:
        """Read these parts (none: all) of the account again, except what was read within `max_age`."""
        wanted = [part for part in parts or SHOWN_PARTS if not self._is_fresh(part, max_age)]
        if not wanted:
            return
        from dm_tui.providers.alibaba.reading.read_account import read_account

        with self._connecting:
            try:
                client = self._connection.reading_client()
                read_account(client, self._state, self.now, wanted, to_send=to_send)
            except DirectMailError as error:
                self._trouble = error
                raise
            self._connection.note_confirmed()
            self._trouble = None

    def note_outdated(self, part: ReadingPart) -> None:
        self._connection.note_outdated(part)

    def _is_fresh(self, part: ReadingPart, max_age: timedelta | None) -> bool:
        reading = self._connection.record().reading(part, self._connection.region)
        if max_age is None or reading is None or reading.read_at is None or reading.read_at != reading.at:
            return False
        return not reading.outdated and is_fresh(reading.read_at, self.now(), max_age)

    def read_at(self, part: ReadingPart | None = None) -> datetime | None:
        record = self._connection.record()
        if part is None:
            return record.read_at
        reading = record.reading(part, self._connection.region)
        return reading.read_at if reading is not None else None

    def was_asked_for(self, part: ReadingPart) -> bool:
        return self._connection.record().reading(part, self._connection.region) is not None

    def current(self) -> Account:
        with self._state.read() as tables:
            record, activated = tables.single(LiveAccount), _read_activated(tables)
        return _build_account(record, self._connection.region, self._trouble, activated)

    def regions(self) -> tuple[Region, ...]:
        return documented_regions()

    def use_region(self, region: str, *, stored: bool = True) -> Account:
        self._connection.use_region(region, stored=stored)
        return self.current()

    def verify(self, region: Region) -> Account:
        """Take your word that identity verification is complete: no call returns it."""
        record = self._connection.record()
        inferred = record.verification is VerificationState.INFERRED
        self._connection.change(
            verification=record.verification if inferred else VerificationState.CONFIRMED_BY_USER,
            mainland_told=record.mainland_told or region.mainland,
        )
        return self.current()

    def users(self) -> tuple[str, ...]:
        return ()

    def sign_in(self, user: str) -> Account:
        """Refuse: the credentials decide who signs in."""
        raise USERS_ELSEWHERE()

    def grant(self, policy: str) -> Account:
        """Refuse: the account owner grants policies."""
        raise POLICIES_ELSEWHERE(console=self._connection.site.console)


def _read_activated(tables: Tables) -> bool | None:
    """Return whether Direct Mail was active at the last reading, None if that is not known."""
    if tables.has("pay_as_you_go", "active"):
        return True
    return False if tables.has("pay_as_you_go", "active", False) else None


def _build_account(
    record: LiveAccount, region: str, trouble: DirectMailError | None, activated: bool | None
) -> Account:
    """Return the account of a record; `trouble` is why it could not be read again."""
    state = record.verification
    return Account(
        id=record.id or _UNREAD,
        identity=record.identity or Identity(kind=IdentityKind.ACCOUNT, name=_UNREAD),
        region=region,
        identity_verified=_VERIFIED[state],
        mainland_verified=True if record.mainland_told and state is not VerificationState.DENIED else None,
        activated=activated,
        verification=record.verification,
        missing_actions=tuple(dict.fromkeys((*record.missing, *record.refused))),
        blocking_actions=tuple(action for action in record.missing if action in NEEDED_TO_BUY),
        findings=tuple(_findings(record, trouble)),
        unknown=record.unknown(region),
    )


def _findings(record: LiveAccount, trouble: DirectMailError | None) -> list[Prerequisite]:
    account = partial(Prerequisite, kind=PrerequisiteKind.ACCOUNT, title="Account")
    if trouble is not None:
        return [account(met=False, detail=trouble.message, hint=trouble.hint)]
    if record.read_at is None:
        return [account(met=False, detail=_UNREAD, hint="It is being read from Alibaba Cloud.")]
    who = f"{record.id}, {record.site.words if record.site else 'site not known'}, by {record.credentials}"
    findings = [account(met=True, detail=f"{who}, read {show_instant(record.read_at)}")]
    problem = why_unknown(record.unknown(), Figure.PRICES)
    if problem is not None and ReadingPart.ON_SALE in record.parts and not record.has_prices:
        kind = PrerequisiteKind.PRICES
        prices = Prerequisite(kind=kind, title="Prices", met=False, detail=problem, hint=_WITHOUT_PRICES)
        findings.append(prices.model_copy(update={"only_to_buy": True}))
    return findings
