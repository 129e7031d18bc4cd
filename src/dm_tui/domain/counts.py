"""A number of things in words, which every subject shares: one of a thing is not spoken of as many."""

_COUNTS = {
    "address": ("1 address", "{count:,} addresses"),
    "day": ("1 day", "{count:,} days"),
    "document": ("1 document", "{count:,} documents"),
    "email": ("1 email", "{count:,} emails"),
    "more plan": ("1 more plan", "{count:,} more plans"),
    "recipient": ("1 recipient", "{count:,} recipients"),
    "row": ("1 row", "{count:,} rows"),
}


def show_count(count: int, noun: str) -> str:
    """Return `1 row`, `3 rows`."""
    singular, plural = _COUNTS[noun]
    return singular if count == 1 else plural.format(count=count)
