"""A workbook is read as its rows are seen, and one that is damaged or hostile ends nothing but itself."""

import os
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_variables import letter_variables
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.mailing.spreadsheets import workbook, workbook_limits, workbook_rows
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.services.mailing.spreadsheets.xlsx_rows import UnreadableXlsxError, Xlsx
from tests.workbooks import DATE, FORMULA, write_workbook

NAMED = letter_variables(MailContent(subject="{UserName}"))
PEOPLE = [["email", "UserName"], ["ann@example.org", "Ann"], ["bob@example.org", "李四"]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.xlsx"


def found(file: Path, sheet: str = "") -> list[str]:
    rows = CsvRecipients(file, reading=RecipientsReading(sheet=sheet))
    return [row.address if isinstance(row, Recipient) else f"{row.line}:{row.code}" for row in rows]


def test_cells_are_read_as_they_are_seen(file: Path) -> None:
    head = ["收件人地址", "姓名", "Birthday", "Mobile", "Gender", "Price"]
    first = ["ann@example.org", 'Ann "A", Lee\nJr', (36526, DATE), 13800000000, True, 9.5]
    write_workbook(file, {"Sheet1": [head, first]})
    recipients = CsvRecipients(file, letter_variables(MailContent(subject="{Price}")))
    assert (recipients.encoding, recipients.guessed) == ("Excel", False)
    assert list(recipients) == [
        Recipient(
            address="ann@example.org",
            variables={
                "UserName": 'Ann "A", Lee Jr',
                "Birthday": "2000-01-01",
                "Mobile": "13800000000",
                "Gender": "TRUE",
                "Price": "9.5",
            },
        )
    ]
    assert list(recipients) == list(recipients)
    assert recipients.first_rows()[0] == "收件人地址 | 姓名 | Birthday | Mobile | Gender | Price"


def test_rows_have_their_numbers_and_may_be_loose(file: Path) -> None:
    rows = [
        [],
        [None, "Customers"],
        [],
        [None, "email", "UserName"],
        [None, "ann@example.org"],
        [None, "bad", "x"],
    ]
    write_workbook(file, {"Sheet1": rows})
    assert found(file) == ["ann@example.org", "6:bad-address"]


def test_the_sheet_with_addresses_is_read_and_where_several_have_some_you_say_which(file: Path) -> None:
    write_workbook(file, {"Read me": [["Hello"]], "Clients": PEOPLE, "Old": PEOPLE[:2]}, hidden=["Old"])
    assert found(file) == ["ann@example.org", "bob@example.org"]
    assert CsvRecipients(file).encoding == "Excel, sheet “Clients”"
    write_workbook(file, {"Clients": PEOPLE, "Staff": PEOPLE[:2]})
    with pytest.raises(DirectMailError, match="“Clients”, “Staff”") as refused:
        found(file)
    assert "--sheet" in refused.value.hint
    assert found(file, "Staff") == ["ann@example.org"]
    with pytest.raises(DirectMailError, match="no sheet “Nobody”"):
        found(file, "Nobody")


def test_a_workbook_without_rows_has_no_recipients(file: Path) -> None:
    for rows in ([], PEOPLE[:1]):
        write_workbook(file, {"Sheet1": rows})
        with pytest.raises(DirectMailError) as refused:
            found(file)
        assert refused.value.code == "no-recipients"


def test_numbers_and_dates_are_read_as_their_formats_show_them(file: Path) -> None:
    head: list[object] = ["email", "Date", "Price", "Share", "Day", "Number", "Hours", "Whole"]
    shown = ("01.12.2026", "1,234.50 €", "25%", "2026-12-01", "00042", "36:00", "1")
    cells = [(46357, 2), (1234.5, 3), (0.25, 4), (46357, 5), (42, 6), (1.5, 7), 1.0]
    write_workbook(file, {"Sheet1": [head, ["ann@example.org", *cells]]})
    subject = "".join(f"{{{name}}}" for name in head[1:])
    (ann,) = CsvRecipients(file, letter_variables(MailContent(subject=subject)))
    assert isinstance(ann, Recipient)
    assert ann.variables == dict(zip(head[1:], shown, strict=True))


@pytest.mark.parametrize(
    ("cell", "words"), [(FORMULA, "Cell B3 has a formula"), ("#N/A", "Cell B3 says #N/A")]
)
def test_a_cell_without_a_value_is_told_with_its_place_where_the_letter_uses_it(
    file: Path, cell: object, words: str
) -> None:
    rows: list[list[object]] = [["email", "Name"], ["ann@example.org", "Ann"], ["bob@example.org", cell]]
    write_workbook(file, {"Sheet1": rows})
    ann, bob = CsvRecipients(file, letter_variables(MailContent(subject="{Name}")))
    assert isinstance(ann, Recipient)
    assert isinstance(bob, RowProblem)
    assert (bob.line, bob.code, words in bob.message) == (3, "no-value", True)
    assert found(file) == ["ann@example.org", "bob@example.org"], "nothing else needs it"


SHARED = (
    '<sst xmlns="x"><si><t>email</t></si><si><r><t>ann</t></r><r><t>@example.org</t></r>'
    '<rPh sb="0" eb="1"><t>spoken</t></rPh></si><si><t>two_x000D_\nlines</t></si></sst>'
)


def test_texts_that_a_workbook_shares_are_read_with_their_runs(file: Path) -> None:
    cells = '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c></row>'
    write_workbook(file, {"Sheet1": [["email", None, "Note"]]}, rows=cells)
    with ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(
        "</Relationships>",
        '<Relationship Id="s" Type="x/sharedStrings" Target="/xl/sst.xml"/></Relationships>',
    )
    with ZipFile(file, "w") as archive:
        for name, text in {**parts, "xl/sst.xml": SHARED}.items():
            archive.writestr(name, text)
    (ann,) = CsvRecipients(file, letter_variables(MailContent(subject="{Note}")))
    assert ann == Recipient(address="ann@example.org", variables={"Note": "two lines"})


def one_cell(column: str, row: int) -> str:
    return f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'


def test_a_cell_far_out_costs_nothing_but_its_row(file: Path) -> None:
    """The library would take 50 GB of memory for the sheet."""
    write_workbook(file, {"Sheet1": PEOPLE}, rows=one_cell("XFD", 100_000))
    assert found(file) == ["ann@example.org", "bob@example.org", "100000:cells"]


def test_nothing_lies_behind_the_last_corner(file: Path) -> None:
    write_workbook(file, {"Sheet1": PEOPLE}, rows=one_cell("XFD", 1_048_576))
    with file.open("rb") as opened:
        book = Xlsx(opened)
        assert list(book.rows(book.sheets[0]))[-1] == (1_048_576, {16_383: "1"})
    for column, row in ("XFE", 1_048_576), ("XFD", 1_048_577):
        write_workbook(file, {"Sheet1": PEOPLE}, rows=one_cell(column, row))
        with file.open("rb") as opened:
            book = Xlsx(opened)
            with pytest.raises(UnreadableXlsxError):
                list(book.rows(book.sheets[0]))


@pytest.mark.parametrize("kind", ["not a workbook", "cut", "empty zip", "old"])
def test_a_hostile_or_damaged_workbook_is_refused(file: Path, kind: str) -> None:
    write_workbook(file, {"Sheet1": PEOPLE})
    whole = file.read_bytes()
    if kind == "not a workbook":
        with ZipFile(file, "w") as archive:
            archive.writestr("readme.txt", "no sheet")
    elif kind in ("cut", "empty zip", "old"):
        file.write_bytes({"cut": whole[:500], "empty zip": whole[:4], "old": b"\xd0\xcf\x11\xe0" * 200}[kind])
    with pytest.raises(DirectMailError) as refused:
        found(file)
    assert (refused.value.code, "save it as" in refused.value.hint) == ("unusable-file", True)


@pytest.mark.parametrize("runs", [1, 10], ids=["one text", "many runs"])
def test_a_text_longer_than_any_cell_ends_the_reading_at_once(file: Path, runs: int) -> None:
    def row(number: int) -> str:
        text = f"<r><t>{'A' * (400_000 // runs)}</t></r>" * runs
        return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is>{text}</is></c></row>'

    write_workbook(file, {"Sheet1": PEOPLE}, rows=row(4))
    with pytest.raises(DirectMailError) as refused:
        found(file)
    assert refused.value.code == "unusable-file"
    write_workbook(file, {"Sheet1": PEOPLE}, rows=row(4).replace("A" * 1_000, "A" * 500))
    assert found(file)[:2] == ["ann@example.org", "bob@example.org"]


def refuse_here(file: Path, monkeypatch: pytest.MonkeyPatch, most: str, less: int) -> dict[str, object]:
    """Refuse a workbook in this process, where `most` is less, and let the next one refuse it as well."""
    with monkeypatch.context() as patched, file.open("rb") as read, file.with_name("rows").open("wb") as rows:
        patched.setattr(workbook_rows, most, less)
        patched.setattr("sys.stdin", SimpleNamespace(buffer=read))
        patched.setattr("sys.stdout", SimpleNamespace(buffer=rows))
        outcome = workbook_rows._write_sheet("")
    file.write_bytes(file.read_bytes()[:500])
    monkeypatch.setattr(workbook, "_outcome", lambda said: outcome)
    return outcome


def test_cells_far_out_in_many_rows_are_refused_before_they_fill_the_disk(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand such rows, half a megabyte, were 1.6 GB of separators."""
    assert workbook_limits.MOST_IN_GAPS < 20 * 1024**2, "bytes of separators that a file may be"
    far_out = [one_cell("XFD", row) for row in range(4, 40)]
    write_workbook(file, {"Sheet1": PEOPLE}, rows="".join(far_out))
    assert found(file)[:3] == ["ann@example.org", "bob@example.org", "4:cells"]
    outcome = refuse_here(file, monkeypatch, "MOST_IN_GAPS", 30 * 16_383)
    assert outcome == {"error": "wide", "column": 16_384, "row": 34}
    with pytest.raises(DirectMailError, match=r"row 34 has one in column 16,384") as refused:
        found(file)
    assert (refused.value.code, "Delete the columns" in refused.value.hint) == ("unusable-file", True)


def test_a_workbook_whose_rows_are_more_text_than_is_written_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One long text, kept once, may be in every cell of a sheet."""
    write_workbook(file, {"Sheet1": [*PEOPLE, *[["ann@example.org", "A" * 100]] * 9]})
    assert refuse_here(file, monkeypatch, "MOST_WRITTEN", 1_000) == {"error": "large", "row": 12}
    with pytest.raises(DirectMailError, match=r"its rows have 1 GB at row 12") as refused:
        found(file)
    assert refused.value.code == "unusable-file"


def test_nothing_of_it_stays_in_the_temporary_folder(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    write_workbook(file, {"Sheet1": PEOPLE})
    rows = CsvRecipients(file, NAMED)
    assert os.listdir(tmp_path / "temporary") == []
    file.unlink()
    assert not [row for row in rows if isinstance(row, RowProblem)]
