"""Fills the variables of a text: each value is encoded for the place it stands in.

A value is text, never markup and never a part of a link's syntax. Where no encoding would keep it so, such as
in a script, `variable_check` refuses the letter.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import quote

from dm_tui.domain.setup.html_places import Place, find_places
from dm_tui.domain.setup.variables import VARIABLES, Variable, find_variables

_RESERVED = "/?#[]@!$&'()*+,;=%"
"""What separates the parts of an address (RFC 3986), without the colon that ends a scheme."""

_KNOWN_SCHEME = re.compile(r"(https?://|mailto:|tel:|sms:)", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|ftp)$", re.IGNORECASE)
_ADDRESS_REST = re.compile(r"[!#-;=?-z~]*+")
_UNSAFE_IN_STYLE = re.compile(r"[^A-Za-z0-9#%.,\- ]")
_MAX_ADDRESS = 2_000
"""Characters before a variable that are searched for the beginning of its address (our own limit)."""


class PlacedVariable(NamedTuple):
    """A variable with its place, and what stands before it in a link or in a style."""

    variable: Variable
    place: Place
    before: str = ""

    def encode(self, value: str) -> str:
        """Return a value as it is written here."""
        match self.place:
            case Place.TEXT:
                return encode_in_address(value, self.before) if self.before else value
            case Place.HTML if not self.before:
                return escape(value)
            case Place.ADDRESS | Place.HTML:
                return escape(encode_in_address(value, self.before))
            case Place.STYLE:
                return escape(_UNSAFE_IN_STYLE.sub(lambda sign: f"\\{ord(sign[0]):x} ", value))
            case _:
                return escape(value)


class Filler:
    """A text, cut once at its variables, to be filled for any number of recipients."""

    def __init__(self, source: str, *, html: bool = False) -> None:
        self.variables = placed_variables(source, html=html)
        edges = [0, *(edge for placed in self.variables for edge in placed.variable[:2]), len(source)]
        self._texts = [source[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
        self._written = [source[start:end] for start, end in zip(edges[1::2], edges[2::2], strict=False)]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with the values in it; what is no variable for them stays as it is.

        A documented variable without a value, and without a default, leaves nothing. A variable inside a
        value is not replaced.
        """
        pieces = [self._texts[0]]
        for placed, written, text in zip(self.variables, self._written, self._texts[1:], strict=True):
            _, _, name, default = placed.variable
            value = values.get(name)
            if not value:
                if default is not None and (value is not None or placed.variable.likely):
                    value = default
                elif value is None and name in VARIABLES:
                    value = ""
            pieces += (written if value is None else placed.encode(value), text)
        return "".join(pieces)


def placed_variables(source: str, *, html: bool = False) -> tuple[PlacedVariable, ...]:
    """Return what may be a variable, with its place.

    In a script or a style sheet, braces are the language's own unless a documented variable is in them.
    """
    variables = tuple(find_variables(source, html=html))
    if not variables:
        return ()
    masked = _mask(source, variables)
    if not html:
        return tuple(
            PlacedVariable(variable, Place.TEXT, _begun_address(masked, variable.start))
            for variable in variables
        )
    placed = []
    places = find_places(masked, [variable.start for variable in variables])
    for variable, (place, start) in zip(variables, places, strict=True):
        before = ""
        if place is Place.ADDRESS:
            before = unescape(masked[start : variable.start]).lstrip()
        elif place is Place.HTML:
            before = _begun_address(masked, variable.start)
        elif place in (Place.SCRIPT, Place.STYLE_SHEET) and variable.name.strip() not in VARIABLES:
            continue
        placed.append(PlacedVariable(variable, place, before))
    return tuple(placed)


def encode_in_address(value: str, before: str) -> str:
    """Return a value as a part of an address that begins with `before`, percent-encoded (RFC 3986).

    A value that is the whole address keeps its syntax, if it is one that mail may link to.
    """
    scheme = before[:7].lower()
    if not before:
        kept = f":{_RESERVED}" if _KNOWN_SCHEME.match(value) else _RESERVED
    elif scheme == "mailto:" and "?" not in before:
        kept = "@"
    elif scheme.startswith(("tel:", "sms:")):
        kept = "+"
    else:
        kept = ""
    return quote(value.strip() if not before else value, safe=kept, errors="replace")


def fill_variables(text: str, values: Mapping[str, str], *, html: bool = False) -> str:
    """Return `text` with its variables filled in, once."""
    return Filler(text, html=html).fill(values)


def may_be_filled(text: str, filled: str) -> bool:
    """Say whether `filled` may be `text` with its variables filled in, in linear time."""
    first, *parts = _texts_between(text)
    if not parts:
        return first == filled
    place, end = len(first), len(filled) - len(parts[-1])
    if place > end or not filled.startswith(first) or not filled.endswith(parts[-1]):
        return False
    for part in parts[:-1]:
        place = filled.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True


def _texts_between(text: str) -> list[str]:
    edges = [0, *(edge for variable in find_variables(text) if variable.likely for edge in variable[:2])]
    edges.append(len(text))
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _mask(source: str, variables: tuple[Variable, ...]) -> str:
    """Return the source with letters for its variables: a quote in a default ends no attribute."""
    pieces: list[str] = []
    at = 0
    for variable in variables:
        if variable.likely:
            pieces += (source[at : variable.start], "x" * (variable.end - variable.start))
            at = variable.end
    return "".join((*pieces, source[at:]))


def _begun_address(text: str, at: int) -> str:
    """Return the address that is written up to here, if one is."""
    least = max(0, at - _MAX_ADDRESS)
    begin = text.rfind("://", least, at)
    if begin >= 0:
        scheme = _SCHEME.search(text, max(least, begin - 5), begin)
        begin = scheme.start() if scheme is not None else -1
    begin = max(begin, text.rfind("mailto:", least, at))
    if begin < 0 or _ADDRESS_REST.fullmatch(text, begin, at) is None:
        return ""
    return text[begin:at]
