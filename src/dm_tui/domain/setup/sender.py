"""Sender addresses: the From of a mailing, the name beside it, and the domain that it needs."""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.address import parse_address, unicode_address
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.text import Line, find_control_character, on_one_line

MAX_ALIAS_LENGTH = 15
"""Characters of the name shown beside a sender address (limits, vendor's SDK).

`doubtful_limits` warns earlier.
"""

_LOCAL = re.compile(r"[a-z0-9._-]+", re.ASCII)


class SenderKind(StrEnum):
    """The use of an address: mailings to many, or mail that an event triggers, such as a password reset."""

    BATCH = "batch"
    TRIGGER = "trigger"

    @property
    def purpose(self) -> str:
        """The mail that such an address sends."""
        return wording.SENDER_PURPOSES[self]


class SenderAddress(Model):
    """One sender address; `id` is the address.

    `alias` is the name beside it, `reply_to` the address for replies. `created_at` is None where the service
    does not say it.
    """

    TABLE: ClassVar[str] = "senders"

    id: str
    kind: SenderKind
    alias: Line = ""
    reply_to: str = ""
    region: str
    created_at: datetime | None

    @property
    def address(self) -> str:
        """The address itself."""
        return self.id

    @property
    def readable(self) -> str:
        """The address with the international characters of its domain."""
        return unicode_address(self.id)

    @property
    def domain(self) -> str:
        """The name of its domain."""
        return domain_of(self.id)


def display_name(senders: Sequence[SenderAddress]) -> str:
    """Return the name that recipients see beside an address without one of its own: an alias of another of
    `senders`, else a domain, else “Direct Mail”.

    It is no longer than an alias may be, as it takes the place of one (our own limit: no page gives one).
    """
    names = [sender.alias for sender in senders if sender.alias] + [sender.domain for sender in senders]
    return next((name for name in names if len(name) <= MAX_ALIAS_LENGTH), "Direct Mail")


def domain_of(address: str) -> str:
    """Return the domain of an address."""
    return address.rpartition("@")[2]


def parse_sender(text: str) -> str:
    """Return a sender address as it is stored; before the @ only `a-z`, `0-9`, `.`, `-`, `_` (limits)."""
    address = parse_address(text)
    local = address.partition("@")[0]
    if not _LOCAL.fullmatch(local):
        allowed = re.sub("[^a-z0-9._-]", "", local.lower()) or "news"
        raise wording.BAD_SENDER(address=address, example=f"{allowed}@{domain_of(address)}")
    return address


def parse_alias(text: str) -> str:
    """Return the name beside a sender address on one line, or refuse one that cannot be sent."""
    alias = on_one_line(text)
    if (at := find_control_character(alias)) >= 0:
        raise wording.CONTROL_CHARACTER(part="alias", line=1, column=at + 1)
    if len(alias) > MAX_ALIAS_LENGTH:
        raise wording.ALIAS_TOO_LONG(length=len(alias), most=MAX_ALIAS_LENGTH)
    return alias


def require_sender_domain(address: str, domain: MailDomain | None, region: str) -> None:
    """Refuse a sender address unless its domain is the account's own, of its region, and verified.

    Where its status is not known the service decides.
    """
    name = domain_of(address)
    if domain is None:
        raise wording.DOMAIN_NOT_ADDED(domain=name)
    if domain.region != region:
        raise wording.DOMAIN_OF_ANOTHER_REGION(domain=name, region=domain.region, account_region=region)
    if domain.verified is False:
        raise wording.SENDER_DOMAIN_NOT_VERIFIED(domain=name)
