"""The sandbox, files, and the installation."""

from dm_tui.cli.parser.helpers import Commands, actions, add, group


def add_sandbox(commands: Commands) -> None:
    """Add what moves the sandbox, and what writes and reads files of the user's."""
    sandbox = group(commands, "sandbox", "known starts, and a clock that can be moved")
    sandbox.given_example = "dm-tui sandbox load busy"
    several = actions(sandbox, required=True)
    load = add(several, "load", "a known start", "upkeep.sandbox_load")
    load.add_argument(
        "scenario",
        metavar="SCENARIO",
        help="fresh, unverified, ram-user, activated, busy, expiring or overdue",
    )
    advance = add(several, "advance", "move the clock, and do all that falls due on the way",
                  "upkeep.sandbox_advance")  # fmt: skip
    advance.add_argument("duration", metavar="DURATION", help="36h, 10d or 6mo")
    add(several, "reset", "start over", "upkeep.sandbox_reset")
    export = add(
        commands,
        "export",
        "orders, bills or usage for a spreadsheet",
        "upkeep.export",
        "dm-tui export usage --format csv",
    )
    export.add_argument("what", choices=("orders", "bills", "usage"), help="what to export")
    export.add_argument("--format", choices=("csv", "json"), default="csv", help="default: csv")
    backup = add(commands, "backup", "everything in one file", "upkeep.backup")
    backup.add_argument("file", metavar="FILE")
    restore = add(commands, "restore", "everything as a backup has it", "upkeep.restore")
    restore.add_argument("file", metavar="FILE")


def add_installation(commands: Commands) -> None:
    """Add what is said about the program itself."""
    add(commands, "doctor", "state of the installation and of the books", "upkeep.doctor")
    add(commands, "paths", "where files lie", "upkeep.paths")
    schema = add(
        commands,
        "schema",
        "the shapes of what --json prints, as JSON Schema",
        "schema.schema",
        "dm-tui schema orders show",
    )
    schema.add_argument("words", metavar="COMMAND", nargs="*", help="of one command only")
    completion = add(
        commands,
        "completion",
        "makes a shell complete commands, options and ids",
        "completion.completion",
        "source <(dm-tui completion bash)",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    completion.topic = "completion"
