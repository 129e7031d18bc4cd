"""What is wrong with the variables of a letter or a template, found before anything is sent.

A near miss, such as `{ UserName }` or `{{UserName}}`, would go out as typed to everyone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.setup import template_wording, wording
from dm_tui.domain.setup.subject_and_body import MailContent, content_parts
from dm_tui.domain.setup.variable_filling import PlacedVariable, placed_variables
from dm_tui.domain.setup.variables import VARIABLES, Lines, bare_name, is_name, nearest_name
from dm_tui.domain.text import clean_line

MAX_FREE_VARIABLES = 50
"""Variables of a template that the service fills (vendor's template questions, October 2025)."""

MAX_LISTED = 8
"""Problems that one refusal lists; the others are counted (our own choice)."""

_SERVICE_NAME = re.compile(r"[A-Za-z]{1,60}", re.ASCII)

_FOREIGN = re.compile(
    r"""\{\{\{?[^{}\n]{1,100}\}\}\}?             # Handlebars, Jinja, Go
      | \{%[^{}\n]{1,100}%\}
      | [｛{][^{}｛｝\n]{1,100}｝ | ｛[^{}｛｝\n]{1,100}\}   # braces of an input method
      | [$\#@]\{[^{}\n]{1,100}\}                # shells, JavaScript, Ruby
      | \*\|[^|\n]{1,100}\|\*                    # Mailchimp
      | %%?[A-Za-z][\w ]{1,60}%%?
      | \[\[[^\[\]\n]{1,100}\]\]
      | <<[^<>\n]{1,100}>> | (?:&lt;){2}[^<>\n]{1,100}(?:&gt;){2} | «[^«»\n]{1,60}»
      | %7B[^%{}\s]{1,100}%7D                    # an editor wrote it into a link
      | \{[^{}]{0,80}\n[^{}]{0,80}\}            # an editor broke the line
      | \{(?:<[^<>{}]{1,80}>|[^{}<>\n]){0,60}<[^<>{}]{1,80}>[^{}\n]{0,60}\}
      | \{\s*[A-Za-z]{3,20}(?=[)\]\s,.;:!?]|$)(?![^{}\n]{0,100}\})""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
"""What looks like a variable of another program, or like one of ours that an editor has taken apart."""

_MARKUP = re.compile(r"<[A-Za-z/][^<>]*+>")
_BRACKETS = re.compile(r"^(?:%7B|(?:&lt;)+|\W+)|(?:%7D|(?:&gt;)+|\W+)$", re.IGNORECASE)

_ALWAYS_FOREIGN = ("{{", "{%", "*|", "\uff5b")
"""How forms begin that nobody writes for anything but a variable."""


class VariableProblem(NamedTuple):
    """What is wrong with one variable: as written, where it begins, and what to write."""

    part: str
    line: int
    column: int
    written: str
    reason: str

    def __str__(self) -> str:
        place = template_wording.VARIABLE_PLACE.format(
            written=clean_line(self.written, 40), part=self.part, line=self.line, column=self.column
        )
        return f"{place}{self.reason}"


def find_problems(content: MailContent, columns: Sequence[str] = ()) -> tuple[VariableProblem, ...]:
    """Return what no spreadsheet can make right: near misses, and places that take no value."""
    known = (*VARIABLES, *columns)
    problems = []
    for part, text in content_parts(content):
        places: dict[int, tuple[str, str]] = {}
        for at, written, reason in (*_near_misses(part, text, known), *_bad_places(part, text)):
            places.setdefault(at, (written, reason))
        lines = Lines(text)
        for at, (written, reason) in sorted(places.items()):
            problems.append(VariableProblem(part, *lines.place_of(at), written, reason))
    return tuple(problems)


def find_template_problems(content: MailContent) -> tuple[VariableProblem, ...]:
    """Return the problems of a template: the service fills it, so a free variable has letters alone."""
    problems = list(find_problems(content))
    places = {problem[:3] for problem in problems}
    for part, written, line, column, placed in placed_in(content):
        name, place = placed.variable.name, (part, line, column)
        if not placed.variable.likely or place in places:
            continue
        near = nearest_name(name, VARIABLES)
        if placed.variable.default is not None:
            problems.append(VariableProblem(*place, written, template_wording.SERVICE_HAS_NO_DEFAULT))
        elif name in VARIABLES:
            continue
        elif near or not _SERVICE_NAME.fullmatch(name):
            problems.append(VariableProblem(*place, written, write_instead(name, VARIABLES)))
    return tuple(problems)


def free_variables(content: MailContent) -> tuple[str, ...]:
    """Return the variables of a template beside the documented ones, in the order of their first use."""
    names = (use.placed.variable.name for use in placed_in(content) if use.placed.variable.likely)
    return tuple(dict.fromkeys(name for name in names if name not in VARIABLES))


def filled_from_rows(content: MailContent) -> tuple[str, ...]:
    """Return the documented variables of a template but for the address, in the order of their first use."""
    names = (use.placed.variable.name for use in placed_in(content))
    return tuple(dict.fromkeys(name for name in names if name in VARIABLES and name != "EAddr"))


def require_known_variables(content: MailContent) -> None:
    """Refuse a template with a variable that the service would not fill, with its name and place."""
    if problems := find_template_problems(content):
        raise unknown_variables(problems, VARIABLES)
    if (count := len(free_variables(content))) > MAX_FREE_VARIABLES:
        raise template_wording.TOO_MANY_VARIABLES(count=count, most=MAX_FREE_VARIABLES)


def require_clear_variables(content: MailContent, columns: Sequence[str] = ()) -> None:
    """Refuse a letter with a near miss of a variable, or one where no value can stand."""
    if problems := find_problems(content, columns):
        raise unknown_variables(problems, (*VARIABLES, *columns))


def unknown_variables(problems: Sequence[VariableProblem], known: Sequence[str]) -> DirectMailError:
    """Return the refusal that lists these problems; `part` is that of the first one."""
    reasons = {problem.reason for problem in problems}
    listed, part = list_problems(problems), problems[0].part
    if reasons == {template_wording.DEFAULT_IS_TEXT}:
        return template_wording.DEFAULT_HAS_MARKUP(variables=listed, part=part)
    if reasons.issubset({*template_wording.NO_VALUE_HERE.values(), template_wording.DEFAULT_IS_TEXT}):
        return template_wording.VARIABLE_MISPLACED(variables=listed, part=part)
    names = wording.list_some([f"{{{clean_line(name, 40)}}}" for name in dict.fromkeys(known)], 20)
    return template_wording.UNKNOWN_VARIABLE(variables=listed, known=names, part=part)


def list_problems(problems: Sequence[VariableProblem]) -> str:
    """Return the first problems in words, and how many more there are."""
    listed = "; ".join(map(str, problems[:MAX_LISTED]))
    more = len(problems) - MAX_LISTED
    return f"{listed}, and {more} more" if more > 0 else listed


class VariableUse(NamedTuple):
    """A variable in a letter, as written, with its place."""

    part: str
    written: str
    line: int
    column: int
    placed: PlacedVariable


def placed_in(content: MailContent) -> Iterator[VariableUse]:
    """Yield every variable of a letter."""
    for part, text in content_parts(content):
        if "{" in text:
            lines = Lines(text)
            for placed in placed_variables(text, html=part == "HTML"):
                start, end = placed.variable[:2]
                yield VariableUse(part, text[start:end], *lines.place_of(start), placed)


def write_instead(name: str, known: Sequence[str]) -> str:
    """Return what to write instead of an unknown name, empty where no known one is near."""
    near = nearest_name(name, tuple(known))
    return template_wording.WRITE_INSTEAD.format(name=near) if near else ""


def _bad_places(part: str, text: str) -> Iterator[tuple[int, str, str]]:
    if part != "HTML" or "{" not in text:
        return
    for placed in placed_variables(text, html=True):
        variable = placed.variable
        if variable.likely and not placed.place.takes_values:
            written = text[variable.start : variable.end]
            yield variable.start, written, template_wording.NO_VALUE_HERE[placed.place.name]


def _near_misses(part: str, text: str, known: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """Yield where something stands that was meant for a variable."""
    bare = {bare_name(name): name for name in reversed(known)}
    for match in _FOREIGN.finditer(text):
        written = match[0]
        name, bar, default = written[1:].partition("|")
        if bar and _MARKUP.search(default) and not _MARKUP.search(name) and is_name(name):
            if part == "HTML":  # a text has no markup
                yield match.start(), written, template_wording.DEFAULT_IS_TEXT
            continue
        name = _inner(written)
        meant = bare.get(bare_name(name.partition("|")[0]))
        if written.startswith("${") and meant not in VARIABLES:
            continue  # an amount of dollars
        if meant is None and not (
            written.startswith(_ALWAYS_FOREIGN) and is_name(name.strip().partition("|")[0])
        ):
            continue
        yield match.start(), written, _write(meant) if meant else template_wording.FOREIGN_FORM
    if "{" not in text:
        return
    for placed in placed_variables(text, html=part == "HTML"):
        name = placed.variable.name
        if name != name.strip() and (placed.variable.likely or bare_name(name) in bare):
            meant = bare.get(bare_name(name), name.strip())
            yield placed.variable.start, text[placed.variable.start : placed.variable.end], _write(meant)


def _inner(written: str) -> str:
    """Return what is between the brackets, without the markup an editor has put there."""
    return _BRACKETS.sub("", _MARKUP.sub("", written) if written.startswith("{") else written)


def _write(name: str) -> str:
    return template_wording.WRITE_INSTEAD.format(name=" ".join(name.split()))
