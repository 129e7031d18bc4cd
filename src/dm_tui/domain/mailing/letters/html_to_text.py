"""Turns HTML into plain text, as a reader without a browser would see it.

It takes one pass, however broken the HTML is. The standard library's parser was rejected: it takes seconds
for some 20,000 characters of tags that never end.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from dm_tui.domain.setup.html_tags import ATTRIBUTES

_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*+)({ATTRIBUTES})>|<[!?][^<>]*+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![^\s\"'])(href|alt)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"']++))", re.IGNORECASE
)
_MAX_ATTRIBUTES = 2_000
"""Characters of a tag that are searched for its link or its description (our own limit)."""

_HIDDEN_TAGS = {"script", "style", "title"}
_BLOCK_TAGS = {
    *("address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt"),
    *("footer", "form", "header", "hr", "li", "main", "nav", "ol", "section", "table", "tr", "ul"),
}
_PARAGRAPHS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"}
_ITEM = "- "
_INSIDE_ITEM = _PARAGRAPHS | {"div"}
"""Tags whose text begins on the line of the item that they stand in."""

_SPACE = re.compile(r"\s+")
_BLANKS = re.compile(r"\n{3,}")


class _Tag(NamedTuple):
    """A tag with its attributes, unparsed; `ends` is true for `</name>`."""

    name: str
    attributes: str
    ends: bool


def html_to_text(source: str) -> str:
    """Return the text of HTML: blank lines between paragraphs, hyphens for list items, links with their
    target.

    It leaves out what a reader does not see, accepts any text, and follows or loads nothing.
    """
    parts: list[str] = []
    link: tuple[str, int] | None = None
    verbatim = False
    for piece in _tokens(source):
        if isinstance(piece, str):
            shown = piece if verbatim else _SPACE.sub(" ", piece)
            begins = not parts or parts[-1].endswith("\n") or parts[-1] == _ITEM
            if shown := shown.lstrip() if begins and not verbatim else shown:
                parts.append(shown)
            continue
        if parts and parts[-1] == _ITEM and piece.name in _INSIDE_ITEM and not piece.ends:
            pass
        elif piece.name in _PARAGRAPHS:
            parts.append("\n\n")
        elif piece.name == "br" or (piece.name in _BLOCK_TAGS and parts and not parts[-1].endswith("\n")):
            parts.append("\n")
        match piece.name:
            case "pre":
                verbatim = not piece.ends
            case "a" if not piece.ends:
                link = _attribute(piece, "href"), len(parts)
            case "a" if link is not None:
                target, start = link
                if target and target != "".join(parts[start:]).strip():
                    parts.append(f" ({target})")
                link = None
            case "img" if alt := _attribute(piece, "alt"):
                parts.append(f"[{alt}]")
            case "li" if not piece.ends:
                parts.append(_ITEM)
            case "td" | "th" if piece.ends:
                parts.append("  ")
            case "hr":
                parts.append("----\n")
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")


def _tokens(source: str) -> Iterator[str | _Tag]:
    """Yield texts, with character references resolved, and the tags between them."""
    at, stop = 0, -1
    while at < len(source):
        if stop < at:  # searched once, however many style sheets come in between
            comment = source.find("<!--", at)
            stop = len(source) if comment < 0 else comment
        hidden = ""
        for match in _TAG.finditer(source, at, stop):
            if match.start() > at:
                yield unescape(source[at : match.start()])
            at = match.end()
            name = (match[2] or "").lower()
            if name in _HIDDEN_TAGS and not match[1]:
                hidden = name
                break
            if name:
                yield _Tag(name, match[3][:_MAX_ATTRIBUTES], bool(match[1]))
        if hidden:
            end = re.compile(f"</{hidden}", re.IGNORECASE).search(source, at)
            at = end.start() if end is not None else len(source)
        else:
            if at < stop:
                yield unescape(source[at:stop])
            end_of_comment = source.find("-->", stop)
            at = end_of_comment + 3 if end_of_comment >= 0 else len(source)


def _attribute(tag: _Tag, name: str) -> str:
    for match in _ATTRIBUTE.finditer(tag.attributes):
        if match[1].lower() == name:
            value = next(group for group in match.groups()[1:] if group is not None)
            return _SPACE.sub(" ", unescape(value)).strip()
    return ""
