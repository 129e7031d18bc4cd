"""What fits into one text message: 160 characters of the GSM alphabet, or 70 of any other (3GPP TS 23.038)."""

from collections.abc import Iterable

MAX_SEPTETS, MAX_UNITS = 160, 70
"""What one part holds: septets of the GSM 7-bit alphabet, or 16-bit units of UCS-2."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")


def count_septets(text: str) -> int | None:
    """Return the septets of `text`, a sign of the extension table counted twice; None where a sign is in neither."""
    if not all(sign in _BASIC or sign in _EXTENSION for sign in text):
        return None
    return len(text) + sum(sign in _EXTENSION for sign in text)


def fits_one_part(text: str) -> bool:
    """Say whether `text` is sent as one message."""
    count = count_septets(text)
    if count is not None:
        return count <= MAX_SEPTETS
    return len(text.encode("utf-16-be", errors="replace")) // 2 <= MAX_UNITS


def first_fitting(texts: Iterable[str]) -> str:
    """Return the first of `texts` that is one message; where none is, the last, cut."""
    text = ""
    for text in texts:
        if fits_one_part(text):
            return text
    while not fits_one_part(text):
        text = text[:-1]
    return text
