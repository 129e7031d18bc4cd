"""Addresses that get no mail: why, since when, until when, and who put them on the list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date
from dm_tui.domain.mailing import suppressed_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import parse_address_cell
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line

FORGET_AFTER = timedelta(days=30)
"""How long one rejection (SMTP 5.1.1) counts, where the service waits for several: a mailbox may be opened,
or its server fixed, without notice (our own limit).
"""


class SuppressionReason(StrEnum):
    """Why an address gets no mail: no such mailbox, somebody's decision, or its owner's own."""

    INVALID = "invalid"
    SUPPRESSED = "suppressed"
    UNSUBSCRIBED = "unsubscribed"


class SuppressionSource(StrEnum):
    """Who put an address on the list, where it was no mailing: a mailing gives its id, a file its name."""

    HAND = "by hand"
    SERVICE = "service"
    EARLIER_MAILING = "an earlier mailing"


class ServiceLists(NamedTuple):
    """What the service's own lists have, and sentences on what of them could not be read."""

    entries: "tuple[SuppressedAddress, ...]"
    unread: tuple[str, ...] = ()


class SuppressedAddress(Model):
    """One address of the list. It counts `until` then, for good without it; `words` are the server's.

    `since` is None where the service does not say.
    """

    address: str
    reason: SuppressionReason
    since: datetime | None
    source: Line
    until: datetime | None = None
    words: Line = ""

    def counts_at(self, now: datetime) -> bool:
        """Say whether the address gets no mail at `now`."""
        return self.until is None or now < self.until

    @property
    def key(self) -> str:
        """The address as all spellings of it are compared."""
        return address_key(self.address)

    @property
    def sentence(self) -> str:
        """Why a mailing left it out."""
        since = show_date(self.since) if self.since else wording.UNKNOWN_DAY
        sentence = wording.LEFT_OUT_BECAUSE[self.reason].format(since=since, source=self.source)
        return f"{sentence} {wording.SERVER_SAID.format(words=self.words)}" if self.words else sentence


def address_key(address: str) -> str:
    """Return an address as all spellings of it are compared."""
    return address.lower()


def rejected_address(address: str, now: datetime, mailing: str, words: str = "") -> SuppressedAddress:
    """Return an address that a server said does not exist, when a mailing was sent to it."""
    return SuppressedAddress(
        address=address,
        reason=SuppressionReason.INVALID,
        since=now,
        source=mailing,
        until=now + FORGET_AFTER,
        words=words,
    )


def parse_listed_address(cell: str) -> str:
    """Return the address in a cell as it is listed; refuses a pattern, which would match nobody."""
    address = parse_address_cell(cell)
    if "*" in address or address.startswith(("%@", "?@")):
        raise wording.PATTERN(address=address)
    return address


def add_counts(counts: Mapping[str, int], reasons: Iterable[SuppressionReason]) -> dict[str, int]:
    """Return the counts by reason with some more, in the order of the reasons."""
    total = Counter(counts)
    total.update(map(str, reasons))
    return {str(reason): total[reason] for reason in SuppressionReason if total[reason]}


def left_out_words(counts: Mapping[str, int]) -> str:
    """Return how many a mailing leaves out, by reason; "" for none."""
    return ", ".join(f"{emails:,} {reason}" for reason, emails in counts.items() if emails)


def put_on_list_lines(mailing: str, addresses: int) -> list[str]:
    """Return what every face says where a mailing put addresses on the list."""
    if not addresses:
        return []
    sentence = wording.ONE_PUT_ON_LIST if addresses == 1 else wording.PUT_ON_LIST
    return [
        sentence.format(addresses=show_count(addresses, "address"), mailing=mailing, days=FORGET_AFTER.days)
    ]


def list_words(addresses: int) -> str:
    """Return how many addresses are on the list."""
    sentence = wording.ONE_ON_LIST if addresses == 1 else wording.ON_LIST
    return sentence.format(addresses=show_count(addresses, "address"))


def says_as_much(known: SuppressedAddress, new: SuppressedAddress, now: datetime) -> bool:
    """Say whether an entry makes a new one for the same address needless."""
    return known.counts_at(now) and (known.until is None or new.until is not None)


def put_on_list_words(addresses: int) -> str:
    """Return in one line that a mailing put addresses on the list; "" where it put none."""
    if not addresses:
        return ""
    return wording.PUT_ON_LIST_BRIEFLY.format(
        addresses=show_count(addresses, "address"), days=FORGET_AFTER.days
    )
