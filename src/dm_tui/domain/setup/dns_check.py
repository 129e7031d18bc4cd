"""Comparing what DNS answers with what should be published."""

from collections.abc import Sequence

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.mail_domain import DnsRecord, RecordKind, RecordState
from dm_tui.domain.setup.spf import is_spf, merge_spf
from dm_tui.domain.text import clean_line

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
    published = [text for text in answer.values if _is_of_kind(record.kind, text)]
    if not published:
        return _with_state(record, RecordState.TO_PUBLISH, "", wording.NOTHING_PUBLISHED)
    if len(published) > 1 and record.kind in wording.SEVERAL_RECORDS:
        return _different(
            record, published, wording.SEVERAL_RECORDS[record.kind].format(count=len(published))
        )
    match record.kind:
        case RecordKind.OWNERSHIP | RecordKind.TRACKING:
            values = map(_host, published) if record.kind is RecordKind.TRACKING else published
            if record.value not in values:
                return _different(record, published, wording.OTHER_VALUE)
            return _published(record, record.value)
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
            return _published(record, ", ".join(published))
    return _published(record, published[0])


def _is_of_kind(kind: RecordKind, text: str) -> bool:
    match kind:
        case RecordKind.SPF:
            return is_spf(text)
        case RecordKind.DKIM:
            return "p" in _parse_tags(text)
        case RecordKind.DMARC:
            return _parse_tags(text).get("v") == "DMARC1"
    return True


def _check_spf(record: DnsRecord, published: list[str]) -> DnsRecord:
    try:
        merged = merge_spf(published[0], record.include)
    except DirectMailError as error:
        return _different(record, published, error.message.rstrip("."))
    ours = record.model_copy(update={"value": merged})
    if merged.split()[1:] == published[0].split()[1:]:
        return _published(ours, published[0])
    return _different(ours, published, wording.SPF_WITHOUT_SERVICE)


def _published(record: DnsRecord, found: str) -> DnsRecord:
    return _with_state(record, RecordState.PUBLISHED, "" if found == record.value else found, "")


def _different(record: DnsRecord, published: Sequence[str], note: str) -> DnsRecord:
    return _with_state(record, RecordState.DIFFERENT, " | ".join(published), note)


def _with_state(record: DnsRecord, state: RecordState, found: str, note: str) -> DnsRecord:
    found = clean_line(found, MAX_FOUND_LENGTH)  # from outside: whoever runs the name server
    return record.model_copy(update={"state": state, "found": found, "note": clean_line(note)})


def _parse_tags(text: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record; white space inside a value is ignored (RFC 6376)."""
    tags = (tag.partition("=") for tag in text.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in tags if name.strip()}


def _mx_host(value: str) -> str:
    return _host(value.split()[-1] if value.split() else "")


def _host(value: str) -> str:
    return value.rstrip(".").lower()
