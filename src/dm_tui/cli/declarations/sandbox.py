"""The sandbox, and files that you write and read."""

from dm_tui.cli.declarations.declare import Command, CommandGroup, Needs, OneOf, argument, command, flag

_ANSWER = "services.sandbox.json_shapes.SandboxAnswer"
_SCENARIOS = "fresh, unverified, ram-user, activated, busy, expiring or overdue"
_SCENARIO = argument("scenario", "SCENARIO", _SCENARIOS, sample="busy", values="scenarios")
_DURATION = argument("duration", "DURATION", "36h, 10d or 6mo", sample="10d")
_ADVANCE = "move the clock, and do everything that falls due on the way"
_FILE = argument("file", "FILE", sample="dm-tui.backup.json", values="files")

GROUP = CommandGroup(
    "the sandbox and files",
    (
        Command(
            "sandbox", "prepared accounts, and a clock that you can move", example="dm-tui sandbox load busy"
        ),
        command("sandbox", "sandbox load", "load a prepared account", _ANSWER, _SCENARIO),
        command("sandbox", "sandbox advance", _ADVANCE, _ANSWER, _DURATION),
        command("sandbox", "sandbox reset", "start over", _ANSWER),
        command(
            "outbox",
            "outbox",
            "the letters that arrived in the outbox",
            "services.mailing.outbox.OutboxAnswer",
            example="dm-tui outbox show M260131-0001-0",
        ),
        command(
            "outbox",
            "outbox show",
            "one letter as a reader sees it",
            "services.mailing.outbox.OutboxLetterAnswer",
            argument("id", "ID", sample="M260131-0001-0", values="letters"),
            flag("--headers", "with all of its header fields"),
            flag("--source", "the message as it arrived"),
            example="dm-tui outbox show M260131-0001-0 --source",
        ),
        command(
            "export",
            "export",
            "orders, bills or usage for a spreadsheet",
            "services.purchase.json_shapes.OrdersAnswer | services.usage.json_shapes.BillsAnswer | "
            "services.usage.json_shapes.UsageAnswer",
            argument("what", help="what to export", choices=("orders", "bills", "usage")),
            argument("--format", help="default: csv", choices=("csv", "json"), default="csv"),
            needs=Needs.LATEST_READING,
            reads="orders@what=orders statistics@what=usage service@what=bills",
            example="dm-tui export usage --format csv",
        ),
        command(
            "upkeep",
            "backup",
            "save everything in one file, saved lists too; the files of mailings stay",
            "BackupAnswer",
            _FILE,
        ),
        command(
            "upkeep",
            "restore",
            "restore everything from a backup; without a file, list what was set aside",
            "RestoreAnswer | AsidesAnswer",
            OneOf(
                (
                    argument(
                        "file",
                        "FILE",
                        "a backup, or what was set aside",
                        sample="dm-tui.backup.json",
                        values="files",
                        nargs="?",
                    ),
                    flag("--seen", "say that you saw what was set aside: its notices end, its files stay"),
                )
            ),
            example="dm-tui restore dm-tui.backup.json",
        ),
    ),
)
