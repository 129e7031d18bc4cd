"""Reads a sheet of an .xlsx row by row, in the memory of its texts: cells as whoever opens it sees them.

The library that reads other workbooks holds a whole sheet, and shows neither formats nor formulas whose value
was never saved.
"""

import posixpath
import re
from array import array
from collections.abc import Iterator
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import Element, ElementTree, XMLParser
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from dm_tui.domain.mailing.recipients.recipients_wording import NO_VALUE
from dm_tui.services.mailing.spreadsheets.cell_formats import Show, built_in_format, show_plain, shower
from dm_tui.services.mailing.spreadsheets.workbook_limits import MOST_COLUMNS, MOST_ROWS, MOST_TEXT

_CHUNK = 1 << 16
_COLUMN = re.compile(r"[A-Z]{1,3}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")


class UnreadableXlsxError(Exception):
    """This is no workbook that can be read as a stream."""


class TooLargeXlsxError(Exception):
    """A text in it is longer than any cell: reading it in another way would take what there is."""


class Sheet(NamedTuple):
    """A sheet that is shown, and its part of the archive."""

    name: str
    part: str


class Xlsx:
    """A workbook. Raises whatever a damaged archive or XML raises."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = ZipFile(file)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        main = next((target for kind, target in self._links("").values() if kind == "officeDocument"), "")
        book, links = self._tree(main), self._links(main)
        self._since_1904 = any(
            properties.get("date1904", "") in _TRUE for properties in _all(book, "workbookPr")
        )
        self._parts = {kind: target for kind, target in links.values()}
        self._strings: _Texts | None = None
        self.sheets = tuple(
            Sheet(sheet.get("name", ""), links[_link_of(sheet)][1])
            for sheet in _all(book, "sheet")
            if sheet.get("state", "visible") == "visible" and links[_link_of(sheet)][0] == "worksheet"
        )
        self._formats = self._read_formats()

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, dict[int, str]]]:
        """Yield the number of each row that has cells, counted from 1, and their texts by column, from 0."""
        if self._strings is None:
            self._strings = self._read_strings()
        reader = _SheetReader(self._strings, self._formats)
        with self._archive.open(self._name(sheet.part)) as file:
            while chunk := file.read(_CHUNK):
                reader.feed(chunk)
                yield from reader.take()
            reader.end()
            yield from reader.take()

    def _read_formats(self) -> list[Show]:
        """Return what shows the numbers of each style."""
        if (part := self._parts.get("styles")) is None:
            return []
        styles = self._tree(part)
        codes = {
            number_format.get("numFmtId", ""): number_format.get("formatCode", "")
            for number_format in _all(styles, "numFmt")
        }
        shows = []
        for style in (style for group in _all(styles, "cellXfs") for style in _all(group, "xf")):
            number = style.get("numFmtId", "0")
            code = codes.get(number) or built_in_format(int(number))
            shows.append(shower(code, since_1904=self._since_1904) if code else show_plain)
        return shows

    def _read_strings(self) -> "_Texts":
        texts = _Texts()
        if (part := self._parts.get("sharedStrings")) is not None:
            reader = _TextReader(texts)
            with self._archive.open(self._name(part)) as file:
                while chunk := file.read(_CHUNK):
                    reader.feed(chunk)
                reader.end()
        return texts

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and part of what a part refers to, by the ids it uses."""
        folder, name = posixpath.split(part)
        tree = self._tree(f"{folder}/_rels/{name}.rels".lstrip("/"))
        return {
            link.get("Id", ""): (
                link.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/"),
            )
            for link in _all(tree, "Relationship")
        }

    def _tree(self, part: str) -> Element:
        with self._archive.open(self._name(part)) as file:
            root = ElementTree().parse(file, XMLParser())  # noqa: S314  # this process is limited, and expat ends bombs
        if root is None:
            raise UnreadableXlsxError(part)
        return root

    def _name(self, part: str) -> str:
        name = self._names.get(part.lower())
        if name is None:
            raise UnreadableXlsxError(part)
        return name


class _Texts:
    """Texts one behind the other: a million of them as objects would take three times as much."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q")

    def add(self, text: str) -> None:
        """Add one."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __getitem__(self, number: int) -> str:
        start = self._ends[number - 1] if number else 0
        return self._bytes[start : self._ends[number]].decode("utf-8", "surrogatepass")


class _Reader:
    """Feeds XML to the methods `begin` and `finish`; they drop the prefixes of names by `_bare`."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self.begin
        self._parser.EndElementHandler = self.finish
        self._parser.CharacterDataHandler = self._take_text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._text: list[str] = []
        self._length, self._reads = 0, False

    def feed(self, chunk: bytes) -> None:
        """Read some more of the XML."""
        self._parser.Parse(chunk, False)

    def end(self) -> None:
        """Read the end."""
        self._parser.Parse(b"", True)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def finish(self, name: str) -> None:
        """Take its end."""

    def _take_text(self, text: str) -> None:
        if self._reads:
            self._text.append(text)
            self._length += len(text)
            if self._length > MOST_TEXT:
                raise TooLargeXlsxError

    def _refuse(self, *_: Any) -> None:
        raise UnreadableXlsxError("a document type")


class _TextReader(_Reader):
    """Reads texts with their runs; how they are spoken is left out."""

    def __init__(self, texts: _Texts) -> None:
        super().__init__()
        self._texts, self._spoken = texts, False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = _bare(name)
        if name == "si":
            self._text, self._length = [], 0
        elif name == "rPh":
            self._spoken = True
        self._reads = name == "t" and not self._spoken

    def finish(self, name: str) -> None:
        self._reads = False
        if ":" in name:
            name = _bare(name)
        if name == "rPh":
            self._spoken = False
        elif name == "si":
            self._texts.add(_one_line("".join(self._text)))


class _SheetReader(_Reader):
    """Reads rows of cells."""

    def __init__(self, strings: _Texts, formats: list[Show]) -> None:
        super().__init__()
        self._strings, self._formats = strings, formats
        self._rows: list[tuple[int, dict[int, str]]] = []
        self._number, self._column, self._cells = 0, -1, dict[int, str]()
        self._kind, self._style, self._formula, self._spoken = "n", 0, False, False

    def take(self) -> list[tuple[int, dict[int, str]]]:
        """Return the rows that are whole by now."""
        rows, self._rows = self._rows, []
        return rows

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = _bare(name)
        if name == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", 0))
            self._formula, self._text, self._length = False, [], 0
            if not 0 <= self._column < MOST_COLUMNS:
                raise UnreadableXlsxError(attributes.get("r", ""))
        elif name == "v" or (name == "t" and not self._spoken):
            self._reads = True
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._spoken = True
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._column, self._cells = -1, {}
            if not 0 < self._number <= MOST_ROWS:
                raise UnreadableXlsxError(f"row {self._number}")

    def finish(self, name: str) -> None:
        if ":" in name:
            name = _bare(name)
        if name == "c":
            if text := self._cell_text():
                self._cells[self._column] = text
        elif name == "row" and self._cells:
            self._rows.append((self._number, self._cells))
        elif name == "rPh":
            self._spoken = False
        self._reads = False

    def _cell_text(self) -> str:
        text = "".join(self._text)
        match self._kind:
            case "s":
                return self._strings[int(text)] if text else ""
            case "b":
                return str(text in _TRUE).upper() if text else ""
            case "n" if text:
                show = self._formats[self._style] if self._style < len(self._formats) else show_plain
                return _one_line(show(text))
            case "str" | "inlineStr" | "e" | "d":
                return _one_line(text)
        return NO_VALUE if self._formula else ""


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _all(tree: Element, name: str) -> Iterator[Element]:
    return (element for element in tree.iter() if element.tag.rpartition("}")[2] == name)


def _link_of(sheet: Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _column(place: str) -> int:
    """Return the number of a column, from 0, by the name of a cell such as `AB12`."""
    letters = _COLUMN.match(place)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - 64
    return number - 1


def _one_line(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text)
    return " ".join(text.splitlines()) if not text.isprintable() else text
