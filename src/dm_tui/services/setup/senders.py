"""Sender addresses: added under a verified domain, deleted at most ten times a month."""

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.prerequisites import require_service_access
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.account.unread_lists import absent, require_usable_domain
from dm_tui.domain.setup.account_limits import MAX_SENDERS, require_room
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress, SenderKind, domain_of, parse_alias, parse_sender
from dm_tui.domain.setup.sender_deletions import SenderDeletions
from dm_tui.domain.setup.wording import SENDER_EXISTS, TOO_MANY_SENDERS, UNKNOWN_SENDER
from dm_tui.providers.protocol import AccountProvider, SetupProvider
from dm_tui.store.state import StateFile, Tables


class Senders:
    """Adds and removes sender addresses; limits are checked before the provider is called."""

    def __init__(self, state: StateFile, account: AccountProvider, setup: SetupProvider) -> None:
        self._state, self._account, self._setup = state, account, setup

    def list(self) -> tuple[SenderAddress, ...]:
        """Return all sender addresses, in the order in which they were added."""
        with self._state.read() as tables:
            return tables.of(SenderAddress).all()

    def show(self, address: str) -> SenderAddress:
        """Return one sender address, or refuse an unknown one."""
        account = self._account.current()
        with self._state.read() as tables:
            return _require_sender(tables, account, address)

    def deletions_left(self) -> int:
        """Return how many sender addresses you may still delete this month."""
        with self._state.read() as tables:
            return tables.single(SenderDeletions).left(self._account.now())

    def add(
        self, address: str, kind: SenderKind = SenderKind.BATCH, reply_to: str = "", alias: str = ""
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
            _require_addable(tables, account, sender)
        self._setup.add_sender(sender)
        with self._state.transaction() as tables:
            _require_addable(tables, account, sender)
            return tables.of(SenderAddress).put(sender)

    def remove(self, address: str) -> SenderAddress:
        """Delete a sender address and return it; ten a month are allowed."""
        account, now = self._account.current(), self._account.now()
        require_service_access(account)
        with self._state.read() as tables:
            sender = _require_sender(tables, account, address)
            tables.single(SenderDeletions).with_deletion(now)
        self._setup.remove_sender(sender)
        with self._state.transaction() as tables:
            sender = _require_sender(tables, account, address)
            tables.put_single(tables.single(SenderDeletions).with_deletion(now))
            tables.of(SenderAddress).remove(sender.id)
        return sender


def _require_sender(tables: Tables, account: Account, address: str) -> SenderAddress:
    id = parse_address(address)
    return tables.of(SenderAddress).require(id, absent(account, Figure.SENDERS, UNKNOWN_SENDER(address=id)))


def _require_addable(tables: Tables, account: Account, sender: SenderAddress) -> None:
    senders = tables.of(SenderAddress)
    if senders.get(sender.id) is not None:
        raise SENDER_EXISTS(address=sender.address)
    require_usable_domain(account, sender.address, tables.of(MailDomain).get(domain_of(sender.address)))
    require_room(len(senders), MAX_SENDERS, TOO_MANY_SENDERS)
