"""Sender addresses: added under a verified domain, deleted at most ten times a month."""

from dm_tui.domain.account.account import require_service_access
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import (
    SenderAddress,
    SenderDeletions,
    SenderKind,
    domain_of,
    parse_alias,
    parse_sender,
    require_room_for_sender,
    require_sender_domain,
)
from dm_tui.providers.protocol import AccountProvider, SetupProvider
from dm_tui.store.state import StateFile, Tables


class Senders:
    """Keeps the sender addresses; the limits are checked before the provider is asked."""

    def __init__(self, state: StateFile, account: AccountProvider, setup: SetupProvider) -> None:
        self._state = state
        self._account = account
        self._setup = setup

    def list(self) -> tuple[SenderAddress, ...]:
        """Return all sender addresses, in the order in which they were added."""
        with self._state.read() as tables:
            return tables.of(SenderAddress).all()

    def show(self, address: str) -> SenderAddress:
        """Return one sender address, or refuse when there is none."""
        with self._state.read() as tables:
            return _require_sender(tables, address)

    def deletions_left(self) -> int:
        """Return how many sender addresses may still be deleted this month."""
        with self._state.read() as tables:
            return tables.single(SenderDeletions).left(self._account.now())

    def add(
        self,
        address: str,
        kind: SenderKind = SenderKind.BATCH,
        reply_to: str = "",
        alias: str = "",
    ) -> SenderAddress:
        """Add a sender address of the account's region; its domain must be verified."""
        account = self._account.current()
        require_service_access(account)
        sender = SenderAddress(
            id=parse_sender(address),
            kind=kind,
            alias=parse_alias(alias),
            reply_to=parse_address(reply_to) if reply_to.strip() else "",
            region=account.region,
            created_at=self._account.now(),
        )
        with self._state.read() as tables:
            _require_addable(tables, sender)
        self._setup.add_sender(sender)
        with self._state.transaction() as tables:
            _require_addable(tables, sender)
            return tables.of(SenderAddress).put(sender)

    def remove(self, address: str) -> SenderAddress:
        """Delete a sender address and return it as it was; ten a month are allowed."""
        require_service_access(self._account.current())
        now = self._account.now()
        with self._state.read() as tables:
            sender = _require_sender(tables, address)
            tables.single(SenderDeletions).with_deletion(now)
        self._setup.remove_sender(sender)
        with self._state.transaction() as tables:
            sender = _require_sender(tables, address)
            tables.put_single(tables.single(SenderDeletions).with_deletion(now))
            tables.of(SenderAddress).remove(sender.id)
        return sender


def _require_sender(tables: Tables, address: str) -> SenderAddress:
    id = parse_address(address)
    sender = tables.of(SenderAddress).get(id)
    if sender is None:
        raise DirectMailError(
            ErrorKind.USAGE,
            "unknown-sender",
            f"There is no sender address “{id}”.",
            "List them with dm-tui senders.",
        )
    return sender


def _require_addable(tables: Tables, sender: SenderAddress) -> None:
    senders = tables.of(SenderAddress)
    if senders.get(sender.id) is not None:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "sender-exists",
            f"{sender.address} is a sender address already.",
            f"See it with dm-tui senders show {sender.address}.",
        )
    require_sender_domain(
        sender.address, tables.of(MailDomain).get(domain_of(sender.address)), sender.region
    )
    require_room_for_sender(len(senders))
