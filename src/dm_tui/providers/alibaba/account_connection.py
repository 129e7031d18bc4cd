"""The account behind a state file: what was read of it last, and the client that asks anew."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, VendorOffer
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # the SDK is far from the first frame
    from dm_tui.providers.alibaba.api.client import Client

T = TypeVar("T")


class AccountConnection:
    """Opened by the first call that needs it. Its credentials are of this state file's account: no other pays from it."""

    def __init__(self, state: StateFile, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._sleep = sleep
        self._client: Client | None = None
        self._opening = threading.Lock()

    def client(self) -> "Client":
        """Return the client."""
        with self._opening:
            if self._client is None:
                from dm_tui.providers.alibaba.reading.read_account import open_client

                self._client = open_client(self._state, self._sleep)
            return self._client

    def call(self, ask: "Callable[[Client], T]") -> "T":
        """Return the vendor's answer, or raise what is wrong in words."""
        from dm_tui.providers.alibaba.api.errors import CallFailedError, explain_failure

        try:
            return ask(self.client())
        except CallFailedError as failure:
            raise explain_failure(failure) from None

    def record(self) -> LiveAccount:
        """Return what was read last."""
        with self._state.read() as tables:
            return tables.single(LiveAccount)

    def offer(self, spec: str) -> VendorOffer:
        """Return how the vendor names a specification, or refuse what is not on sale."""
        offer = self.record().offer(spec)
        if offer is None:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "not-on-sale",
                f"Alibaba Cloud does not offer a plan {spec} to this account.",
                "Look at what it offers: dm-tui plans.",
            )
        return offer

    def change(self, **update: object) -> None:
        """Keep what the user decided or an answer told."""
        with self._state.transaction() as tables:
            tables.put_single(tables.single(LiveAccount).model_copy(update=update))

    def use_region(self, region: str) -> None:
        """Make `region` the one that mail leaves from."""
        self.change(region=region)
        if self._client is not None:
            self._client.region = region

    @property
    def site(self) -> Site:
        """Where the account belongs, the international site before that is known."""
        return self.record().site or Site.INTERNATIONAL
