"""Who was refused, by domain: which server refuses how many, and what it says."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from dm_tui.domain.mailing.log_entry import LogEntry

NAMED_DOMAINS = 5
"""Domains that are named beside a list of mailings (our own choice); opening one shows each recipient."""


class RefusedAt(NamedTuple):
    """The recipients that were refused at a domain, and the answer that most of them got."""

    domain: str
    emails: int
    answer: str


def refusals_by_domain(refused: Iterable[LogEntry]) -> tuple[RefusedAt, ...]:
    """Return the domains of refused recipients, the most refused first."""
    answers: dict[str, Counter[str]] = {}
    for entry in refused:
        domain = entry.address.rpartition("@")[2].lower()
        words = f"{entry.code or ''} {entry.words}".strip()
        answers.setdefault(domain, Counter())[words] += 1
    refusals = [
        RefusedAt(domain, said.total(), said.most_common(1)[0][0]) for domain, said in answers.items()
    ]
    return tuple(sorted(refusals, key=lambda refusal: (-refusal.emails, refusal.domain)))
