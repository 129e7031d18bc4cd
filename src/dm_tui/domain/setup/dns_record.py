"""A DNS record to publish: its purpose, whether the domain needs it, and its state at the last look."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.required_records import is_required
from dm_tui.domain.setup.spf import is_one_spf_record
from dm_tui.domain.text import Line, clean_line


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
        """Whether the domain cannot be verified without it."""
        return is_required(self)

    @property
    def type(self) -> "RecordType":
        """The DNS type of the record."""
        types = {RecordKind.MX: RecordType.MX, RecordKind.TRACKING: RecordType.CNAME}
        return types.get(self, RecordType.TXT)

    @property
    def label(self) -> str:
        """The name of the kind."""
        return wording.RECORD_LABELS[self]

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
