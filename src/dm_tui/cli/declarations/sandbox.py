"""The sandbox, and files that you write and read."""

from dm_tui.cli.declarations.declare import Command, CommandGroup, Needs, argument, option

_SANDBOX = ("services.sandbox.SandboxAnswer",)

_FILE = argument("file", "FILE", sample="dm-tui.backup.json", values="files")

GROUP = CommandGroup(
    "the sandbox and files",
    (
        Command("sandbox", "known starts, and a clock that you can move", example="dm-tui sandbox load busy"),
        Command(
            "sandbox load",
            "load a known start",
            run="sandbox.sandbox_load",
            answers=_SANDBOX,
            arguments=(
                argument(
                    "scenario",
                    "SCENARIO",
                    sample="busy",
                    values="scenarios",
                    help="fresh, unverified, ram-user, activated, busy, expiring or overdue",
                ),
            ),
        ),
        Command(
            "sandbox advance",
            "move the clock, and do everything that falls due on the way",
            run="sandbox.sandbox_advance",
            answers=_SANDBOX,
            arguments=(argument("duration", "DURATION", sample="10d", help="36h, 10d or 6mo"),),
        ),
        Command("sandbox reset", "start over", run="sandbox.sandbox_reset", answers=_SANDBOX),
        Command(
            "export",
            "orders, bills or usage for a spreadsheet",
            run="export.export",
            answers=(
                "services.purchase.json_shapes.OrdersAnswer",
                "services.usage.json_shapes.BillsAnswer",
                "services.usage.json_shapes.UsageAnswer",
            ),
            arguments=(
                argument("what", None, choices=("orders", "bills", "usage"), help="what to export"),
                option("--format", choices=("csv", "json"), default="csv", help="default: csv"),
            ),
            needs=Needs.LATEST_READING,
            example="dm-tui export usage --format csv",
        ),
        Command(
            "backup",
            "save everything in one file",
            run="upkeep.backup",
            answers=("services.upkeep.json_shapes.BackupAnswer",),
            arguments=(_FILE,),
        ),
        Command(
            "restore",
            "restore everything from a backup",
            run="upkeep.restore",
            answers=("services.upkeep.json_shapes.RestoreAnswer",),
            arguments=(_FILE,),
        ),
    ),
)
