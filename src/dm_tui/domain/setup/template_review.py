"""Holds a template against the vendor's published rules, before its review takes up to three working days.

It finds what a program can find: a reviewer may still see it otherwise. A score of spam filters was left out:
the filters that compute one need their own server, and judge the sender more than the words.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from html import unescape
from typing import NamedTuple

from dm_tui.domain.model import Model
from dm_tui.domain.setup import review_word_lists as words
from dm_tui.domain.setup.doubtful_limits import content_doubts
from dm_tui.domain.setup.html_places import Place, hide_markup
from dm_tui.domain.setup.html_tags import ATTRIBUTES
from dm_tui.domain.setup.review_wording import REASONS, SOURCES
from dm_tui.domain.setup.subject_and_body import MailContent, content_parts
from dm_tui.domain.setup.variable_check import free_variables, placed_in
from dm_tui.domain.setup.variables import Lines
from dm_tui.domain.text import clean_line

MAX_FINDINGS = 200
"""Findings of one template (our own limit)."""

SALUTATION_CHARS = 600
"""Characters at the beginning of a body in which a salutation is looked for (our own limit)."""

MIN_WORDS_BESIDE_IMAGES = 20
"""Visible characters that a letter with images has at least (our own limit)."""


class Weight(StrEnum):
    """What a finding means: a published reason to reject, or only advice."""

    RULE = "rule"
    ADVICE = "advice"


class ReviewFinding(Model):
    """What a reviewer may object to; line and column count from 1. `source` is the page with the rule."""

    code: str
    weight: Weight
    part: str
    line: int
    column: int
    written: str
    reason: str
    source: str

    def __str__(self) -> str:
        return f"{self.reason} ({self.part}, line {self.line}, column {self.column})"


class _Mark(NamedTuple):
    code: str
    at: int
    written: str = ""


_ANY = re.IGNORECASE
_GREETING = re.compile(
    rf"(?<!\w)(?:{'|'.join(words.GREETINGS)})(?!\w)|{words.CJK_GREETINGS}|\{{(?:UserName|NickName)\}}", _ANY
)
_UNSUBSCRIBE = re.compile(words.UNSUBSCRIBE, _ANY)
_PHRASES = {
    "messenger": re.compile(words.MESSENGERS, _ANY),
    "group": re.compile(words.GROUPS, _ANY),
    "qr-code": re.compile(words.QR_CODES, _ANY),
    "cloud-drive": re.compile(words.CLOUD_DRIVES, _ANY),
    "short-link": re.compile(rf"(?:https?://|(?<![\w.@-])){words.SHORTENERS}/[\w-]", _ANY),
    "spam-words": re.compile(words.SPAM_PHRASES, _ANY),
    "prospecting": re.compile(words.PROSPECTING, _ANY),
    "exclamation-marks": re.compile(r"[!！]{2,}"),
}
_ADVICE = frozenset(
    (
        "spam-words",
        "exclamation-marks",
        "capitals",
        "short-link",
        "alt-text",
        "only-images",
        "own-variable",
        "limits",
    )
)
_CAPITALS = re.compile(r"(?<![\w{])(?:[A-ZÀ-Þ]{3,}[ ,!?]+){2,}[A-ZÀ-Þ]{3,}(?![\w}])")
_LINK = re.compile(rf"<a\s({ATTRIBUTES})>", _ANY)
_TARGET = re.compile(r"(?<![^\s\"'])href\s*+=\s*+(?:\"(?P<d>[^\"]*+)|'(?P<s>[^']*+)|(?P<u>[^\s>]++))", _ANY)
_IMAGE = re.compile(rf"<img(?=[\s/>])(?P<attributes>{ATTRIBUTES})>?", _ANY)
_ALT = re.compile(r"(?<![^\s\"'/])alt\s*+=", _ANY)
_SOURCE = re.compile(r"(?<![^\s\"'/])src\s*+=\s*+(?:\"([^\"]*+)|'([^']*+)|([^\s>]++))", _ANY)
_ADDRESS = re.compile(r"https?://\S|mailto:\S|\{\w|[\w.+-]+@[\w-]+\.\w", _ANY)
_NEAR = 200
"""Characters between the word for unsubscribing and its address (our own limit)."""


def review_template(content: MailContent) -> tuple[ReviewFinding, ...]:
    """Return what the vendor's reviewer may object to, reasons to reject first."""
    findings: list[ReviewFinding] = []
    for part, text in content_parts(content):
        if text.strip():
            marks = _subject_marks(text) if part == "subject" else _body_marks(text, html=part == "HTML")
            lines = Lines(text)
            for mark in marks:
                if len(findings) < MAX_FINDINGS:
                    line, column = lines.place_of(mark.at)
                    findings.append(_finding(mark.code, part, line, column, mark.written))
    findings += own_variable_findings(content)
    main = "HTML" if content.html.strip() else "text"
    findings += (_finding("limits", main, 1, 1, "", reason=doubt) for doubt in content_doubts(content))
    return tuple(sorted(findings, key=lambda finding: finding.weight is not Weight.RULE))


def own_variable_findings(content: MailContent) -> Iterator[ReviewFinding]:
    """Yield each variable that only a spreadsheet fills, where it is first: the service takes any name."""
    own = set(free_variables(content))
    for use in placed_in(content):
        if (name := use.placed.variable.name) in own:
            own.remove(name)
            yield _finding("own-variable", use.part, use.line, use.column, use.written)


def is_rejectable(findings: tuple[ReviewFinding, ...]) -> bool:
    """Say whether there is a published reason to reject among them."""
    return bool(rejecting_codes(findings))


def rejecting_codes(findings: tuple[ReviewFinding, ...]) -> frozenset[str]:
    """Return the codes of the published reasons to reject among them."""
    return frozenset(finding.code for finding in findings if finding.weight is Weight.RULE)


def _finding(
    code: str, part: str, line: int, column: int, written: str, *, reason: str = ""
) -> ReviewFinding:
    return ReviewFinding(
        code=code,
        weight=Weight.ADVICE if code in _ADVICE else Weight.RULE,
        part=part,
        line=line,
        column=column,
        written=clean_line(written, 80),
        reason=reason or REASONS[code].format(written=clean_line(written, 40)),
        source=SOURCES[code],
    )


def _subject_marks(subject: str) -> Iterator[_Mark]:
    yield from _phrase_marks(subject)
    letters = [letter for letter in subject if letter.isalpha()]
    if len(letters) > 8 and sum(map(str.isupper, letters)) * 10 > len(letters) * 8:
        yield _Mark("capitals", 0, subject)


def _body_marks(body: str, *, html: bool) -> Iterator[_Mark]:
    seen = hide_markup(body) if html else body
    if _GREETING.search(" ".join(unescape(seen).split())[:SALUTATION_CHARS]) is None:
        first = re.search(r"\S", seen)
        yield _Mark("salutation", first.start() if first is not None else 0)
    yield from _unsubscribe_marks(body, seen, html=html)
    yield from _phrase_marks(hide_markup(body, keep=(Place.ADDRESS,)) if html else body)
    yield from (_Mark("capitals", match.start(), match[0]) for match in _CAPITALS.finditer(seen))
    if html:
        yield from _image_marks(body, seen)


def _phrase_marks(text: str) -> Iterator[_Mark]:
    for code, pattern in _PHRASES.items():
        yield from (_Mark(code, match.start(), match[0]) for match in pattern.finditer(text))


def _unsubscribe_marks(body: str, seen: str, *, html: bool) -> Iterator[_Mark]:
    """Yield why nobody can unsubscribe: there is no link, or one that leads nowhere."""
    for link in _LINK.finditer(body) if html else ():
        target = _TARGET.search(link[1])
        address = "" if target is None else unescape(target["d"] or target["s"] or target["u"] or "").strip()
        end = body.find("</", link.end(), link.end() + _NEAR)
        shown = unescape(hide_markup(body[link.end() : end if end >= 0 else link.end() + _NEAR]))
        if _UNSUBSCRIBE.search(shown) or _UNSUBSCRIBE.search(address):
            if not _ADDRESS.match(address):
                yield _Mark("unsubscribe-link-dead", link.start(), link[0])
            return
    for word in _UNSUBSCRIBE.finditer(seen):
        if _ADDRESS.search(seen, max(0, word.start() - _NEAR), word.end() + _NEAR):
            return
    yield _Mark("unsubscribe-link", max(0, len(seen.rstrip()) - 1))


def _image_marks(body: str, seen: str) -> Iterator[_Mark]:
    images = list(_IMAGE.finditer(body))
    for image in images:
        if not _ALT.search(image["attributes"]):
            yield _Mark("alt-text", image.start(), image[0])
        source = _SOURCE.search(image["attributes"])
        address = next(filter(None, source.groups()), "").strip() if source is not None else ""
        if not address.lower().startswith(("https://", "{")):
            yield _Mark("image-address", image.start(), image[0])
    if images and len("".join(unescape(seen).split())) < MIN_WORDS_BESIDE_IMAGES:
        yield _Mark("only-images", images[0].start(), images[0][0])
