"""How the file of recipients is to be read, where that is not detected rightly."""

from collections.abc import Mapping, Sequence

from dm_tui.domain.mailing.recipients.encoding_names import parse_encoding
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading, parse_mapping
from dm_tui.tui.dialogs.form import Form, TextField

_MAX_COLUMN_CHARS = 200


def reading_form(reading: RecipientsReading, rows: Sequence[str]) -> Form[RecipientsReading]:
    """Return the form; `rows` are the first ones as they are read now."""

    def read(values: Mapping[str, str]) -> RecipientsReading:
        encoding = values["reading-encoding"]
        pairs = [pair for pair in values["reading-map"].split(";") if pair.strip()]
        return RecipientsReading(
            encoding=parse_encoding(encoding).name if encoding else "",
            sheet=values["reading-sheet"],
            column=values["reading-column"],
            mapping=parse_mapping(pairs),
        )

    mapped = "; ".join(f"{name}={column}" for name, column in reading.mapping.items())
    return Form(
        "reading",
        "How is the file read?",
        ["Empty fields are detected.", *rows],
        [
            TextField(
                "reading-encoding",
                "Encoding",
                "GB18030, Big5, Shift-JIS, Windows-1252 …",
                reading.encoding,
                40,
            ),
            TextField("reading-sheet", "Sheet of a workbook", "", reading.sheet, 40),
            TextField(
                "reading-column",
                "Column of addresses",
                value=reading.column,
                limit=_MAX_COLUMN_CHARS,
                words="its name or its number",
            ),
            TextField("reading-map", "Variables", "UserName=First Name; Mobile=Phone", mapped, 2_000),
        ],
        "Read",
        read,
    )
