"""The grammar of variables: `{UserName}`, or `{UserName|friend}` with what stands where there is no value.

Where dm-tui writes the letter, every column of the spreadsheet is a variable under its own name, which may
have spaces and any letters. Where the service writes it, a name has English letters only. What is between
braces and no name, such as a style sheet, stays as it is. In HTML `&#123;` is a brace that begins no
variable; an escape of our own was rejected, because the service knows none.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

VARIABLES = ("EAddr", "UserName", "NickName", "Gender", "Birthday", "Mobile")
"""The documented variables (limits): their names are to the letter."""

MAX_NAME_LENGTH, MAX_NAME_WORDS = 60, 5
"""What is longer between braces is no name, unless a column is called so (our own limit)."""

_BRACES = re.compile(r"\{([^{}\n]{1,300}+)\}")
_SIGNS = frozenset(" _-.'’\u00a0\u3000\u200c\u200d")
_MARKUP = re.compile(r"<[^<>]*+>")


class Variable(NamedTuple):
    """A variable, from its opening brace at `start` to `end`; the name is as written, spaces and all.

    Without a `default` the letter needs a value for everyone.
    """

    start: int
    end: int
    name: str
    default: str | None = None

    @property
    def likely(self) -> bool:
        """Whether this is meant for a variable, even if no column is called so."""
        return is_name(self.name)


def find_variables(text: str, *, html: bool = False) -> Iterator[Variable]:
    """Yield whatever may be a variable, in order; in HTML, names and defaults have character references."""
    for match in _BRACES.finditer(text):
        name, bar, default = match[1].partition("|")
        if html and "&" in match[1]:
            name, default = unescape(name), unescape(default)
        yield Variable(match.start(), match.end(), name, default if bar else None)


@lru_cache(maxsize=1_000)
def is_name(text: str) -> bool:
    """Say whether a text could be the name of a variable: words that begin with a letter."""
    word = text.strip()
    if not word or len(word) > MAX_NAME_LENGTH or not word[0].isalpha():
        return False
    if len(word.split()) > MAX_NAME_WORDS or (text != word and " " in word):
        return False
    return all(
        sign.isalnum() or sign in _SIGNS or unicodedata.category(sign).startswith("M") for sign in word
    )


@lru_cache(maxsize=1_000)
def same_name(name: str) -> str:
    """Return a name as names are compared: a column may be called so in any case."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


@lru_cache(maxsize=1_000)
def bare_name(name: str) -> str:
    """Return the letters and digits of a name alone, by which a near miss is recognized."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", _MARKUP.sub("", name)).casefold()))


@lru_cache(maxsize=1_000)
def nearest_name(name: str, known: tuple[str, ...]) -> str:
    """Return the known name that was probably meant, or an empty text."""
    bare = {bare_name(variable): variable for variable in reversed(known)}
    if (meant := bare.get(bare_name(name))) is not None:
        return meant
    from difflib import get_close_matches

    close = get_close_matches(bare_name(name)[:MAX_NAME_LENGTH], bare, 1, 0.7)
    return bare[close[0]] if close else ""


class Lines:
    """The lines of a text, to name any number of places in it."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place_of(self, at: int) -> tuple[int, int]:
        """Return line and column of a place, counted from 1."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1
