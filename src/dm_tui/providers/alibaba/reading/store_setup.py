"""Storing what sends as the service has it; what the service does not return stays as we knew it."""

from collections.abc import Callable
from typing import TypeVar

from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind, RecordState
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.store.state import Tables

S = TypeVar("S", MailDomain, SenderAddress, Template)


def store_domains(
    tables: Tables, domains: tuple[MailDomain, ...], region: str, *, complete: bool = True
) -> None:
    """Make our domains of a region match the service's; those of a `complete` list are all there are."""
    for domain in domains:
        known = tables.of(MailDomain).get(domain.id)
        if known is not None:
            domain = merge_known_domain(known, _keep_ownership(known, domain))
        tables.of(MailDomain).put(domain)
    if complete:
        _remove_missing(tables, MailDomain, domains, lambda domain: domain.region == region)


def store_senders(
    tables: Tables, senders: tuple[SenderAddress, ...], region: str, *, complete: bool = True
) -> None:
    """Make our sender addresses of a region match the service's; those of a `complete` list are all."""
    for sender in senders:
        present = tables.of(SenderAddress).get(sender.id)
        since = (present and present.created_at) or sender.created_at
        kept = {"alias": present.alias, "created_at": since} if present else {}
        tables.of(SenderAddress).put(sender.model_copy(update=kept))
    if complete:
        _remove_missing(tables, SenderAddress, senders, lambda sender: sender.region == region)


def store_templates(tables: Tables, templates: tuple[Template, ...], *, complete: bool = True) -> None:
    """Make our templates match the service's but for drafts; those of a `complete` list are all there are."""
    for template in templates:
        tables.of(Template).put(template)
    if complete:
        _remove_missing(tables, Template, templates, lambda item: item.status is not TemplateStatus.DRAFT)


def _remove_missing(
    tables: Tables, model: type[S], present: tuple[S, ...], at_service: Callable[[S], bool]
) -> None:
    """Remove ours of what should be `at_service` and is not `present` there."""
    present_ids = {item.id for item in present}
    for item in tables.of(model).all():
        if at_service(item) and item.id not in present_ids:
            tables.of(model).remove(item.id)


def merge_known_domain(known: MailDomain, seen: MailDomain) -> MailDomain:
    """Return a domain as the service sees it, with our own dates and the merged SPF record."""
    if not seen.records:  # only its status could be read
        seen = seen.model_copy(update={"records": known.records})
    since = known.verified_at if seen.verified else None
    domain = seen.model_copy(
        update={"added_at": known.added_at or seen.added_at, "verified_at": since or seen.verified_at}
    )
    merged, plain = _record(known, RecordKind.SPF), _record(domain, RecordKind.SPF)
    if merged is not None and plain is not None and merged.include == plain.include:
        domain = domain.with_record(plain.model_copy(update={"value": merged.value}))
    return domain


def _keep_ownership(known: MailDomain, seen: MailDomain) -> MailDomain:
    """Return a domain with our last look at its ownership record, of which the service has no status."""
    before, now = _record(known, RecordKind.OWNERSHIP), _record(seen, RecordKind.OWNERSHIP)
    if before is None or now is None or now.state is not RecordState.TO_PUBLISH or before.value != now.value:
        return seen
    return seen.with_record(now.model_copy(update={"state": before.state, "found": before.found}))


def _record(domain: MailDomain, kind: RecordKind) -> DnsRecord | None:
    return next((record for record in domain.records if record.kind is kind), None)
