"""Each figure of the vendor says where it was read; each of our own says that it is ours."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType

import pytest

import dm_tui
from dm_tui.content import read_content

SOURCE = Path(dm_tui.__file__).parent
FLOORS = ("domain", "providers", "services")
MODULES = [
    path
    for floor in FLOORS
    for path in sorted((SOURCE / floor).rglob("*.py"))
    if not path.is_relative_to(SOURCE / "services" / "mailing")  # figures of the machinery, not the vendor's
]
SOURCES = re.compile(
    r"purchase guide|pricing page|billing methods|limits\)|quota page|vendor's (own )?(SDK|help|notice|page|template questions)"
    r"|page of \w+|API reference|service regions|SMTP (endpoints|error codes)|official answer|public contract"
    r"|RFC \d+|OpenSSL|ECMA-48|3GPP|inferred|estimate|our (own )?(limit|choice)|arithmetic",
    re.IGNORECASE,
)
"""Where a figure may come from: a document of the vendor, a standard, a guess that says so, or ourselves."""

_NUMBER = r"\d[\d,.]*|an|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|sixty|ninety|hundred"
_UNIT = (
    r"(?:calendar )?(?:months?|days?|hours?|minutes?|seconds?|years?|emails?|lists?|letters|digits|characters"
    r"|templates|domains|addresses|plans|sizes|MB|KB|bytes|at most|connections|recipients|decimals|uppercase"
    r"|lowercase)"
)
FIGURE = re.compile(rf"(?<![\w.,{{–-])(?:{_NUMBER}) {_UNIT}\b")
"""A figure in a sentence: a number that is written out, and what it counts."""

SAID = {
    "1 MB": "limits",
    "100 templates": "limits",
    "11 letters": "text messages, sender ids",
    "15 MB": "limits",
    "15 characters": "vendor's SDK, limits",
    "15 digits": "text messages, sender ids",
    "15 minutes": "vendor's SDK, signature",
    "2,000 emails": "vendor's help, daily quota of a new account",
    "20 characters": "vendor's SDK, ModifyMailAddress",
    "two digits": "vendor's SDK, ModifyMailAddress",
    "two lowercase": "vendor's SDK, ModifyMailAddress",
    "two uppercase": "vendor's SDK, ModifyMailAddress",
    "256 characters": "vendor's SDK, SingleSendMail",
    "30 characters": "API reference, CreateTemplate",
    "30 days": "our own limit",
    "50 at most": "older page of CreateTag",
    "63 characters": "RFC 1035",
    "an hour": "vendor's help, lapse of an unpaid order; limits, lists of recipients",
    "one hour": "vendor's help, lapse of an unpaid order",
    "five hours": "vendor's help, bills",
    "four sizes": "purchase guide",
    "six calendar months": "purchase guide",
    "six months": "purchase guide; bills and forecasts: our own choice",
    "ten lists": "quota page",
    "thirty days": "our own choice",
    "two decimals": "billing methods",
    "two hours": "limits, review of a template",
    "five minutes": "our own choice",
    "ten minutes": "our own limit",
    "three minutes": "our own limit",
    "two seconds": "our own limit",
}
"""Where the figures in sentences and help come from; one that is not here was never looked up."""

NO_FIGURES = re.compile(r"(0|1|an|one|1,000) emails?|1 (day|month)|(two|three) lists")
"""Words for a count, a unit of prices, or lists on the screen."""

DOCUMENTS = ("catalogue.json", "regions.json", "mail-records.json")


def unsourced(source: str) -> Iterator[str]:
    """Yield the numbers of a module, by name, whose docstring or comment names no source."""
    tree, lines = ast.parse(source), source.splitlines()
    yield from _unsourced_in(lines, tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):  # 0 and 1 are the beginnings of counts
            yield from _unsourced_in(lines, node.body, nothing=(0, 1))


def _unsourced_in(lines: list[str], body: list[ast.stmt], nothing: tuple[int, ...] = ()) -> Iterator[str]:
    for place, statement in enumerate(body):
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or not _is_figure(statement, nothing):
            continue
        end = statement.end_lineno or statement.lineno
        words = [line.partition("#")[2] for line in lines[statement.lineno - 1 : end]]
        for after in body[place + 1 :]:  # constants on lines of their own share the docstring below them
            if after.lineno != end + 1:
                break
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                words.append(str(after.value.value))
                break
            end = after.end_lineno or after.lineno
        if not SOURCES.search(" ".join(" ".join(words).split())):
            yield ast.unparse(statement).split(" = ")[0]


def _is_figure(statement: ast.Assign | ast.AnnAssign, nothing: tuple[int, ...]) -> bool:
    """Say whether a constant has a number in it, besides one that is an index, or that means `nothing`."""
    if statement.value is None:
        return False
    indexes = {
        id(node)
        for each in ast.walk(statement.value)
        if isinstance(each, ast.Subscript)
        for node in ast.walk(each.slice)
    }
    return any(
        isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and node.value not in nothing
        and id(node) not in indexes
        for node in ast.walk(statement.value)
    ) or any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Decimal"
        for node in ast.walk(statement.value)
    )


def test_each_figure_names_its_source() -> None:
    found = {
        str(path.relative_to(SOURCE)): list(unsourced(path.read_text(encoding="utf-8"))) for path in MODULES
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_a_figure_without_a_source_is_found() -> None:
    assert list(unsourced("LIMIT = 100\n")) == ["LIMIT"]
    assert list(unsourced('LIMIT = 100\n"""Plans of an order."""\n')) == ["LIMIT"]
    assert list(unsourced('LIMIT = 100\n\nOTHER = 5\n"""Both (our own limit)."""\n')) == ["LIMIT"]
    assert list(unsourced('RATE = Decimal("0.3")  # a guess\n')) == ["RATE"]
    assert list(unsourced('LIMIT = 100\nOTHER = 5\n"""Both (our own limit)."""\nFIRST = NAMES[0]\n')) == []
    assert list(unsourced("LIMIT = 100  # emails a day (quota page)\n")) == []
    assert list(unsourced("class Plan:\n    MOST = 100\n")) == ["MOST"]


def sentences(path: Path) -> Iterator[str]:
    """Yield the texts of a file that people may read; a compiler that optimizes leaves docstrings out."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".txt":
        yield text
    else:
        yield from texts_in(compile(text, path, "exec", optimize=2).co_consts)


def texts_in(constants: Iterable[object]) -> Iterator[str]:
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from texts_in(constant.co_consts)
        elif isinstance(constant, tuple | frozenset):
            yield from texts_in(constant)


def figures(texts: Iterable[str]) -> set[str]:
    found = {figure for text in texts for figure in FIGURE.findall(text)}
    return {figure for figure in found if NO_FIGURES.fullmatch(figure) is None}


def test_each_figure_in_a_sentence_has_a_source() -> None:
    said: dict[str, list[str]] = {}
    for path in (*sorted(SOURCE.rglob("*.py")), *sorted((SOURCE / "content").rglob("*.txt"))):
        for figure in figures(sentences(path)):
            said.setdefault(figure, []).append(str(path.relative_to(SOURCE)))
    assert {figure: paths for figure, paths in said.items() if figure not in SAID} == {}
    assert SAID.keys() - said.keys() == set(), "no sentence says these any more"


def test_a_figure_in_a_sentence_is_found() -> None:
    assert figures(["The service keeps twenty lists, and 7 days of mail."]) == {"twenty lists", "7 days"}
    assert figures(["It costs {price} per 1,000 emails, and {most} emails are left."]) == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_of_figures_names_its_source(name: str) -> None:
    document = json.loads(read_content(name))
    for part in document if isinstance(document, list) else [document]:
        assert SOURCES.search(part["source"]), name
