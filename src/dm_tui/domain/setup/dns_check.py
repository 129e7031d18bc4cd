"""Comparing what DNS answers with what should be published."""

from collections.abc import Sequence

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.mail_domain import DnsRecord, RecordKind, RecordState
from dm_tui.domain.setup.spf import is_spf, merge_spf
from dm_tui.domain.text import clean_line

MAX_FOUND_LENGTH = 500
"""Characters saved of what is published in place of a record."""


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
    match record.kind:
        case RecordKind.OWNERSHIP:
            return _check_values(record, answer.values, answer.values)
        case RecordKind.SPF:
            return _check_spf(record, [text for text in answer.values if is_spf(text)])
        case RecordKind.DKIM:
            return _check_dkim(record, [text for text in answer.values if "p" in _parse_tags(text)])
        case RecordKind.DMARC:
            return _check_dmarc(
                record, [text for text in answer.values if _parse_tags(text).get("v") == "DMARC1"]
            )
        case RecordKind.MX:
            return _check_mx(record, answer.values)
        case RecordKind.TRACKING:
            return _check_values(record, answer.values, tuple(map(_host, answer.values)))


def _check_values(record: DnsRecord, published: tuple[str, ...], compared: tuple[str, ...]) -> DnsRecord:
    if not published:
        return _not_published(record)
    if record.value in compared:
        return _published(record, record.value)
    return _different(record, published, wording.OTHER_VALUE)


def _check_spf(record: DnsRecord, published: list[str]) -> DnsRecord:
    if not published:
        return _not_published(record)
    if len(published) > 1:
        return _different(record, published, wording.SEVERAL_SPF.format(count=len(published)))
    try:
        merged = merge_spf(published[0], record.include)
    except DirectMailError as error:
        return _different(record, published, error.message.rstrip("."))
    if merged.split()[1:] == published[0].split()[1:]:
        return _published(record.model_copy(update={"value": merged}), published[0])
    other = _different(record, published, wording.SPF_WITHOUT_SERVICE)
    return other.model_copy(update={"value": merged})


def _check_dkim(record: DnsRecord, published: list[str]) -> DnsRecord:
    if not published:
        return _not_published(record)
    if len(published) > 1:
        return _different(record, published, wording.SEVERAL_KEYS.format(count=len(published)))
    key = _parse_tags(published[0])["p"]
    if key == _parse_tags(record.value)["p"]:
        return _published(record, published[0])
    return _different(record, published, wording.OTHER_KEY if key else wording.KEY_REVOKED)


def _check_dmarc(record: DnsRecord, published: list[str]) -> DnsRecord:
    if not published:
        return _not_published(record)
    if len(published) > 1:
        return _different(record, published, wording.SEVERAL_DMARC.format(count=len(published)))
    policy = _parse_tags(published[0]).get("p", "")
    if policy.lower() not in ("none", "quarantine", "reject"):
        return _different(record, published, wording.DMARC_WITHOUT_POLICY)
    return _published(record, published[0])  # any policy is as good as the proposed one


def _check_mx(record: DnsRecord, published: tuple[str, ...]) -> DnsRecord:
    if not published:
        return _not_published(record)
    if _mx_host(record.value) in map(_mx_host, published):
        return _published(record, ", ".join(published))
    return _different(record, published, wording.OTHER_MX)


def _not_published(record: DnsRecord) -> DnsRecord:
    return _with_state(record, RecordState.TO_PUBLISH, "", wording.NOTHING_PUBLISHED)


def _published(record: DnsRecord, found: str) -> DnsRecord:
    return _with_state(record, RecordState.PUBLISHED, "" if found == record.value else found, "")


def _different(record: DnsRecord, published: Sequence[str], note: str) -> DnsRecord:
    return _with_state(record, RecordState.DIFFERENT, " | ".join(published), note)


def _with_state(record: DnsRecord, state: RecordState, found: str, note: str) -> DnsRecord:
    update = {
        "state": state,
        "found": clean_line(found, MAX_FOUND_LENGTH),  # from outside: whoever runs the name server
        "note": clean_line(note),
    }
    return record.model_copy(update=update)


def _parse_tags(text: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record; white space inside a value is ignored (RFC 6376)."""
    tags = (tag.partition("=") for tag in text.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in tags if name.strip()}


def _mx_host(value: str) -> str:
    return _host(value.split()[-1] if value.split() else "")


def _host(value: str) -> str:
    return value.rstrip(".").lower()
