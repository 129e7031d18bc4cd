"""Comparing what DNS answers with what should be published."""

import re
from collections import defaultdict
from collections.abc import Sequence

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind, RecordState
from dm_tui.domain.setup.spf import is_spf, merge_spf
from dm_tui.domain.text import clean_line

_AROUND = " \t\"'\\“”"
"""Signs that get around a value on its way through a form."""

_BEGINNINGS = defaultdict(
    lambda: re.compile(r"(?!)"),
    {
        RecordKind.SPF: re.compile(r"\W*v\s*=\W*spf", re.IGNORECASE),
        RecordKind.DKIM: re.compile(r"\W*(v\s*=\W*dkim|[kp]\s*=)", re.IGNORECASE),
        RecordKind.DMARC: re.compile(r"\W*v\s*=\W*dmarc", re.IGNORECASE),
    },
)
"""How a text begins that is meant as such a record, even if no receiver reads it."""

MAX_FOUND_LENGTH = 500
"""Characters saved of what is published in place of a record (our own limit)."""


class DnsAnswer(Model):
    """The answer of DNS for a name and a type; the strings of a text are joined.

    `problem` says why there is no answer at all: nothing is known then, and `values` is empty.
    """

    values: tuple[str, ...] = ()
    problem: str = ""


def check_record(record: DnsRecord, answer: DnsAnswer) -> DnsRecord:
    """Return the record with its state by `answer`; without one the state stays the same."""
    if answer.problem:
        return record.model_copy(update={"note": answer.problem})
    published = _published_values(record.kind, answer.values)
    if not published:
        unread = [text for text in answer.values if _BEGINNINGS[record.kind].match(text)]
        if unread:
            return _different(record, unread, wording.NOT_READ)
        return _with_state(record, RecordState.TO_PUBLISH, "", wording.NOTHING_PUBLISHED)
    if len(published) > 1 and record.kind in wording.SEVERAL_RECORDS:
        return _different(
            record, published, wording.SEVERAL_RECORDS[record.kind].format(count=len(published))
        )
    match record.kind:
        case RecordKind.OWNERSHIP | RecordKind.TRACKING:
            values = map(_host, published) if record.kind is RecordKind.TRACKING else published
            if record.value not in values:
                inexact = record.value in (text.strip(_AROUND).lower() for text in published)
                return _different(record, published, wording.NOT_EXACT if inexact else wording.OTHER_VALUE)
            return _as_published(record, record.value)
        case RecordKind.SPF:
            return _check_spf(record, published)
        case RecordKind.DKIM:
            key = _parse_tags(published[0])["p"]
            if key != _parse_tags(record.value)["p"]:
                return _different(record, published, wording.OTHER_KEY if key else wording.KEY_REVOKED)
        case RecordKind.DMARC:  # any policy is as good as the proposed one
            if _parse_tags(published[0]).get("p", "").lower() not in ("none", "quarantine", "reject"):
                return _different(record, published, wording.DMARC_WITHOUT_POLICY)
        case RecordKind.MX:
            if _mx_host(record.value) not in map(_mx_host, published):
                return _different(record, published, wording.OTHER_MX)
            return _as_published(record, ", ".join(published))
    return _as_published(record, published[0])


def is_published(kind: RecordKind, answer: DnsAnswer) -> bool:
    """Say whether an answer has a record of this kind, with whatever value."""
    return bool(_published_values(kind, answer.values))


def _published_values(kind: RecordKind, values: tuple[str, ...]) -> list[str]:
    """Return what receivers read as this record: beside a key, any other text, too (RFC 6376)."""
    of_kind = [text for text in values if _is_of_kind(kind, text)]
    return list(values) if kind is RecordKind.DKIM and of_kind else of_kind


def _is_of_kind(kind: RecordKind, text: str) -> bool:
    match kind:
        case RecordKind.SPF:
            return is_spf(text)
        case RecordKind.DKIM:
            tags = _parse_tags(text)
            return "p" in tags and tags.get("v", "DKIM1") == "DKIM1" and text[:1] not in _AROUND
        case RecordKind.DMARC:
            return _parse_tags(text).get("v") == "DMARC1"
    return True


def _check_spf(record: DnsRecord, published: list[str]) -> DnsRecord:
    try:
        merged = merge_spf(published[0], record.include)
    except DirectMailError as error:
        return _different(record, published, error.message.rstrip("."))
    ours = record.model_copy(update={"value": merged})
    if published[0].split() != [term for term in published[0].split(" ") if term]:
        return _different(ours, published, wording.SPF_WITHOUT_SPACES)
    if merged.split()[1:] == published[0].split()[1:]:
        return _as_published(ours, published[0])
    return _different(ours, published, wording.SPF_WITHOUT_SERVICE)


def _as_published(record: DnsRecord, value: str) -> DnsRecord:
    return _with_state(record, RecordState.PUBLISHED, "" if value == record.value else value, "")


def _different(record: DnsRecord, published: Sequence[str], note: str) -> DnsRecord:
    return _with_state(record, RecordState.DIFFERENT, " | ".join(published), note)


def _with_state(record: DnsRecord, state: RecordState, value: str, note: str) -> DnsRecord:
    value = clean_line(value, MAX_FOUND_LENGTH)  # from outside: whoever runs the name server
    return record.model_copy(update={"state": state, "found": value, "note": clean_line(note)})


def _parse_tags(text: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record; white space inside a value is ignored (RFC 6376)."""
    tags = (tag.partition("=") for tag in text.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in tags if name.strip()}


def _mx_host(value: str) -> str:
    return _host(value.split()[-1] if value.split() else "")


def _host(value: str) -> str:
    return value.rstrip(".").lower()
