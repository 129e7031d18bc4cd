"""A domain that sends, and the DNS records by which the world knows that the service may send for it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.setup.domain_name import ascii_domain, unicode_domain
from dm_tui.domain.text import Line, clean_line

MAX_DOMAINS = 5
"""Domains of an account (limits)."""

_MAX_STRING_LENGTH = 255
"""Bytes of one string of a text record (RFC 1035); a longer value is written as several."""


def _clean_value(value: object) -> object:
    return clean_line(value, 4_000) if isinstance(value, str) else value


RecordValue = Annotated[str, BeforeValidator(_clean_value)]
"""What a DNS record says, on one cleaned line: a key is longer than a `Line`."""


class RecordKind(StrEnum):
    """What a record is for."""

    OWNERSHIP = "ownership"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    MX = "mx"
    TRACKING = "tracking"

    @property
    def needed(self) -> bool:
        """Whether the domain is verified only with it.

        DMARC is the domain's own word on forged mail, and tracking only counts opens and clicks: mail is
        signed, accepted and its bounces are received without them.
        """
        return self not in (RecordKind.DMARC, RecordKind.TRACKING)

    @property
    def purpose(self) -> str:
        """What the record does, in a few words."""
        return {
            RecordKind.OWNERSHIP: "proves that the domain is yours",
            RecordKind.SPF: "lets the service's servers send for it",
            RecordKind.DKIM: "lets receivers check the service's signature",
            RecordKind.DMARC: "says what receivers do with forged mail",
            RecordKind.MX: "brings bounces back to the service",
            RecordKind.TRACKING: "counts opens and clicks under your name",
        }[self]


class RecordType(StrEnum):
    """The DNS types in use."""

    TXT = "TXT"
    MX = "MX"
    CNAME = "CNAME"


class RecordState(StrEnum):
    """What was seen of a record when DNS was last asked."""

    TO_PUBLISH = "to-publish"
    PUBLISHED = "published"
    DIFFERENT = "different"


class DnsRecord(Model):
    """One record to publish. `found` is what DNS had instead, `note` what to know about it.

    A text `value` is one string here, however many DNS splits it into. An MX value has its preference first.
    Of an SPF record only `include` is ours: the rest of its value is what the domain had before.
    """

    kind: RecordKind
    type: RecordType
    name: str
    value: RecordValue
    include: Line = ""
    state: RecordState = RecordState.TO_PUBLISH
    found: RecordValue = ""
    note: Line = ""

    @property
    def published(self) -> bool:
        """Whether DNS had it when it was last asked."""
        return self.state is RecordState.PUBLISHED

    @property
    def missing(self) -> bool:
        """Whether it keeps the domain from being verified."""
        return self.kind.needed and not self.published


class MailDomain(Model):
    """A sending domain of one region; `id` is its name as DNS has it."""

    TABLE: ClassVar[str] = "domains"

    id: str
    region: str
    added_at: datetime
    records: tuple[DnsRecord, ...]
    verified_at: datetime | None = None

    @property
    def name(self) -> str:
        """The name as DNS has it."""
        return self.id

    @property
    def readable(self) -> str:
        """The name with its international characters."""
        return unicode_domain(self.id)

    @property
    def verified(self) -> bool:
        """Whether mail may be sent from it."""
        return self.verified_at is not None

    def record(self, kind: RecordKind) -> DnsRecord:
        """Return the record of a kind; each domain has one of each."""
        return next(record for record in self.records if record.kind is kind)

    def with_record(self, changed: DnsRecord) -> "MailDomain":
        """Return the domain with the record of that kind replaced."""
        records = tuple(changed if one.kind is changed.kind else one for one in self.records)
        return self.model_copy(update={"records": records})

    def with_verification(self, now: datetime, *, certain: bool = True) -> "MailDomain":
        """Return the domain verified, or no longer, by what is known of its records.

        Unless DNS answered for all of them (`certain`) nothing is newly verified.
        """
        since = self.verified_at
        if any(record.missing for record in self.records):
            since = None
        elif certain:
            since = since or now
        return self.model_copy(update={"verified_at": since})


def parse_domain(text: str) -> str:
    """Return the name of a domain as it is kept, or refuse it with the reason."""
    try:
        return ascii_domain(text.strip(" \t"))
    except ValueError as error:
        raise DirectMailError(
            ErrorKind.USAGE,
            "bad-domain",
            f"“{clean_line(text, 60)}” is not the name of a domain: {error}.",
            "Give a name that you own, such as mail.example.com.",
        ) from None


def require_room_for_domain(domains: int) -> None:
    """Refuse one more domain than an account may have (limits)."""
    if domains >= MAX_DOMAINS:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "too-many-domains",
            f"The account has {domains} domains; {MAX_DOMAINS} are allowed.",
            "Remove one that is no longer used: dm-tui domains remove NAME.",
        )


def require_verified_domain(domain: MailDomain) -> None:
    """Raise what keeps the domain from being verified, unless it is (3)."""
    if domain.verified:
        return
    missing = [record for record in domain.records if record.missing]
    lacking = "; ".join(
        f"{record.kind}: {record.note or record.state.replace('-', ' ')}" for record in missing
    )
    raise DirectMailError(
        ErrorKind.NOT_ALLOWED,
        "domain-not-verified",
        f"{domain.name} is not verified. {lacking or 'Not all of its records could be looked up'}.",
        f"Publish what dm-tui domains show {domain.name} lists, then verify it again.",
    )


def zone_lines(domain: MailDomain) -> list[str]:
    """Return the records as lines of a zone file, to be pasted whole; long texts are split as DNS asks."""
    lines = []
    for record in domain.records:
        match record.type:
            case RecordType.TXT:
                raw = record.value
                parts = [
                    raw[at : at + _MAX_STRING_LENGTH]
                    for at in range(0, len(raw), _MAX_STRING_LENGTH)
                ]
                value = " ".join(f'"{_escape_quotes(part)}"' for part in parts)
            case _:
                value = f"{record.value}."
        lines.append(f"{record.name}. 3600 IN {record.type} {value}")
    return lines


def _escape_quotes(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
