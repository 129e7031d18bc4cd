"""The account of a state file: its last reading, and the client that reads it again."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dm_tui.domain.account.unknown_figures import Figure, ReadingPart, why_unknown
from dm_tui.providers.alibaba.api.endpoints import Site, load_endpoints
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount, VendorOffer
from dm_tui.providers.alibaba.wording import NOT_ON_SALE, SALE_NOT_KNOWN
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # the SDK is far from the first frame
    from dm_tui.providers.alibaba.api.call_permissions import Action
    from dm_tui.providers.alibaba.api.client import Client
    from dm_tui.providers.alibaba.api.errors import RefusedError


class AccountConnection:
    """Opened by the first call. The credentials must belong to this file's account: no other one pays."""

    def __init__(self, state: StateFile, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._sleep = sleep
        self._client: Client | None = None
        self._region = ""  # of this program alone
        self._opening, self._confirming = threading.Lock(), threading.Lock()
        self._confirmed = False
        self._refused: set[str] = set()

    def client(self) -> "Client":
        """Return the client, once it is confirmed who signs: only it moves money and sends mail."""
        client = self.reading_client()
        with self._confirming:
            if not self._confirmed:
                from dm_tui.providers.alibaba.reading.state_owner import confirm_identity

                confirm_identity(client, self._state)
                self._confirmed = True
        return client

    def reading_client(self) -> "Client":
        """Return the client before it is confirmed who signs: keep what it reads only once that is."""
        with self._opening:
            if self._client is None:
                from dm_tui.providers.alibaba.api.client import Client
                from dm_tui.providers.alibaba.api.credentials import find_credentials

                site = self.record().site or Site.INTERNATIONAL
                self._client = Client(find_credentials(), load_endpoints(), self._sleep, site, self.region)
                self._client.on_refusal = self._note_refusal
                self._client.on_answer = self._note_answer
                self._refused = set(self.record().refused)
            return self._client

    def _note_answer(self, rule: "Action") -> None:
        """Forget that a change was refused which is allowed by now."""
        if rule.changes and rule.permission in self._refused:
            self._store_refused(self._refused - {rule.permission})

    def _store_refused(self, refused: set[str]) -> None:
        self._refused = refused
        self.change(refused=tuple(sorted(refused)))

    def _note_refusal(self, rule: "Action", refused: "RefusedError") -> None:
        """Believe a refusal that speaks of the account, rather than what was read of it before."""
        from dm_tui.domain.mailing.answer_faults import judge_call
        from dm_tui.domain.mailing.fault_scope import FaultScope
        from dm_tui.providers.alibaba.api.call_permissions import Service
        from dm_tui.providers.alibaba.reading.read_service import NOT_ACTIVATED
        from dm_tui.providers.alibaba.reading.store_account import store_not_activated

        if self._confirmed and rule.changes and refused.action and refused.action not in self._refused:
            self._store_refused(self._refused | {refused.action})
        if not self._confirmed or refused.action or rule.service is not Service.MAIL:
            return
        if refused.code == NOT_ACTIVATED:
            with self._state.read() as tables:
                known = tables.has("pay_as_you_go", "active", False)
            if not known:
                with self._state.transaction() as tables:
                    store_not_activated(tables)
        elif rule.changes and judge_call(refused.code, refused.status).scope is FaultScope.ACCOUNT:
            self.note_outdated(ReadingPart.SERVICE)

    def note_confirmed(self) -> None:
        """Note that a reading confirmed whose credentials sign."""
        self._confirmed = True

    @contextmanager
    def calls(self) -> "Iterator[Client]":
        """Give the client; failures of its calls are raised as errors that a person can act on."""
        from dm_tui.providers.alibaba.api.failure_wording import explain_failures

        with explain_failures():
            yield self.client()

    def note_outdated(self, part: ReadingPart) -> None:
        """Let a part be read again, however young its reading is: a change was made, or may have been."""
        reading = self.record().parts.get(part)
        if reading is None or reading.outdated:  # the usual case needs no lock
            return
        with self._state.transaction() as tables:
            record = tables.single(LiveAccount)
            if (reading := record.parts.get(part)) is not None:
                outdated = reading.model_copy(update={"outdated": True})
                tables.put_single(record.model_copy(update={"parts": {**record.parts, part: outdated}}))

    def record(self) -> LiveAccount:
        with self._state.read() as tables:
            return tables.single(LiveAccount)

    def offer(self, spec: str) -> VendorOffer:
        """Return the vendor's names for a specification, or refuse one that is not on sale."""
        record = self.record()
        for offer in record.offers:
            if offer.spec == spec and not offer.alike:
                return offer
        why = why_unknown(record.unknown(), Figure.ON_SALE)
        raise NOT_ON_SALE(spec=spec) if why is None else SALE_NOT_KNOWN(spec=spec, why=why)

    def change(self, **update: object) -> None:
        """Store what the user decided or an answer said."""
        with self._state.transaction() as tables:
            tables.put_single(tables.single(LiveAccount).model_copy(update=update))

    @property
    def region(self) -> str:
        """Where calls go: the region of this program alone, else the stored one."""
        return self._region or self.record().region

    def use_region(self, region: str, *, stored: bool) -> None:
        """Send calls to `region`, from now on if `stored`, otherwise while this program runs."""
        self._region = "" if stored else region
        if stored and self.record().region != region:
            self.change(region=region)
        if self._client is not None:
            self._client.region = region

    @property
    def site(self) -> Site:
        """The account's site, the international one until it is known."""
        return self.record().site or Site.INTERNATIONAL
