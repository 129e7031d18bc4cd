"""The account: its state, who is signed in, its messages and reminders."""

from dm_tui.cli.declarations.declare import Command, CommandGroup, Needs, OneOf, argument, flag

_ACCESS = ("services.account.json_shapes.AccessAnswer",)

GROUP = CommandGroup(
    "the account",
    (
        Command(
            "status",
            "everything at a glance",
            run="status.status",
            answers=("services.overview.views.Overview",),
            needs=Needs.LATEST_READING,
            example="dm-tui status --json",
        ),
        Command(
            "verify",
            "complete identity verification (sandbox)",
            run="account.verify",
            answers=("services.account.json_shapes.VerifyAnswer",),
            arguments=(
                argument(
                    "region",
                    "REGION",
                    sample="cn-hangzhou",
                    values="regions",
                    help="ap-southeast-1, us-east-1, eu-central-1 or cn-hangzhou",
                ),
            ),
            needs=Needs.NEW_READING,
            example="dm-tui verify cn-hangzhou",
        ),
        Command(
            "access",
            "who is signed in, and which permissions are missing",
            run="account.access",
            answers=_ACCESS,
            needs=Needs.LATEST_READING,
            example="dm-tui access as ops",
        ),
        Command(
            "access grant",
            "attach a policy (sandbox)",
            run="account.access_grant",
            answers=_ACCESS,
            arguments=(argument("policy", "POLICY", sample="AliyunDirectMailFullAccess", values="policies"),),
        ),
        Command(
            "access as",
            "continue as another user (sandbox)",
            run="account.access_as",
            answers=_ACCESS,
            arguments=(argument("user", "USER", sample="ops", values="users"),),
        ),
        Command(
            "messages",
            "internal messages",
            run="account.messages",
            answers=("services.account.json_shapes.MessagesAnswer",),
            example="dm-tui messages read DM260131-0001-paid",
        ),
        Command(
            "messages read",
            "one message with its text",
            run="account.messages_read",
            answers=("services.account.json_shapes.MessageAnswer",),
            arguments=(argument("id", "ID", sample="DM260131-0001-paid", values="messages"),),
        ),
        Command(
            "remind",
            "send the reminders that are due, each once",
            run="reminders.remind",
            answers=(
                "services.reminders.json_shapes.RemindAnswer",
                "services.reminders.json_shapes.TimerAnswer",
            ),
            arguments=(
                OneOf(
                    (
                        flag("--install", help="send them every five minutes (systemd)"),
                        flag("--uninstall", help="stop sending them every five minutes"),
                        flag("--retry", help="retry now what failed"),
                    )
                ),
                flag("--yes", help="do not ask before (un)installing"),
            ),
            needs=Needs.LATEST_READING,
            example="dm-tui remind --install",
        ),
    ),
)
