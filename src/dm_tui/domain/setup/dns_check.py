"""What DNS has, held against what should be published."""

from collections.abc import Sequence

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.setup.mail_domain import DnsRecord, RecordKind, RecordState
from dm_tui.domain.setup.spf import is_spf, merge_spf
from dm_tui.domain.text import clean_line

MAX_FOUND_LENGTH = 500
"""Characters kept of what was found in place of a record."""


class DnsAnswer(Model):
    """What DNS answered for a name and a type; a text is whole, its strings joined.

    `problem` says why there is no answer at all: nothing was learned then, and `values` is empty.
    """

    values: tuple[str, ...] = ()
    problem: str = ""


def check_record(record: DnsRecord, found: DnsAnswer) -> DnsRecord:
    """Return the record with its state by what was found. Without an answer the state stays as it was."""
    if found.problem:
        return record.model_copy(update={"note": found.problem})
    match record.kind:
        case RecordKind.OWNERSHIP:
            return _check_values(record, found.values, found.values)
        case RecordKind.SPF:
            return _check_spf(record, [text for text in found.values if is_spf(text)])
        case RecordKind.DKIM:
            return _check_dkim(record, [text for text in found.values if "p" in _parse_tags(text)])
        case RecordKind.DMARC:
            return _check_dmarc(
                record, [text for text in found.values if _parse_tags(text).get("v") == "DMARC1"]
            )
        case RecordKind.MX:
            return _check_mx(record, found.values)
        case RecordKind.TRACKING:
            return _check_values(record, found.values, tuple(map(_host, found.values)))


def _check_values(
    record: DnsRecord, found: tuple[str, ...], compared: tuple[str, ...]
) -> DnsRecord:
    if not found:
        return _not_published(record)
    if record.value in compared:
        return _published(record, record.value)
    return _different(record, found, "another value is published")


def _check_spf(record: DnsRecord, found: list[str]) -> DnsRecord:
    if not found:
        return _not_published(record)
    if len(found) > 1:
        return _different(
            record,
            found,
            f"{len(found)} SPF records are published; a name may have one. Merge them into one",
        )
    try:
        merged = merge_spf(found[0], record.include)
    except DirectMailError as error:
        return _different(record, found, error.message.rstrip("."))
    if merged.split()[1:] == found[0].split()[1:]:
        return _published(record.model_copy(update={"value": merged}), found[0])
    other = _different(record, found, "the service is not in it yet; the value above has both")
    return other.model_copy(update={"value": merged})


def _check_dkim(record: DnsRecord, found: list[str]) -> DnsRecord:
    if not found:
        return _not_published(record)
    if len(found) > 1:
        return _different(
            record, found, f"{len(found)} keys are published under one name; leave only this one"
        )
    key = _parse_tags(found[0])["p"]
    if key == _parse_tags(record.value)["p"]:
        return _published(record, found[0])
    return _different(record, found, "another key is published" if key else "the key is revoked")


def _check_dmarc(record: DnsRecord, found: list[str]) -> DnsRecord:
    if not found:
        return _not_published(record)
    if len(found) > 1:
        return _different(
            record, found, f"{len(found)} DMARC records are published; a name may have one"
        )
    policy = _parse_tags(found[0]).get("p", "")
    if policy.lower() not in ("none", "quarantine", "reject"):
        return _different(record, found, "it has no policy (p=none, quarantine or reject)")
    return _published(record, found[0])  # a policy of one's own is as good as the one proposed


def _check_mx(record: DnsRecord, found: tuple[str, ...]) -> DnsRecord:
    if not found:
        return _not_published(record)
    if _mx_host(record.value) in map(_mx_host, found):
        return _published(record, ", ".join(found))
    return _different(
        record,
        found,
        "mail for this name goes elsewhere; to keep that, send from a subdomain of its own",
    )


def _not_published(record: DnsRecord) -> DnsRecord:
    return _with_state(record, RecordState.TO_PUBLISH, "", "nothing is published")


def _published(record: DnsRecord, found: str) -> DnsRecord:
    return _with_state(record, RecordState.PUBLISHED, "" if found == record.value else found, "")


def _different(record: DnsRecord, found: Sequence[str], note: str) -> DnsRecord:
    return _with_state(record, RecordState.DIFFERENT, " | ".join(found), note)


def _with_state(record: DnsRecord, state: RecordState, found: str, note: str) -> DnsRecord:
    """Return the record as it is now. What was found comes from whoever answers for the name."""
    update = {
        "state": state,
        "found": clean_line(found, MAX_FOUND_LENGTH),
        "note": clean_line(note),
    }
    return record.model_copy(update=update)


def _parse_tags(text: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record; white space inside a value counts for nothing (RFC 6376)."""
    tags = (tag.partition("=") for tag in text.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in tags if name.strip()}


def _mx_host(value: str) -> str:
    return _host(value.split()[-1] if value.split() else "")


def _host(value: str) -> str:
    return value.rstrip(".").lower()
