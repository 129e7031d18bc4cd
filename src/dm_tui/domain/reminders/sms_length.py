"""The length of a text message: a part holds 160 characters of GSM, or 70 of any other (3GPP TS 23.038)."""

from collections.abc import Iterable

MAX_SEPTETS, MAX_UNITS = 160, 70
"""One part: septets of the GSM alphabet, or 16-bit units of UCS-2 (3GPP TS 23.038)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")


def count_septets(text: str) -> int | None:
    """Return the septets of `text`, two for a character of the extension table.

    None outside the GSM alphabet.
    """
    if not all(character in _BASIC or character in _EXTENSION for character in text):
        return None
    return len(text) + sum(character in _EXTENSION for character in text)


def fits_one_part(text: str) -> bool:
    """Say whether `text` fits into one part."""
    if (count := count_septets(text)) is not None:
        return count <= MAX_SEPTETS
    return len(text.encode("utf-16-be", errors="replace")) // 2 <= MAX_UNITS


def first_fitting(texts: Iterable[str]) -> str:
    """Return the first of `texts` that fits into one part; if none fits, the last one, cut."""
    text = ""
    for text in texts:
        if fits_one_part(text):
            return text
    while not fits_one_part(text):
        text = text[:-1]
    return text
