"""Domain names: checked, and kept as DNS has them; an international name has a readable form besides."""

import re

MAX_DOMAIN_LENGTH = 253
"""Characters in a domain name (RFC 1035)."""

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII)


def ascii_domain(text: str) -> str:
    """Return a domain name in lower case and in ASCII, an international one as IDNA 2008 has it.

    ValueError says in a clause why it is none. An IP address and a single label are none: no mail domain
    is called so, and a name without its end would depend on where it is looked up.
    """
    if not text:
        raise ValueError("there is nothing")
    if len(text) > MAX_DOMAIN_LENGTH:
        raise ValueError(
            f"it has {len(text):,} characters, {MAX_DOMAIN_LENGTH} at most are allowed"
        )
    name = (text if text.isascii() else _encode_idna(text)).lower()
    if name.endswith("."):
        raise ValueError("it ends with a dot")
    labels = name.split(".")
    for label in labels:
        _check_label(label)
    if labels[-1].isdigit():
        raise ValueError("it is an IP address, or ends in a number as one does")
    if len(labels) == 1:
        raise ValueError("it has no dot: the whole name is needed, such as example.com")
    return name


def unicode_domain(name: str) -> str:
    """Return the name with its international characters, or as it is where it has none.

    Two different names may look the same: show the ASCII form beside it.
    """
    if "xn--" not in name:
        return name
    import idna  # few names need it

    try:
        readable = idna.decode(name)
        return readable if ascii_domain(readable) == name else name
    except ValueError:
        return name


def _encode_idna(text: str) -> str:
    import idna  # few names need it

    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except ValueError:
        raise ValueError(
            "it has a character that no domain name may have, or too many that are not ASCII"
        ) from None


def _check_label(label: str) -> None:
    if not label:
        raise ValueError("two dots follow each other, or it begins with one")
    if len(label) > 63:
        raise ValueError("a part between two dots is longer than 63 characters")
    if label.startswith("-") or label.endswith("-"):
        raise ValueError("a part between two dots begins or ends with a hyphen")
    if not _LABEL.fullmatch(label):
        raise ValueError("it has a character that no domain name may have")
