"""Each figure of the vendor says where it was read; each of our own says that it is ours."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dm_tui
from dm_tui.content import read_content

SOURCE = Path(dm_tui.__file__).parent
MODULES = [path for floor in ("domain", "providers") for path in sorted((SOURCE / floor).rglob("*.py"))]
SOURCES = re.compile(
    r"purchase guide|pricing page|billing methods|limits\)|quota page|vendor's (own )?(SDK|help|notice|page)"
    r"|page of \w+|API reference|service regions|SMTP (endpoints|error codes)|official answer|public contract"
    r"|RFC \d+|OpenSSL|ECMA-48|3GPP|inferred|estimate|our own (limit|choice)|arithmetic",
    re.IGNORECASE,
)
"""Where a figure may come from: a document of the vendor, a standard, a guess that says so, or ourselves."""

DOCUMENTS = ("catalogue.json", "regions.json", "mail-records.json")


def unsourced(source: str) -> Iterator[str]:
    """Yield the numbers of a module, by name, whose docstring or comment names no source."""
    lines, body = source.splitlines(), ast.parse(source).body
    for place, statement in enumerate(body):
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or not _is_figure(statement):
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


def _is_figure(statement: ast.Assign | ast.AnnAssign) -> bool:
    """Say whether a constant has a number in it, besides one that is an index."""
    if statement.value is None:
        return False
    indexes = {
        id(node)
        for each in ast.walk(statement.value)
        if isinstance(each, ast.Subscript)
        for node in ast.walk(each.slice)
    }
    return any(
        isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in indexes
        for node in ast.walk(statement.value)
    ) or any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Decimal"
        for node in ast.walk(statement.value)
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_each_figure_names_its_source(path: Path) -> None:
    assert list(unsourced(path.read_text(encoding="utf-8"))) == []


def test_a_figure_without_a_source_is_found() -> None:
    assert list(unsourced("LIMIT = 100\n")) == ["LIMIT"]
    assert list(unsourced('LIMIT = 100\n"""Plans of an order."""\n')) == ["LIMIT"]
    assert list(unsourced('LIMIT = 100\n\nOTHER = 5\n"""Both (our own limit)."""\n')) == ["LIMIT"]
    assert list(unsourced('RATE = Decimal("0.3")  # a guess\n')) == ["RATE"]
    assert list(unsourced('LIMIT = 100\nOTHER = 5\n"""Both (our own limit)."""\nFIRST = NAMES[0]\n')) == []
    assert list(unsourced("LIMIT = 100  # emails a day (quota page)\n")) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_of_figures_names_its_source(name: str) -> None:
    document = json.loads(read_content(name))
    for part in document if isinstance(document, list) else [document]:
        assert SOURCES.search(part["source"]), name
