"""Email addresses: one shape in, one shape kept, and nothing that could break out of a message's header."""

import re

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.domain_name import ascii_domain
from dm_tui.domain.text import clean_line

MAX_ADDRESS_LENGTH = 192
"""Characters in an email address (limits)."""

MAX_LOCAL_LENGTH = 64
"""Characters before the @ (RFC 5321)."""

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", re.ASCII)


def parse_address(text: str) -> str:
    """Return an email address as it is kept: the domain in lower-case ASCII, the local part to the letter.

    Spaces around it are dropped. Refused, each with its reason: quotes, comments, spaces and control
    characters inside, more than 192 characters, characters outside ASCII before the @ (they need SMTPUTF8,
    which the service does not document).
    """
    address = text.strip(" \t")
    try:
        return _normalize_address(address)
    except ValueError as error:
        shown = f"“{clean_line(address, 60)}” is not an email address: " if address else ""
        raise DirectMailError(
            ErrorKind.USAGE,
            "bad-address",
            f"{shown}{error}." if shown else "There is no email address.",
            "Write it as name@example.com.",
        ) from None


def _normalize_address(address: str) -> str:
    if len(address) > MAX_ADDRESS_LENGTH:
        raise ValueError(
            f"it has {len(address):,} characters, {MAX_ADDRESS_LENGTH} at most are allowed"
        )
    if any(character.isspace() or not character.isprintable() for character in address):
        raise ValueError("it has a space or a control character in it")
    local, at, domain = address.partition("@")
    if not at:
        raise ValueError("it has no @")
    if "@" in domain:
        raise ValueError("it has more than one @")
    if not local:
        raise ValueError("nothing stands before the @")
    if len(local) > MAX_LOCAL_LENGTH:
        raise ValueError(
            f"{len(local)} characters stand before the @, {MAX_LOCAL_LENGTH} at most may"
        )
    if not local.isascii():
        raise ValueError("before the @ only plain English letters, digits and signs may stand")
    if any(sign in local for sign in '"(),:;<>[\\]'):
        raise ValueError("quotes, brackets, commas and comments cannot be in one")
    if not all(_ATOM.fullmatch(atom) for atom in local.split(".")):
        raise ValueError("a dot begins or ends the part before the @, or follows another")
    try:
        checked = f"{local}@{ascii_domain(domain)}"
    except ValueError as error:
        raise ValueError(f"of its domain, {error}") from None
    if len(checked) > MAX_ADDRESS_LENGTH:
        raise ValueError(
            f"it has {len(checked)} characters in ASCII, {MAX_ADDRESS_LENGTH} at most are allowed"
        )
    return checked
