"""SPF records: a name has only one, so ours is merged into the existing record.

Only the record itself is counted for lookups: resolving its includes in turn was rejected, as it needs DNS.
"""

import re

from dm_tui.domain.setup.wording import NOT_SPF, SPF_TOO_LONG, SPF_TOO_MANY_LOOKUPS, TWO_SPF_RECORDS
from dm_tui.domain.text import clean_line

MAX_LOOKUPS = 10
"""Terms of one record that need a lookup (RFC 7208); receivers treat a record with more as broken."""

MAX_SPF_LENGTH = 2_000
"""Characters of a record that is merged: DNS carries more, receivers expect less than 512 (our own limit)."""

_VERSION = "v=spf1"
_ALL = re.compile(r"[+?~-]?all", re.IGNORECASE)
_MODIFIER = re.compile(r"[a-z][a-z0-9_.-]*=.*", re.IGNORECASE | re.ASCII)
_LOOKUP = re.compile(r"[+?~-]?(include:|exists:|(a|mx|ptr)([:/]|$))|redirect=", re.IGNORECASE)
_TERM = re.compile(r"[!#-\[\]-~]+", re.ASCII)  # printable, without what ends or escapes a text in a zone file


def is_spf(text: str) -> bool:
    """Say whether a text record is an SPF record."""
    return text.split(" ", 1)[0].lower() == _VERSION


def is_one_spf_record(text: str) -> bool:
    """Say whether a text is one SPF record of terms that can be published."""
    version, *terms = text.split(" ")
    return version.lower() == _VERSION and all(
        _TERM.fullmatch(term) and term.lower() != _VERSION for term in terms
    )


def merge_spf(existing: str | None, include: str) -> str:
    """Return the one SPF record that allows both the senders of `existing` and those of `include`.

    All terms stay, in their order; the include comes before `all`, after which nothing counts. A record that
    has it there is returned unchanged. Refused: text that is no SPF record, two records in one, and more than
    ten lookups.
    """
    ours = f"include:{include}"
    terms = _terms(existing) if existing and existing.strip() else ["-all"]
    end = _insert_position(terms)
    places = [place for place, term in enumerate(terms) if _includes(term, include)]
    if len(places) == 1 and places[0] < end and terms[places[0]][0] not in "?~-":
        merged = terms
    else:
        rest = [term for term in terms if not _includes(term, include)]
        end = _insert_position(rest)
        merged = [*rest[:end], ours, *rest[end:]]
    lookups = sum(_LOOKUP.match(term) is not None for term in merged)
    if lookups > MAX_LOOKUPS:
        raise SPF_TOO_MANY_LOOKUPS(include=ours, lookups=lookups, most=MAX_LOOKUPS)
    return " ".join([_VERSION, *merged])


def _terms(existing: str) -> list[str]:
    if len(existing) > MAX_SPF_LENGTH:
        raise SPF_TOO_LONG(length=f"{len(existing):,}", most=f"{MAX_SPF_LENGTH:,}")
    version, *terms = existing.split()
    if version.lower() != _VERSION or not all(map(_TERM.fullmatch, terms)):
        raise NOT_SPF(record=clean_line(existing, 60))
    if any(term.lower() == _VERSION for term in terms):
        raise TWO_SPF_RECORDS()
    return terms


def _insert_position(terms: list[str]) -> int:
    """Return the last position that counts: before `all`, or before the modifiers at the end."""
    for place, term in enumerate(terms):
        if _ALL.fullmatch(term):
            return place
    end = len(terms)
    while end and _MODIFIER.fullmatch(terms[end - 1]):
        end -= 1
    return end


def _includes(term: str, include: str) -> bool:
    """Say whether a term includes `include`, with any qualifier."""
    return term.lstrip("+?~-").lower() == f"include:{include}".lower()
