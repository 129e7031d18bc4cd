"""Who is signed in, what the account stands at, and what it is told."""

from dm_tui.cli.parser.add_command import Commands, add_actions, add_command, with_id


def add_account(commands: Commands) -> None:
    """Add what is done about the account."""
    add_command(
        commands, "status", "everything at a glance", "status.status", "dm-tui status --json"
    )
    verify = add_command(
        commands,
        "verify",
        "complete identity verification (sandbox)",
        "verify",
        "dm-tui verify cn-hangzhou",
    )
    verify.add_argument(
        "region",
        metavar="REGION",
        help="ap-southeast-1, us-east-1, eu-central-1 or cn-hangzhou",
    )
    access = add_command(
        commands, "access", "who is signed in, what is missing", "access", "dm-tui access as ops"
    )
    several = add_actions(access)
    grant = add_command(several, "grant", "attach a policy (sandbox)", "access_grant")
    grant.add_argument("policy", metavar="POLICY")
    user = add_command(several, "as", "go on as another user (sandbox)", "access_as")
    user.add_argument("user", metavar="USER")
    messages = add_command(
        commands,
        "messages",
        "internal messages",
        "messages.messages",
        "dm-tui messages read DM260131-0001-paid",
    )
    with_id(
        add_command(
            add_actions(messages), "read", "one message with its text", "messages.messages_read"
        )
    )
    remind = add_command(
        commands,
        "remind",
        "send the reminders that are due, each once",
        "reminding.remind",
        "dm-tui remind --install",
    )
    how = remind.add_mutually_exclusive_group()
    how.add_argument("--install", action="store_true", help="do it every five minutes (systemd)")
    how.add_argument("--uninstall", action="store_true", help="do it no more")
    how.add_argument("--retry", action="store_true", help="try again now what failed")
    remind.add_argument("--yes", action="store_true", help="do not ask before (un)installing")
