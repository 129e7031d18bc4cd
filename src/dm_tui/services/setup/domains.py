"""Domains: added with the records to publish, verified, removed when nothing sends from them any more."""

from dm_tui.domain.account.account import require_service_access
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.dns_check import check_record
from dm_tui.domain.setup.mail_domain import (
    MailDomain,
    RecordKind,
    parse_domain,
    require_room_for_domain,
)
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.spf import merge_spf
from dm_tui.providers.dns import DnsResolver
from dm_tui.providers.protocol import AccountProvider, SetupProvider
from dm_tui.settings import dns_server
from dm_tui.store.state import StateFile, Tables

_MOST_NAMED = 3
"""Sender addresses that a refusal names."""


class Domains:
    """Keeps what the provider says of each domain; the limits are checked before it is asked."""

    def __init__(self, state: StateFile, account: AccountProvider, setup: SetupProvider) -> None:
        self._state = state
        self._account = account
        self._setup = setup

    def list(self) -> tuple[MailDomain, ...]:
        """Return all domains, in the order in which they were added."""
        with self._state.read() as tables:
            return tables.of(MailDomain).all()

    def show(self, name: str) -> MailDomain:
        """Return one domain with its records, or refuse when there is none."""
        with self._state.read() as tables:
            return _require_domain(tables, name)

    def add(self, name: str, spf: str = "") -> MailDomain:
        """Add a domain in the account's region and return it with the records to publish.

        `spf` is the SPF record the domain has already: the one to publish then keeps what it allows.
        """
        account = self._account.current()
        require_service_access(account)
        id = parse_domain(name)
        with self._state.read() as tables:
            _require_new(tables, id)
        domain = self._setup.new_domain(id, account.region)
        if spf.strip():
            record = domain.record(RecordKind.SPF)
            merged = record.model_copy(update={"value": merge_spf(spf, record.include)})
            domain = domain.with_record(merged)
        with self._state.transaction() as tables:
            _require_new(tables, id)
            return tables.of(MailDomain).put(domain)

    def verify(self, name: str, *, dns: bool = False) -> MailDomain:
        """Look for the records and return the domain as it stands then, verified or not. Blocks.

        The provider looks, which in the sandbox always finds them; with `dns` we look, in DNS itself, and a
        domain whose records are not there is verified no longer. What DNS does not answer changes nothing.
        """
        require_service_access(self._account.current())
        domain = self.show(name)
        checked = self._look_up_records(domain) if dns else self._setup.check_domain(domain)
        with self._state.transaction() as tables:
            _require_domain(tables, domain.name)  # nobody removed it meanwhile
            return tables.of(MailDomain).put(checked)

    def remove(self, name: str) -> MailDomain:
        """Remove a domain and return it as it was. Refused while sender addresses use it."""
        require_service_access(self._account.current())
        with self._state.read() as tables:
            domain = _require_domain(tables, name)
            _require_unused(tables, domain)
        self._setup.remove_domain(domain)
        with self._state.transaction() as tables:
            domain = _require_domain(tables, name)
            _require_unused(tables, domain)
            tables.of(MailDomain).remove(domain.id)
        return domain

    def _look_up_records(self, domain: MailDomain) -> MailDomain:
        dns, records, certain = DnsResolver(dns_server()), [], True
        for record in domain.records:
            found = dns.look_up(record.name, record.type)
            certain = certain and not (found.problem and record.kind.needed)
            records.append(check_record(record, found))
        seen = domain.model_copy(update={"records": tuple(records)})
        return seen.with_verification(self._account.now(), certain=certain)


def _require_domain(tables: Tables, name: str) -> MailDomain:
    domain = tables.of(MailDomain).get(parse_domain(name))
    if domain is None:
        raise DirectMailError(
            ErrorKind.USAGE,
            "unknown-domain",
            f"There is no domain “{parse_domain(name)}”.",
            "List them with dm-tui domains.",
        )
    return domain


def _require_new(tables: Tables, id: str) -> None:
    domains = tables.of(MailDomain)
    if domains.get(id) is not None:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "domain-exists",
            f"{id} is a domain of this account already.",
            f"See its records with dm-tui domains show {id}.",
        )
    require_room_for_domain(len(domains))


def _require_unused(tables: Tables, domain: MailDomain) -> None:
    used = [one.address for one in tables.of(SenderAddress).all() if one.domain == domain.name]
    if used:
        more = f" and {len(used) - _MOST_NAMED} more" if len(used) > _MOST_NAMED else ""
        raise DirectMailError(
            ErrorKind.REFUSED,
            "domain-in-use",
            f"{len(used)} sender address{'es' if len(used) > 1 else ''} of {domain.name} would be "
            f"left without it: {', '.join(used[:_MOST_NAMED])}{more}.",
            "Remove them first: dm-tui senders remove ADDRESS.",
        )
