"""The account: its state, who is signed in, its messages and reminders."""

from functools import partial

from dm_tui.cli.declarations.declare import CommandGroup, Needs, OneOf, argument, command, flag

_account = partial(command, "account")
_REGION = argument(
    "region",
    "REGION",
    "its id or name: ap-southeast-1, us-east-1, eu-central-1 or cn-hangzhou",
    sample="cn-hangzhou",
    values="regions",
)
_POLICY = argument("policy", "POLICY", sample="AliyunDirectMailFullAccess", values="policies")
_MESSAGE = argument("id", "ID", sample="DM260131-0001-paid", values="messages")
_ONE_REMINDER_ACTION = (
    flag("--install", "send them every five minutes (systemd)"),
    flag("--uninstall", "stop sending them every five minutes"),
    flag("--retry", "retry now what failed"),
    flag("--test", "send a test to every web hook and to the command"),
)

GROUP = CommandGroup(
    "the account",
    (
        command(
            "status",
            "status",
            "everything at a glance",
            "services.overview.views.Overview",
            needs=Needs.LATEST_READING,
            reads="balance plans service statistics on_sale? orders? domains? senders? templates?",
            example="dm-tui status --json",
        ),
        _account(
            "region",
            "the region that buys and sends, and all others",
            "RegionAnswer",
            needs=Needs.ANY_READING,
            reads="plans service",
            example="dm-tui region use us-east-1",
            more="Choose it by where your program runs and where its data may lie; --region is for one command.",
        ),
        _account("region use", "buy and send in another region from now on", "RegionAnswer", _REGION),
        _account(
            "verify",
            "confirm that identity verification is complete",
            "VerifyAnswer",
            _REGION,
            more="The sandbox completes it at once. Of a real account no call reports it: check it in the vendor's "
            "console first.",
            needs=Needs.NEW_READING,
            reads="plans service",
            example="dm-tui verify cn-hangzhou",
        ),
        _account(
            "access",
            "the signed-in user, and missing permissions",
            "AccessAnswer",
            needs=Needs.LATEST_READING,
            reads="balance on_sale plans orders service statistics domains senders templates permissions",
            example="dm-tui access as ops",
        ),
        _account(
            "access policy",
            "the RAM policy for what this program does, ready to paste",
            "services.account.ram_policy.PolicyDocument",
            argument("purpose", help="default: all", nargs="?", choices=("read", "buy", "send")),
            example="dm-tui access policy buy",
            more="It names exactly the calls that the program makes, for reading, buying or sending.",
        ),
        _account("access grant", "attach a policy (sandbox)", "AccessAnswer", _POLICY),
        _account(
            "access as",
            "continue as another user (sandbox)",
            "AccessAnswer",
            argument("user", "USER", sample="ops", values="users"),
        ),
        _account(
            "messages",
            "internal messages",
            "MessagesAnswer",
            example="dm-tui messages read DM260131-0001-paid",
        ),
        _account("messages read", "one message with its text", "MessageAnswer", _MESSAGE),
        command(
            "reminders",
            "remind",
            "send the reminders that are due, each once",
            "RemindAnswer | HookTestAnswer | TimerAnswer",
            OneOf(_ONE_REMINDER_ACTION),
            flag("--yes", "do not ask before (un)installing"),
            needs=Needs.LATEST_READING,
            reads="plans orders service statistics",
            example="dm-tui remind --install",
        ),
    ),
)
