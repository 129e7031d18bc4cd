"""SPF: who may send for a domain. A name has one such record, so ours is merged into the one that is there."""

import re

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.text import clean_line

MAX_LOOKUPS = 10
"""Terms of one record that make a receiver look something up (RFC 7208); more, and it takes the record for broken."""

MAX_SPF_LENGTH = 2_000
"""Characters of a record that is merged: DNS would carry more, receivers ask for less than 512."""

_VERSION = "v=spf1"
_ALL = re.compile(r"[+?~-]?all", re.IGNORECASE)
_MODIFIER = re.compile(r"[a-z][a-z0-9_.-]*=.*", re.IGNORECASE | re.ASCII)
_LOOKUP = re.compile(r"[+?~-]?(include:|exists:|(a|mx|ptr)([:/]|$))|redirect=", re.IGNORECASE)
_TERM = re.compile(r"[!-~]+", re.ASCII)


def is_spf(text: str) -> bool:
    """Say whether a text record is an SPF record."""
    return text.split(" ", 1)[0].lower() == _VERSION


def merge_spf(existing: str | None, include: str) -> str:
    """Return the one SPF record that lets both the senders of `existing` and those of `include` send.

    Everything there was is kept, in its order; the include comes before `all`, after which nothing counts.
    A record that has it there is returned as it is. Refused: what is no SPF record, two records in one, and
    more than ten lookups, counting the record's own terms and not what they include in turn.
    """
    ours = f"include:{include}"
    terms = _terms(existing) if existing and existing.strip() else ["-all"]
    end = _insert_position(terms)
    named = [place for place, term in enumerate(terms) if _includes(term, include)]
    if len(named) == 1 and named[0] < end and terms[named[0]][0] not in "?~-":
        merged = terms
    else:
        rest = [term for term in terms if not _includes(term, include)]
        end = _insert_position(rest)
        merged = [*rest[:end], ours, *rest[end:]]
    lookups = sum(_LOOKUP.match(term) is not None for term in merged)
    if lookups > MAX_LOOKUPS:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "spf-too-many-lookups",
            f"With “{ours}” the SPF record needs {lookups} lookups; {MAX_LOOKUPS} are allowed.",
            "Remove what no longer sends for the domain, or send from a subdomain of its own.",
        )
    return " ".join([_VERSION, *merged])


def _terms(existing: str) -> list[str]:
    if len(existing) > MAX_SPF_LENGTH:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "spf-too-long",
            f"The SPF record has {len(existing):,} characters; {MAX_SPF_LENGTH:,} at most are merged.",
            "Shorten it first: receivers may not read it to its end.",
        )
    version, *terms = existing.split()
    if version.lower() != _VERSION or not all(map(_TERM.fullmatch, terms)):
        raise DirectMailError(
            ErrorKind.USAGE,
            "not-spf",
            f"“{clean_line(existing, 60)}” is not an SPF record.",
            "It begins with v=spf1, such as v=spf1 include:_spf.example.com ~all.",
        )
    if any(term.lower() == _VERSION for term in terms):
        raise DirectMailError(
            ErrorKind.USAGE,
            "two-spf-records",
            "These are two SPF records. A name may have one: receivers take two for none.",
            "Merge them into one first.",
        )
    return terms


def _insert_position(terms: list[str]) -> int:
    """Return where the last place that counts is: before `all`, or before the modifiers at the end."""
    for place, term in enumerate(terms):
        if _ALL.fullmatch(term):
            return place
    end = len(terms)
    while end and _MODIFIER.fullmatch(terms[end - 1]):
        end -= 1
    return end


def _includes(term: str, include: str) -> bool:
    """Say whether a term includes `include`, by whatever qualifier."""
    return term.lstrip("+?~-").lower() == f"include:{include}".lower()
