"""Where a place in HTML is: in text, in an attribute, in a link. The encoding of a value follows from that.

It takes one pass over any HTML and sees it as browsers do (HTML, tokenization): what it took for something
else would be encoded for the wrong place.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from enum import Enum
from typing import NamedTuple


class Place(Enum):
    """What a value becomes part of; those after `STYLE` take none, because no encoding makes it safe."""

    TEXT = "text"
    ADDRESS = "a link"
    HTML = "HTML"
    ATTRIBUTE = "an attribute"
    STYLE = "a style"
    UNQUOTED = "an attribute without quotes"
    TAG = "a tag"
    SCRIPT = "a script"
    STYLE_SHEET = "a style sheet"

    @property
    def takes_values(self) -> bool:
        """Whether a value may stand here."""
        return self not in _CLOSED


_CLOSED = (Place.UNQUOTED, Place.TAG, Place.SCRIPT, Place.STYLE_SHEET)


class MarkupSpan(NamedTuple):
    """A part of the source that is not text."""

    start: int
    end: int
    place: Place


_ADDRESS_ATTRIBUTES = frozenset(
    [
        "action",
        "background",
        "cite",
        "codebase",
        "data",
        "dynsrc",
        "formaction",
        "href",
        "longdesc",
        "lowsrc",
        "manifest",
        "ping",
        "poster",
        "profile",
        "src",
        "srcset",
        "usemap",
        "xlink:href",
    ]
)
_RAW = {"script": Place.SCRIPT, "style": Place.STYLE_SHEET, "xmp": Place.SCRIPT}
_MARKUP = re.compile(r"<(?:!--|[!?]|/?([A-Za-z][^\s/>]*+))")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?:(?P<end>>)
        |(?P<name>=?[^\s/>=]++)
         (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"?|'(?P<single>[^']*+)'?|(?P<bare>[^\s>]*+)))?
        |=|\Z)""",
    re.VERBOSE,
)


_NOT_SPACE = re.compile(r"\S")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def find_places(source: str, offsets: Sequence[int]) -> Iterator[tuple[Place, int]]:
    """Yield for each of the rising `offsets` its place, and where that begins unless it is text."""
    spans = _spans(source, 0, len(source))
    span = next(spans, None)
    for offset in offsets:
        while span is not None and span.end <= offset:
            span = next(spans, None)
        inside = span is not None and span.start <= offset
        yield (span.place, span.start) if span is not None and inside else (Place.HTML, 0)


def _spans(source: str, at: int, stop: int) -> Iterator[MarkupSpan]:
    while (match := _MARKUP.search(source, at, stop)) is not None:
        at = match.end()
        if match[0] == "<!--":  # Outlook reads the HTML in its comments
            closing = source.find("-->", at, stop)
            inner_end = stop if closing < 0 else closing
            yield from _spans(source, at, inner_end)
            at = inner_end
        elif match[1] is None:
            end = source.find(">", at, stop)
            end = stop if end < 0 else end + 1
            yield MarkupSpan(match.start(), end, Place.TAG)
            at = end
        else:
            at = yield from _tag(source, match.start(), at, stop)
            name = match[1].lower()
            if (raw := _RAW.get(name)) is not None and match[0][1] != "/":
                closing_tag = re.compile(f"</{name}", re.IGNORECASE).search(source, at, stop)
                end = stop if closing_tag is None else closing_tag.start()
                yield MarkupSpan(at, end, raw)
                at = end


def _tag(source: str, start: int, at: int, stop: int) -> Generator[MarkupSpan, None, int]:
    """Yield the spans of one tag, and return where it ends."""
    while at < stop and (match := _ATTRIBUTE.match(source, at, stop)) is not None and match.end() > at:
        quoted = next((group for group in ("double", "single") if match[group] is not None), None)
        if quoted is not None:
            place = _place_in_attribute(match["name"].lower())
            yield MarkupSpan(start, match.start(quoted), Place.TAG)
            yield MarkupSpan(match.start(quoted), match.end(quoted), place)
            start = match.end(quoted)
        elif match["bare"]:
            yield MarkupSpan(start, match.start("bare"), Place.TAG)
            yield MarkupSpan(match.start("bare"), match.end("bare"), Place.UNQUOTED)
            start = match.end("bare")
        at = match.end()
        if match["end"]:
            break
    yield MarkupSpan(start, at, Place.TAG)
    return at


def _place_in_attribute(name: str) -> Place:
    if name in _ADDRESS_ATTRIBUTES:
        return Place.ADDRESS
    if name.startswith("on") or name == "srcdoc":
        return Place.SCRIPT
    return Place.STYLE if name == "style" else Place.ATTRIBUTE


def hide_markup(source: str, keep: Sequence[Place] = ()) -> str:
    """Return what a reader sees, each place where it was: markup is spaces but for the places to `keep`."""
    pieces: list[str] = []
    at = 0
    for span in _spans(source, 0, len(source)):
        pieces.append(source[at : span.start])
        text = source[span.start : span.end]
        pieces.append(text if span.place in keep else _NOT_SPACE.sub(" ", text))
        at = span.end
    pieces.append(source[at:])
    return _COMMENT.sub(lambda comment: _NOT_SPACE.sub(" ", comment[0]), "".join(pieces))
