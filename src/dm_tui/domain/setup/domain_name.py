"""Domain names: checked, and stored in their DNS form; an international name also has a readable form."""

import re
from functools import lru_cache

from dm_tui.domain.setup import wording
from dm_tui.domain.text import clean_line

MAX_DOMAIN_LENGTH = 253
"""Characters in a domain name (RFC 1035)."""
MAX_SERVICE_DOMAIN_LENGTH = 50
"""Characters of a domain's name in its DNS form (vendor's SDK, CreateDomain); DNS itself allows more."""

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII)

_EAST_ASIAN = frozenset(
    ("LATIN", "CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "HANGUL")
)
"""How the names of letters begin that stand together in Chinese, Japanese and Korean names (UTS 39)."""


@lru_cache(maxsize=1_024)  # the addresses of a list have few domains
def ascii_domain(text: str) -> str:
    """Return a domain name in lower case and in ASCII, an international one by IDNA 2008.

    ValueError has the reason as a sentence. An IP address and a single label are refused: no mail domain is
    called so, and what a single label means depends on where it is looked up.
    """
    if not text:
        raise ValueError(wording.DOMAIN_EMPTY)
    if len(text) > MAX_DOMAIN_LENGTH:
        raise ValueError(wording.DOMAIN_TOO_LONG.format(length=f"{len(text):,}", most=MAX_DOMAIN_LENGTH))
    name = (text if text.isascii() else _encode_idna(text)).lower()
    if name.endswith("."):
        raise ValueError(wording.DOMAIN_DOT_AT_END)
    labels = name.split(".")
    for label in labels:
        _check_label(label)
    if labels[-1].isdigit():
        raise ValueError(wording.DOMAIN_IS_IP_ADDRESS)
    if len(labels) == 1:
        raise ValueError(wording.DOMAIN_WITHOUT_DOT)
    return name


def unicode_domain(name: str) -> str:
    """Return the name with its international characters; one that mixes scripts stays in ASCII.

    Two may look alike all the same: show the ASCII form as well where one item is shown in full.
    """
    if "xn--" not in name:
        return name
    import idna  # few names need it

    try:
        readable = idna.decode(name)
        is_clear = ascii_domain(readable) == name and not any(map(_mixes_scripts, readable.split(".")))
        return readable if is_clear else name
    except ValueError:
        return name


def _mixes_scripts(label: str) -> bool:
    """Say whether letters of scripts stand together that no language mixes, such as Latin and Cyrillic."""
    import unicodedata  # few names need it

    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in label if sign.isalpha()}
    return len(scripts) > 1 and not scripts <= _EAST_ASIAN


def _encode_idna(text: str) -> str:
    import idna  # few names need it

    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except ValueError:
        raise ValueError(wording.DOMAIN_NOT_IDNA) from None


def _check_label(label: str) -> None:
    if not label:
        raise ValueError(wording.DOMAIN_EMPTY_PART)
    if len(label) > 63:
        raise ValueError(wording.DOMAIN_PART_TOO_LONG)
    if label.startswith("-") or label.endswith("-"):
        raise ValueError(wording.DOMAIN_HYPHEN)
    if not _LABEL.fullmatch(label):
        raise ValueError(wording.DOMAIN_BAD_CHARACTER)


def require_domain_length(name: str) -> None:
    """Refuse a domain name that is longer than the service takes."""
    if len(name) > MAX_SERVICE_DOMAIN_LENGTH:
        raise wording.DOMAIN_TOO_LONG_FOR_SERVICE(
            domain=clean_line(name, 60), length=len(name), most=MAX_SERVICE_DOMAIN_LENGTH
        )


def parse_domain(text: str) -> str:
    """Return a domain name as it is stored, or refuse it with the reason."""
    name = text.strip(" \t")
    if not name:
        raise wording.NO_DOMAIN()
    try:
        return ascii_domain(name)
    except ValueError as error:
        raise wording.BAD_DOMAIN(domain=clean_line(text, 60), reason=error) from None
