"""Tables for a spreadsheet: complete, and nothing in them is a formula."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line
from dm_tui.services.overview.export import csv_lines
from tests.cli.conftest import Ran

Command = Callable[..., Ran]


class Row(Model):
    name: str


def test_a_truth_value_is_written_as_in_json() -> None:
    class Answered(Model):
        yes: bool
        no: bool
        unknown: bool | None

    assert csv_lines(Answered, (Answered(yes=True, no=False, unknown=None),)) == [
        "yes,no,unknown",
        "true,false,",
    ]


@pytest.mark.parametrize(
    ("what", "head", "rows"),
    [
        ("orders", "id,status,spec", 2),
        ("bills", "id,from,to,emails,total", 1),
        ("usage", "from,by,free,plans,pay_as_you_go", 150),
    ],
)
def test_a_table_has_a_head_and_every_row(dm_tui: Command, what: str, head: str, rows: int) -> None:
    dm_tui("sandbox", "load", "busy")
    lines = dm_tui("export", what).out.splitlines()
    assert lines[0].startswith(head)
    assert len(lines) == rows + 1
    document = dm_tui("export", what, "--format", "json").document()
    assert len(document[what]) == rows


def test_an_empty_table_is_its_head(dm_tui: Command) -> None:
    assert len(dm_tui("export", "bills").out.splitlines()) == 1
    assert dm_tui("export", "bills", "--format", "json").document()["bills"] == []


@given(st.text(max_size=20))
def test_no_cell_is_a_formula_and_none_is_lost(name: str) -> None:
    written = "\n".join(csv_lines(Row, (Row(name=name),)))
    head, (cell,) = csv.reader(io.StringIO(written, newline=""))
    assert head == ["name"]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == clean_line(name).removeprefix("'")


class Pair(Model):
    name: str
    note: str


signs = st.text(st.sampled_from("=+-@＝;\"',a1 "), max_size=12)


@given(signs, signs)
def test_no_cell_is_a_formula_to_a_spreadsheet_that_separates_by_semicolons(name: str, note: str) -> None:
    (_, line) = csv_lines(Pair, (Pair(name=name, note=note),))
    for cell in next(csv.reader([line], delimiter=";")):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠﹦﹢﹣﹫⁼⁺₌₊﬩⩵−"])
@pytest.mark.parametrize(
    "before", ["", " ", "\t", "\r", "\n", "\u200b", "\ufeff", "\u3000", "\xad", "\u0301"]
)
def test_what_a_spreadsheet_may_take_for_a_formula_is_text(sign: str, before: str) -> None:
    (_, cell) = csv_lines(Row, (Row(name=f"{before}{sign}1+1"),))
    assert cell.startswith("'")


@pytest.mark.parametrize("name", ["1=1", "Zoë", "𠮷野", "（1）", "a＝b", "—", "\u200b", "", "e\u0301+"])
def test_what_is_no_formula_stays_as_it_is(name: str) -> None:
    (_, cell) = csv_lines(Row, (Row(name=name),))
    assert not cell.startswith("'")


def test_a_backup_and_its_way_back(dm_tui: Command, tmp_path: Path) -> None:
    dm_tui("buy", "50k", "--accept-terms")
    written = dm_tui("backup", str(tmp_path / "b.json"), "--json").document()
    dm_tui("sandbox", "reset")
    read = dm_tui("restore", str(tmp_path / "b.json"), "--json").document()
    assert read["documents"] == written["documents"]
    assert len(dm_tui("orders", "--json").document()["orders"]) == 1


def test_a_backup_over_a_file_is_refused(dm_tui: Command, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("mine")
    assert dm_tui("backup", str(tmp_path / "b.json")).code == 2
    (tmp_path / "c.json").write_text("{}")
    assert dm_tui("restore", str(tmp_path / "c.json")).code == 6
