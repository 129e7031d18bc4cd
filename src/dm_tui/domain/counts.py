"""Counts and lists in words, which every subject shares: one of a thing is not spoken of as many.

And a large number in short.
"""

from collections.abc import Iterable

_COUNTS = {
    "address": ("1 address", "{count:,} addresses"),
    "bill": ("1 bill", "{count:,} bills"),
    "day": ("1 day", "{count:,} days"),
    "document": ("1 document", "{count:,} documents"),
    "email": ("1 email", "{count:,} emails"),
    "file": ("1 file", "{count:,} files"),
    "mailing": ("1 mailing", "{count:,} mailings"),
    "more domain": ("1 more domain", "{count:,} more domains"),
    "more mailing": ("1 more mailing", "{count:,} more mailings"),
    "more plan": ("1 more plan", "{count:,} more plans"),
    "number": ("1 number", "{count:,} numbers"),
    "recipient": ("1 recipient", "{count:,} recipients"),
    "row": ("1 row", "{count:,} rows"),
}


def show_count(count: int, noun: str) -> str:
    """Return `1 row`, `3 rows`."""
    singular, plural = _COUNTS[noun]
    return singular if count == 1 else plural.format(count=count)


def join_words(parts: Iterable[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`; there must be at least one part."""
    *most, last = parts
    return " and ".join([", ".join(most), last] if most else [last])


def short_number(number: float) -> str:
    """Return a number as people type it: `80k`, `1.5m`, `950`."""
    for least, unit in ((1_000_000, "m"), (1_000, "k")):
        if number >= least:
            return f"{number / least:.1f}".removesuffix(".0") + unit
    return f"{number:.0f}"
