"""Email addresses: checked and normalized, so that none can break out of a message's header."""

import re

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.setup import wording
from dm_tui.domain.setup.domain_name import ascii_domain, unicode_domain
from dm_tui.domain.text import clean_line

MAX_ADDRESS_LENGTH = 192
"""Characters in an email address (limits)."""

MAX_LOCAL_LENGTH = 64
"""Characters before the @ (RFC 5321)."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*", re.ASCII)
_SIGNS = frozenset('"(),:;<>[\\]')


def parse_address(text: str) -> str:
    """Return an email address as it is stored: the domain in lower-case ASCII, the local part to the letter.

    Spaces around it are dropped. Refused, each with a reason: quotes, comments, spaces and control
    characters inside, more than 192 characters, characters outside ASCII before the @ (they need SMTPUTF8,
    which the service does not document).
    """
    address = text.strip(" \t")
    if not address:
        raise wording.NO_ADDRESS()
    try:
        return _normalize_address(address)
    except ValueError as error:
        raise wording.BAD_ADDRESS(address=clean_line(address, 60), reason=error) from None


def unicode_address(address: str) -> str:
    """Return an address with the international characters of its domain, as `unicode_domain` has them."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{unicode_domain(domain)}"


def is_address(text: str) -> bool:
    """Say whether `parse_address` takes a text."""
    if "@" not in text:
        return False
    try:
        parse_address(text)
    except DirectMailError:
        return False
    return True


def _normalize_address(address: str) -> str:
    if len(address) > MAX_ADDRESS_LENGTH:
        raise ValueError(wording.ADDRESS_TOO_LONG.format(length=f"{len(address):,}", most=MAX_ADDRESS_LENGTH))
    if " " in address or not address.isprintable():  # no other space is printable
        raise ValueError(wording.ADDRESS_SPACE)
    local, at, domain = address.partition("@")
    if not at:
        raise ValueError(wording.ADDRESS_WITHOUT_AT)
    if "@" in domain:
        raise ValueError(wording.ADDRESS_SECOND_AT)
    if not local:
        raise ValueError(wording.ADDRESS_NOTHING_BEFORE_AT)
    if len(local) > MAX_LOCAL_LENGTH:
        raise ValueError(wording.ADDRESS_LOCAL_TOO_LONG.format(length=len(local), most=MAX_LOCAL_LENGTH))
    if not local.isascii():
        raise ValueError(wording.ADDRESS_NOT_ASCII)
    if not _SIGNS.isdisjoint(local):
        raise ValueError(wording.ADDRESS_SIGNS)
    if not _LOCAL.fullmatch(local):
        raise ValueError(wording.ADDRESS_DOTS)
    checked = f"{local}@{ascii_domain(domain)}"
    if (length := len(checked)) > MAX_ADDRESS_LENGTH:
        raise ValueError(wording.ADDRESS_TOO_LONG_IN_ASCII.format(length=length, most=MAX_ADDRESS_LENGTH))
    return checked
