"""A sending domain, and the DNS records that allow the service to send for it."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.domain_name import ascii_domain, unicode_domain
from dm_tui.domain.setup.spf import is_one_spf_record
from dm_tui.domain.text import Line, clean_line

MAX_DOMAINS = 5
"""Domains of an account (limits)."""

MAX_SERVICE_DOMAIN_LENGTH = 50
"""Characters of a domain's name in its DNS form (vendor's SDK, CreateDomain); DNS itself allows more."""

_MAX_STRING_LENGTH = 255
"""Bytes of one string of a text record (RFC 1035); a longer value is written as several."""


def _clean_value(value: object) -> object:
    return clean_line(value, 4_000) if isinstance(value, str) else value


RecordValue = Annotated[str, BeforeValidator(_clean_value)]
"""The value of a DNS record on one cleaned line: a key is longer than a `Line`."""


class RecordKind(StrEnum):
    """The purpose of a record."""

    OWNERSHIP = "ownership"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    MX = "mx"
    TRACKING = "tracking"

    @property
    def needed(self) -> bool:
        """Whether the domain cannot be verified without it.

        DMARC is the domain's own policy on forged mail, and tracking only counts opens and clicks: mail is
        signed, accepted and bounced without them.
        """
        return self not in (RecordKind.DMARC, RecordKind.TRACKING)

    @property
    def type(self) -> "RecordType":
        """The DNS type of the record."""
        types = {RecordKind.MX: RecordType.MX, RecordKind.TRACKING: RecordType.CNAME}
        return types.get(self, RecordType.TXT)

    @property
    def purpose(self) -> str:
        """The effect of the record, in a few words."""
        return wording.RECORD_PURPOSES[self]


class RecordType(StrEnum):
    """The DNS types that domains need."""

    TXT = "TXT"
    MX = "MX"
    CNAME = "CNAME"


class RecordState(StrEnum):
    """The state of a record at the last look at DNS."""

    TO_PUBLISH = "to-publish"
    PUBLISHED = "published"
    DIFFERENT = "different"


_PUBLISHABLE = {
    RecordType.TXT: re.compile(r"[ !#-\[\]-~]+", re.ASCII),
    RecordType.MX: re.compile(r"\d{1,5} [\w.-]+", re.ASCII),
    RecordType.CNAME: re.compile(r"[\w.-]+", re.ASCII),
}
_NAME = re.compile(r"[\w.@*-]*", re.ASCII)


class DnsRecord(Model):
    """One record to publish. `found` is what DNS had instead, `note` a remark about it.

    A text `value` is one string here, however many DNS splits it into. An MX value has its preference first.
    Of an SPF record only `include` is ours: the rest of the value is the domain's own. A `relative` name
    lacks the registered domain, which the service did not name.
    """

    kind: RecordKind
    type: RecordType
    name: str
    relative: bool = False
    value: RecordValue
    include: Line = ""
    state: RecordState = RecordState.TO_PUBLISH
    found: RecordValue = ""
    note: Line = ""

    @property
    def readable_name(self) -> str:
        """The name, with a remark if it is not the whole one."""
        if not self.relative:
            return self.name
        return wording.RELATIVE_NAME.format(name=self.name) if self.name else wording.NAME_UNKNOWN

    @property
    def publishable(self) -> bool:
        """Whether this is one record, of characters that mean themselves in a zone file.

        Whoever answers for the service, or wrote a backup, could otherwise have other records published.
        """
        if self.kind is RecordKind.SPF:
            fits = is_one_spf_record(self.value)
        else:
            fits = _PUBLISHABLE[self.type].fullmatch(self.value) is not None
        return fits and _NAME.fullmatch(self.name) is not None

    @property
    def published(self) -> bool:
        """Whether DNS had it at the last look."""
        return self.state is RecordState.PUBLISHED

    @property
    def missing(self) -> bool:
        """Whether it keeps the domain from being verified."""
        return self.kind.needed and not self.published


class MailDomain(Model):
    """A sending domain of one region; `id` is its name in DNS form.

    `doubtful` is one whose status could not be understood; `added_at` is None where the service does not say
    it. Where it tells that a domain is verified but not since when, `verified_at` is only when that was first
    read, and `since_told` is false.
    """

    TABLE: ClassVar[str] = "domains"

    id: str
    region: str
    added_at: datetime | None
    records: tuple[DnsRecord, ...]
    verified_at: datetime | None = None
    since_told: bool = True
    doubtful: bool = False

    @property
    def name(self) -> str:
        """The name in DNS form."""
        return self.id

    @property
    def readable(self) -> str:
        """The name with its international characters."""
        return unicode_domain(self.id)

    @property
    def verified(self) -> bool | None:
        """Whether mail may be sent from it, None if that is not known."""
        return None if self.doubtful else self.verified_at is not None

    @property
    def verified_since(self) -> datetime | None:
        """When it was verified, None if it is not, or if that is not known."""
        return self.verified_at if self.since_told else None

    @property
    def status(self) -> str:
        """Whether it is verified, in words."""
        return {True: "verified", False: "not verified", None: "not known"}[self.verified]

    def record(self, kind: RecordKind) -> DnsRecord:
        """Return the domain's record of `kind`."""
        return next(record for record in self.records if record.kind is kind)

    def with_record(self, changed: DnsRecord) -> "MailDomain":
        """Return the domain with the record of that kind replaced."""
        records = tuple(changed if record.kind is changed.kind else record for record in self.records)
        return self.model_copy(update={"records": records})

    def with_verification(self, now: datetime, *, certain: bool = True) -> "MailDomain":
        """Return the domain verified, or no longer, by the state of its records.

        Unless DNS answered for all of them (`certain`), an unverified domain stays so.
        """
        since = self.verified_at or (now if certain else None)
        if any(record.missing for record in self.records):
            since = None
        return self.model_copy(update={"verified_at": since, "doubtful": False})


def require_domain_length(name: str) -> None:
    """Refuse a domain name that is longer than the service takes."""
    if len(name) > MAX_SERVICE_DOMAIN_LENGTH:
        raise wording.DOMAIN_TOO_LONG_FOR_SERVICE(
            domain=clean_line(name, 60), length=len(name), most=MAX_SERVICE_DOMAIN_LENGTH
        )


def parse_domain(text: str) -> str:
    """Return a domain name as it is stored, or refuse it with the reason."""
    name = text.strip(" \t")
    if not name:
        raise wording.NO_DOMAIN()
    try:
        return ascii_domain(name)
    except ValueError as error:
        raise wording.BAD_DOMAIN(domain=clean_line(text, 60), reason=error) from None


def require_verified_domain(domain: MailDomain) -> None:
    """Raise the records that are missing, unless the domain is verified (3)."""
    if domain.verified:
        return
    missing = [record for record in domain.records if record.missing]
    if not missing:
        raise wording.DOMAIN_NOT_LOOKED_UP(domain=domain.name)
    listed = (f"{record.kind}: {record.note or record.state.replace('-', ' ')}" for record in missing)
    raise wording.DOMAIN_NOT_VERIFIED(domain=domain.name, missing="; ".join(listed))


def zone_lines(domain: MailDomain) -> list[str]:
    """Return the records as lines to paste into a zone file; long texts are split as DNS requires.

    A name without a dot at its end is relative to the zone (RFC 1035), as the service's own names are.
    """
    relative = any(record.relative for record in domain.records)
    lines = [
        f"{record.name}{'' if record.relative else '.'} 3600 IN {record.type} {_zone_value(record)}"
        for record in domain.records
        if record.name and record.publishable
    ]
    return [f"; {wording.RELATIVE_ZONE}", *lines] if relative else lines


def _zone_value(record: DnsRecord) -> str:
    text, size = record.value, _MAX_STRING_LENGTH
    if record.type is not RecordType.TXT:
        return f"{text}."
    parts = (text[start : start + size] for start in range(0, len(text), size))
    escaped = (part.replace("\\", "\\\\").replace('"', '\\"') for part in parts)
    return " ".join(f'"{part}"' for part in escaped)
