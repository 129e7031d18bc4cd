"""The sandbox's account: who is signed in, what is verified, and a clock that can be moved."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.regions import Region
from dm_tui.domain.account.wording import OWNER_NEEDS_NO_POLICY, UNKNOWN_USER
from dm_tui.domain.dates import Clock
from dm_tui.domain.text import clean_line
from dm_tui.providers.purchase_guide import documented_regions
from dm_tui.providers.sandbox.noted_calls import noted_call
from dm_tui.providers.sandbox.records import OWNER, SandboxRecord
from dm_tui.store.state import StateFile, Tables

if TYPE_CHECKING:
    from collections.abc import Collection

    from dm_tui.domain.account.unknown_figures import ReadingPart


class SandboxAccount:
    """An account that costs nothing. `clock` is real time, to which `sandbox advance` adds."""

    def __init__(self, state: StateFile, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._region = ""  # of this program alone

    def real_now(self) -> datetime:
        return self._clock()

    def now(self) -> datetime:
        return self._clock() + timedelta(seconds=self.record().clock_offset)

    def claim(self) -> None:
        """Do nothing: every file that nobody marked is the sandbox's."""

    def connect(
        self,
        parts: "Collection[ReadingPart]" = (),
        max_age: timedelta | None = None,
        *,
        to_send: bool = False,
    ) -> None:
        """Do nothing: everything is in the state file."""

    def note_outdated(self, part: "ReadingPart") -> None:
        """Do nothing: the state file is never behind."""

    def read_at(self, part: "ReadingPart | None" = None) -> None:
        return None

    def was_asked_for(self, part: "ReadingPart") -> bool:
        return True

    def current(self) -> Account:
        with self._state.read() as tables:
            return self._build_account(tables)

    def regions(self) -> tuple[Region, ...]:
        return documented_regions()

    def use_region(self, region: str, *, stored: bool = True) -> Account:
        self._region = "" if stored else region
        return self._change(region=region) if stored and self.record().region != region else self.current()

    @noted_call("VerifyIdentity")
    def verify(self, region: Region) -> Account:
        """Complete at once what the real service needs documents for."""
        if region.mainland:
            return self._change(identity_verified=True, mainland_verified=True)
        return self._change(identity_verified=True)

    def users(self) -> tuple[str, ...]:
        return (OWNER, *self.record().policies)

    @noted_call("SignIn")
    def sign_in(self, user: str) -> Account:
        users = self.users()
        if user not in users:
            raise UNKNOWN_USER(user=user, users=", ".join(users))
        return self._change(signed_in=user)

    @noted_call("AttachPolicyToUser")
    def grant(self, policy: str) -> Account:
        """Attach `policy` to the signed-in RAM user, as the account owner would."""
        with self._state.transaction() as tables:
            record = tables.single(SandboxRecord)
            if record.signed_in == OWNER:
                raise OWNER_NEEDS_NO_POLICY()
            held = record.policies.get(record.signed_in, ())
            policies = {**record.policies, record.signed_in: tuple(sorted({*held, clean_line(policy)}))}
            tables.put_single(record.model_copy(update={"policies": policies}))
            return self._build_account(tables)

    def record(self) -> SandboxRecord:
        """Return what the sandbox keeps of the account."""
        with self._state.read() as tables:
            return tables.single(SandboxRecord)

    def _change(self, **update: object) -> Account:
        with self._state.transaction() as tables:
            tables.put_single(tables.single(SandboxRecord).model_copy(update=update))
            return self._build_account(tables)

    def _build_account(self, tables: Tables) -> Account:
        """Return the account; the first frame shows it, and needs no model of pay-as-you-go for that."""
        account = tables.single(SandboxRecord).as_account(activated=tables.has("pay_as_you_go", "active"))
        return account.model_copy(update={"region": self._region}) if self._region else account
