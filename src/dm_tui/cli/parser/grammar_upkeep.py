"""The sandbox, files, and the installation."""

from dm_tui.cli.parser.add_command import Commands, add_actions, add_command, add_group


def add_sandbox(commands: Commands) -> None:
    """Add what moves the sandbox, and what writes and reads files of the user's."""
    sandbox = add_group(commands, "sandbox", "known starts, and a clock that can be moved")
    sandbox.given_example = "dm-tui sandbox load busy"
    several = add_actions(sandbox, required=True)
    load = add_command(several, "load", "a known start", "upkeep.sandbox_load")
    load.add_argument(
        "scenario",
        metavar="SCENARIO",
        help="fresh, unverified, ram-user, activated, busy, expiring or overdue",
    )
    advance = add_command(several, "advance", "move the clock, and do all that falls due on the way",
                  "upkeep.sandbox_advance")  # fmt: skip
    advance.add_argument("duration", metavar="DURATION", help="36h, 10d or 6mo")
    add_command(several, "reset", "start over", "upkeep.sandbox_reset")
    export = add_command(
        commands,
        "export",
        "orders, bills or usage for a spreadsheet",
        "upkeep.export",
        "dm-tui export usage --format csv",
    )
    export.add_argument("what", choices=("orders", "bills", "usage"), help="what to export")
    export.add_argument("--format", choices=("csv", "json"), default="csv", help="default: csv")
    backup = add_command(commands, "backup", "everything in one file", "upkeep.backup")
    backup.add_argument("file", metavar="FILE")
    restore = add_command(commands, "restore", "everything as a backup has it", "upkeep.restore")
    restore.add_argument("file", metavar="FILE")


def add_installation(commands: Commands) -> None:
    """Add what is said about the program itself."""
    add_command(commands, "doctor", "state of the installation and of the books", "upkeep.doctor")
    add_command(commands, "paths", "where files lie", "upkeep.paths")
    schema = add_command(
        commands,
        "schema",
        "the shapes of what --json prints, as JSON Schema",
        "schema.schema",
        "dm-tui schema orders show",
    )
    schema.add_argument("words", metavar="COMMAND", nargs="*", help="of one command only")
    completion = add_command(
        commands,
        "completion",
        "makes a shell complete commands, options and ids",
        "completion.completion",
        "source <(dm-tui completion bash)",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    completion.topic = "completion"
