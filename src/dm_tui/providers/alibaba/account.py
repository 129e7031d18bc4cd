"""The account at Alibaba Cloud: shown as it was last read, kept in the state file."""

import threading
from datetime import datetime
from functools import partial

from dm_tui.domain.account.account import (
    Account,
    Identity,
    IdentityKind,
    Prerequisite,
    PrerequisiteKind,
    Region,
)
from dm_tui.domain.dates import Clock, show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, VerificationState
from dm_tui.providers.alibaba.wording import POLICIES_ELSEWHERE, USERS_ELSEWHERE
from dm_tui.providers.documented import documented_regions
from dm_tui.store.state import StateFile, Tables

_UNREAD = "not read yet"


class AlibabaAccount:
    """The account that the credentials belong to."""

    def __init__(self, state: StateFile, connection: AccountConnection, clock: Clock) -> None:
        self._state = state
        self._connection = connection
        self._clock = clock
        self._connecting = threading.Lock()
        self._trouble: DirectMailError | None = None

    def now(self) -> datetime:
        return self._clock()

    def claim(self) -> None:
        with self._state.transaction() as tables:
            tables.put_single(tables.single(LiveAccount))

    def connect(self) -> None:
        from dm_tui.providers.alibaba.reading.read_account import read_everything

        with self._connecting:
            try:
                read_everything(self._connection.client(), self._state, self.now)
            except DirectMailError as error:
                self._trouble = error
                raise
            self._trouble = None

    def read_at(self) -> datetime | None:
        return self._connection.record().read_at

    def current(self) -> Account:
        with self._state.read() as tables:
            account = _build_account(tables.single(LiveAccount), self._trouble, _read_activated(tables))
        return account.model_copy(update={"region": self._connection.region})

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


def _build_account(record: LiveAccount, trouble: DirectMailError | None, activated: bool | None) -> Account:
    """Return the account of a record; `trouble` is why it could not be read again."""
    state = record.verification
    return Account(
        id=record.id or _UNREAD,
        identity=record.identity or Identity(kind=IdentityKind.ACCOUNT, name=_UNREAD),
        region=record.region,
        identity_verified=state in (VerificationState.INFERRED, VerificationState.CONFIRMED_BY_USER),
        mainland_verified=record.mainland_told and state is not VerificationState.DENIED,
        activated=activated,
        verification=record.verification,
        missing_actions=record.missing,
        findings=tuple(_findings(record, trouble)),
        unknown=record.unknown,
    )


def _findings(record: LiveAccount, trouble: DirectMailError | None) -> list[Prerequisite]:
    account = partial(Prerequisite, kind=PrerequisiteKind.ACCOUNT, title="Account")
    if trouble is not None:
        return [account(met=False, detail=trouble.message, hint=trouble.hint)]
    if record.read_at is None:
        return [account(met=False, detail=_UNREAD, hint="It is being read from Alibaba Cloud.")]
    who = f"{record.id}, {record.site} site, by {record.credentials}"
    findings = [account(met=True, detail=f"{who}, read {show_instant(record.read_at)}")]
    if record.prices_problem:
        kind, problem = PrerequisiteKind.PRICES, record.prices_problem
        hint = "Without prices you cannot buy here; you can activate pay-as-you-go."
        findings.append(Prerequisite(kind=kind, title="Prices", met=False, detail=problem, hint=hint))
    return findings
