"""Recipients: how a spreadsheet is read, and lists of them that are kept."""

from functools import partial

from dm_tui.cli.declarations.declare import argument, command, flag

READING = (
    argument("--encoding", "E", "the encoding of the file, if it is not Unicode", values="encodings"),
    argument("--sheet", "NAME", "the sheet of a workbook, if several have addresses"),
    argument("--column", "C", "the column of addresses: its name or its number"),
    argument("--map", "VARIABLE=COLUMN", "the column that fills a variable", action="append"),
)
SKIP_BAD_ROWS = flag("--skip-bad-rows", "leave out rows that cannot be sent to")

_lists = partial(command, "lists")
_answer = "services.mailing.json_shapes.{}".format
_NAME = argument("name", "NAME", "the name of a list", sample="customers", values="lists")

COMMANDS = (
    _lists(
        "lists",
        "saved lists of recipients",
        _answer("KeptListsAnswer"),
        example="dm-tui send --from news@mail.example.com --list customers --template welcome",
        more="A list is a file of its own beside the state file, which only you can read.",
    ),
    _lists(
        "lists add",
        "save the recipients in a file as a list",
        _answer("KeptListAnswer"),
        argument("name", "NAME", "your name for the list", sample="customers"),
        argument("--recipients", "FILE", "a spreadsheet", required=True, sample="people.csv", values="files"),
        *READING,
        SKIP_BAD_ROWS,
        flag("--replace", "instead of the list that has this name"),
    ),
    _lists(
        "lists show",
        "a list: how many, which columns, when, from which file",
        _answer("KeptListAnswer"),
        _NAME,
    ),
    _lists("lists remove", "remove a list", _answer("KeptListAnswer"), _NAME),
)
