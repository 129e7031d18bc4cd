"""Domains: added with the records to publish, verified, removed once nothing sends from them."""

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.prerequisites import require_service_access
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.account.unread_lists import absent, require_read
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.account_limits import MAX_DOMAINS, require_room
from dm_tui.domain.setup.dns_check import DnsAnswer, check_record
from dm_tui.domain.setup.dns_record import RecordKind, RecordState
from dm_tui.domain.setup.domain_name import parse_domain, require_domain_length
from dm_tui.domain.setup.doubled_name import note_if_doubled
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.spf import merge_spf
from dm_tui.providers.dns import DnsResolver
from dm_tui.providers.protocol import AccountProvider, SetupProvider
from dm_tui.settings.name_server import dns_server
from dm_tui.store.state import StateFile, Tables

_MAX_LISTED = 3
"""Sender addresses that a refusal lists (our own choice)."""


_NO_WHOLE_NAME = DnsAnswer(problem=wording.REGISTERED_DOMAIN_UNKNOWN)


class Domains:
    """Adds, verifies and removes domains; limits are checked before the provider is called."""

    def __init__(self, state: StateFile, account: AccountProvider, setup: SetupProvider) -> None:
        self._state, self._account, self._setup = state, account, setup

    def list(self) -> tuple[MailDomain, ...]:
        """Return all domains, in the order in which they were added."""
        with self._state.read() as tables:
            return tables.of(MailDomain).all()

    def show(self, name: str) -> MailDomain:
        """Return one domain with its records, or refuse an unknown name."""
        account = self._account.current()
        with self._state.read() as tables:
            return _require_domain(tables, account, name)

    def add(self, name: str, spf: str = "") -> MailDomain:
        """Add a domain with the records to publish; its SPF record includes what the present `spf` allows."""
        account = self._account.current()
        require_service_access(account)
        id = parse_domain(name)
        require_domain_length(id)
        with self._state.read() as tables:
            _require_new(tables, id)
        domain = self._setup.new_domain(id, account.region)
        if spf.strip():
            record = domain.record(RecordKind.SPF)
            merged = merge_spf(spf, record.include)
            domain = domain.with_record(record.model_copy(update={"value": merged}))
        with self._state.transaction() as tables:
            _require_new(tables, id)
            return tables.of(MailDomain).put(domain)

    def verify(self, name: str, *, dns: bool = False) -> MailDomain:
        """Look up the records and return the domain, verified or not. Blocks.

        The provider checks them, and the sandbox always finds them; with `dns` we look in DNS itself, and a
        domain whose records are missing is no longer verified. A failed lookup changes nothing.
        """
        account = self._account.current()
        require_service_access(account)
        domain = self.show(name)
        checked = (
            self._look_up_records(domain) if dns and domain.records else self._setup.check_domain(domain)
        )
        with self._state.transaction() as tables:
            _require_domain(tables, account, domain.name)  # it may have been removed meanwhile
            return tables.of(MailDomain).put(checked)

    def remove(self, name: str) -> MailDomain:
        """Remove a domain and return it. Refused while sender addresses use it."""
        account = self._account.current()
        require_service_access(account)
        with self._state.read() as tables:
            domain = _require_domain(tables, account, name)
            require_read(account, Figure.SENDERS)
            _require_unused(tables, domain)
        self._setup.remove_domain(domain)
        with self._state.transaction() as tables:
            domain = _require_domain(tables, account, name)
            _require_unused(tables, domain)
            tables.of(MailDomain).remove(domain.id)
        return domain

    def _look_up_records(self, domain: MailDomain) -> MailDomain:
        dns, records, certain = DnsResolver(dns_server()), [], True
        for record in domain.records:
            answer = dns.look_up(record.name, record.type) if not record.relative else _NO_WHOLE_NAME
            certain = certain and not (answer.problem and record.kind.needed)
            judged = check_record(record, answer)
            if not answer.problem and judged.state is RecordState.TO_PUBLISH:
                judged = note_if_doubled(judged, domain.name, dns.look_up)
            records.append(judged)
        checked = domain.model_copy(update={"records": tuple(records)})
        return checked.with_verification(self._account.now(), certain=certain)


def _require_domain(tables: Tables, account: Account, name: str) -> MailDomain:
    id = parse_domain(name)
    return tables.of(MailDomain).require(
        id, absent(account, Figure.DOMAINS, wording.UNKNOWN_DOMAIN(domain=id))
    )


def _require_new(tables: Tables, id: str) -> None:
    domains = tables.of(MailDomain)
    if domains.get(id) is not None:
        raise wording.DOMAIN_EXISTS(domain=id)
    require_room(len(domains), MAX_DOMAINS, wording.TOO_MANY_DOMAINS)


def _require_unused(tables: Tables, domain: MailDomain) -> None:
    addresses = [sender.address for sender in tables.of(SenderAddress).all() if sender.domain == domain.name]
    if len(addresses) == 1:
        raise wording.DOMAIN_IN_USE(domain=domain.name, addresses=addresses[0])
    if addresses:
        listed = wording.list_some(addresses, _MAX_LISTED)
        raise wording.DOMAIN_IN_USE_BY_SEVERAL(count=len(addresses), domain=domain.name, addresses=listed)
