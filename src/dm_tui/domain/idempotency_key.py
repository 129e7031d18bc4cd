"""The key by which a repeated command buys or sends nothing twice: which ones are allowed."""

from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.text import clean_line

BAD_KEY = ErrorKind.USAGE.text(
    "bad-key",
    "The key is empty, too long, or has spaces or characters that cannot be saved.",
    "Use up to 200 printable characters, without spaces at the ends or two in a row.",
)


def require_key(key: str) -> None:
    """Refuse a key that would not be saved to the letter: two keys confused could buy twice or not at all."""
    if not key or clean_line(key) != key:
        raise BAD_KEY()
