"""The account at Alibaba Cloud: shown as it was last read, kept in the state file."""

import json
import threading
from datetime import datetime
from functools import cached_property

from dm_tui.content import read_content
from dm_tui.domain.account.account import Account, Region
from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.account_view import build_account
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, VerificationState
from dm_tui.providers.alibaba.wording import POLICIES_ELSEWHERE, USERS_ELSEWHERE
from dm_tui.store.state import StateFile


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
        """Read again who pays, at which site, what may be read, what is on sale and what is owned."""
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
        """Return the account as it was last read, with the reasons not to trust that."""
        return build_account(self._connection.record(), self._trouble)

    def regions(self) -> tuple[Region, ...]:
        return self._regions

    @cached_property
    def _regions(self) -> tuple[Region, ...]:
        return tuple(Region.model_validate(item) for item in json.loads(read_content("regions.json")))

    def use_region(self, region: str) -> Account:
        self._connection.use_region(region)
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
