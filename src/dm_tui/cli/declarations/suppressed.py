"""The list of addresses that get no mail."""

from functools import partial

from dm_tui.cli.declarations.declare import argument, command, flag
from dm_tui.cli.declarations.recipients import READING

_REASONS = ("invalid", "suppressed", "unsubscribed")
_suppressed = partial(command, "suppressed")
_SOURCE = "what put them there: a mailing's id, a file's name"
_REASON = argument("--reason", help="default: suppressed", choices=_REASONS, default="suppressed")

_answer = "services.mailing.json_shapes.{}".format
_CHANGE = _answer("SuppressedChangeAnswer")

COMMANDS = (
    _suppressed(
        "suppressed",
        "addresses that get no mail, and why",
        _answer("SuppressedAnswer"),
        argument("--search", "TEXT", "only where an address, a reason or a source has it", default=""),
        argument("--reason", help="only for this reason", choices=_REASONS, default=""),
        argument("--from", "SOURCE", f"only {_SOURCE}", dest="source", default=""),
        flag("--service", "the service's own lists instead: invalid, suppressed, unsubscribed, reported"),
        example="dm-tui suppressed --search example.com",
        more="A mailing leaves them out, unbilled, and says how many. It puts an address there itself when its server "
        "says that it does not exist, for 30 days, and says so.",
    ),
    _suppressed(
        "suppressed add",
        "put addresses on the list",
        _CHANGE,
        argument("address", "ADDRESS", nargs="+", sample="ada@example.com"),
        _REASON,
    ),
    _suppressed(
        "suppressed remove",
        "take addresses off the list",
        _CHANGE,
        argument("address", "ADDRESS", nargs="*", sample="ada@example.com"),
        argument("--from", "SOURCE", f"all that came from there: {_SOURCE}", dest="source", default=""),
        flag("--service", "off the service's own lists instead"),
        example="dm-tui suppressed remove ada@example.com",
    ),
    _suppressed(
        "suppressed import",
        "add the addresses in a file",
        _CHANGE,
        argument(
            "file",
            "FILE",
            "one address a line, CSV or JSON",
            sample="unsubscribed.csv",
            values="files",
            nargs="?",
        ),
        flag("--service", "instead of a file: the service's own lists, so that mail to them is not billed"),
        argument("--reason", help="where the file has none that is known", choices=_REASONS, default=""),
        *READING[:-1],
        example="dm-tui suppressed import unsubscribed.csv --reason unsubscribed",
        more="Reasons and dates that the file has count; --reason is used where it has none that is known. A "
        "line that is not understood is named with its number and the reason; all others are put on the list.",
    ),
    _suppressed(
        "suppressed export",
        "the list for a spreadsheet, or as JSON",
        _answer("SuppressedAnswer"),
        argument("--format", help="default: csv", choices=("csv", "json"), default="csv"),
    ),
    _suppressed(
        "suppressed repair", "save what can be read of a damaged list", _answer("SuppressedRepairAnswer")
    ),
)
