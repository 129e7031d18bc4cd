"""Sender addresses: what stands in the From of a mailing, and how often they may be deleted."""

import re
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.dates import billing_month, next_month, show_date
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.text import Line, clean_line

MAX_SENDERS = 100
"""Sender addresses of an account (limits)."""

MAX_MONTHLY_DELETIONS = 10
"""Sender addresses that may be deleted in a calendar month of the billing zone (limits)."""

MAX_ALIAS_LENGTH = 15
"""Characters of the name shown beside a sender address (limits)."""

_LOCAL = re.compile(r"[a-z0-9._-]+", re.ASCII)


class SenderKind(StrEnum):
    """What is sent from an address: mailings to many, or mail that an event triggers, such as a password."""

    BATCH = "batch"
    TRIGGER = "trigger"


class SenderAddress(Model):
    """One sender address; `id` is the address. `alias` is the name beside it, `reply_to` where answers go."""

    TABLE: ClassVar[str] = "senders"

    id: str
    kind: SenderKind
    alias: Line = ""
    reply_to: str = ""
    region: str
    created_at: datetime

    @property
    def address(self) -> str:
        """The address itself."""
        return self.id

    @property
    def domain(self) -> str:
        """The name of its domain."""
        return domain_of(self.id)


class SenderDeletions(Model):
    """When sender addresses were deleted, as far back as it counts."""

    TABLE: ClassVar[str] = "sender_deletions"

    at: tuple[datetime, ...] = ()

    def count_this_month(self, now: datetime) -> int:
        """Return how many were deleted in the month of `now`."""
        return sum(one >= billing_month(now) for one in self.at)

    def left(self, now: datetime) -> int:
        """Return how many may still be deleted this month."""
        return max(0, MAX_MONTHLY_DELETIONS - self.count_this_month(now))

    def with_deletion(self, now: datetime) -> "SenderDeletions":
        """Return the deletions with one more at `now`, or refuse it (limits)."""
        done = self.count_this_month(now)
        if done >= MAX_MONTHLY_DELETIONS:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "too-many-deletions",
                f"{done} sender addresses were deleted this month; {MAX_MONTHLY_DELETIONS} may be.",
                f"The next can be deleted on {show_date(next_month(now))}.",
            )
        kept = (one for one in self.at if one >= billing_month(now))
        return SenderDeletions(at=(*kept, now))


def domain_of(address: str) -> str:
    """Return the domain of an address."""
    return address.rpartition("@")[2]


def parse_sender(text: str) -> str:
    """Return a sender address as it is kept; before the @ only `a-z`, `0-9`, `.`, `-`, `_` (limits)."""
    address = parse_address(text)
    local = address.partition("@")[0]
    if not _LOCAL.fullmatch(local):
        raise DirectMailError(
            ErrorKind.USAGE,
            "bad-sender",
            f"“{address}” cannot be a sender address: before the @ only lower-case letters, digits, "
            "dots, hyphens and underscores may stand.",
            f"For example {re.sub('[^a-z0-9._-]', '', local.lower()) or 'news'}@{domain_of(address)}.",
        )
    return address


def parse_alias(text: str) -> str:
    """Return the name beside a sender address on one clean line, or refuse one that is too long."""
    alias = clean_line(text, 1_000)
    if len(alias) > MAX_ALIAS_LENGTH:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "alias-too-long",
            f"The alias has {len(alias)} characters; {MAX_ALIAS_LENGTH} are allowed.",
            "Shorten it, or leave it out.",
        )
    return alias


def require_room_for_sender(senders: int) -> None:
    """Refuse one more sender address than an account may have (limits)."""
    if senders >= MAX_SENDERS:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "too-many-senders",
            f"The account has {senders} sender addresses; {MAX_SENDERS} are allowed.",
            "Remove one that is no longer used: dm-tui senders remove ADDRESS.",
        )


def require_sender_domain(address: str, domain: MailDomain | None, region: str) -> None:
    """Refuse a sender address unless its domain is the account's own, of its region, and verified."""
    name = domain_of(address)
    if domain is None:
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            "domain-not-added",
            f"{name} is not a domain of this account.",
            f"Add it first: dm-tui domains add {name}.",
        )
    if domain.region != region:
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            "domain-of-another-region",
            f"{name} belongs to region {domain.region}; the account uses {region}.",
            "A sender address sends from the region of its domain: use a domain of this region.",
        )
    if not domain.verified:
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            "domain-not-verified",
            f"{name} is not verified yet.",
            f"Publish its records and verify it: dm-tui domains verify {name}.",
        )
