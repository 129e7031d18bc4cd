"""What sends: domains, sender addresses, templates, and mailings."""

from dm_tui.cli.parser.add_command import (
    Commands,
    add_actions,
    add_command,
    with_address,
    with_id,
    with_name,
)


def add_mail(commands: Commands) -> None:
    """Add what is done about mail, in the order in which it is needed."""
    _domains(commands)
    _senders(commands)
    _templates(commands)
    _send(commands)
    _mailings(commands)


def _domains(commands: Commands) -> None:
    domains = add_command(
        commands,
        "domains",
        "domains and their DNS records",
        "mail_setup.domains",
        "dm-tui domains add mail.example.com",
    )
    several = add_actions(domains)
    add_command(several, "list", "all of them", "mail_setup.domains")
    new = with_name(add_command(several, "add", "add a domain", "mail_setup.domains_add"))
    new.add_argument("--spf", metavar="RECORD", default="", help="the SPF record it has already")
    show = with_name(add_command(several, "show", "its records", "mail_setup.domains_show"))
    show.add_argument(
        "--zone", action="store_true", help="only the records, as a zone file's lines"
    )
    verify = with_name(
        add_command(several, "verify", "look for its records", "mail_setup.domains_verify")
    )
    verify.add_argument(
        "--dns", action="store_true", help="look in DNS itself (DM_TUI_DNS: the name server to ask)"
    )
    with_name(add_command(several, "remove", "remove a domain", "mail_setup.domains_remove"))


def _senders(commands: Commands) -> None:
    senders = add_command(
        commands,
        "senders",
        "sender addresses",
        "mail_setup.senders",
        "dm-tui senders add news@mail.example.com",
    )
    several = add_actions(senders)
    add_command(several, "list", "all of them", "mail_setup.senders")
    new = with_address(add_command(several, "add", "add an address", "mail_setup.senders_add"))
    new.add_argument("--type", choices=("batch", "trigger"), default="batch", help="default: batch")
    new.add_argument("--reply-to", metavar="ADDRESS", default="", help="where answers go")
    new.add_argument("--alias", metavar="NAME", default="", help="the name beside it, 15 at most")
    with_address(add_command(several, "show", "one address", "mail_setup.senders_show"))
    with_address(add_command(several, "remove", "delete an address", "mail_setup.senders_remove"))


def _templates(commands: Commands) -> None:
    templates = add_command(
        commands,
        "templates",
        "email templates",
        "mail_setup.templates",
        'dm-tui templates add welcome --subject "Hello {UserName}" --text hello.txt',
    )
    several = add_actions(templates)
    add_command(several, "list", "all of them", "mail_setup.templates")
    new = with_name(
        add_command(
            several,
            "add",
            "add and submit one",
            "mail_setup.templates_add",
            'dm-tui templates add hello --subject "Hello {UserName}" --text hello.txt',
        )
    )
    new.add_argument("--subject", metavar="S", required=True, help="256 characters at most")
    new.add_argument("--text", metavar="FILE", help="the text, in UTF-8")
    new.add_argument("--html", metavar="FILE", help="the HTML, in UTF-8")
    new.add_argument("--draft", action="store_true", help="do not submit it for review yet")
    with_name(add_command(several, "show", "one template", "mail_setup.templates_show"))
    with_name(add_command(several, "submit", "submit for review", "mail_setup.templates_submit"))
    with_name(add_command(several, "remove", "delete a template", "mail_setup.templates_remove"))


def _send(commands: Commands) -> None:
    send = add_command(
        commands,
        "send",
        "send to one or many",
        "sending.send",
        "dm-tui send --from news@mail.example.com --recipients people.csv --template welcome",
    )
    option = send.add_argument
    option("--from", dest="sender", metavar="A", required=True, help="a sender address")
    to = send.add_mutually_exclusive_group(required=True)
    to.add_argument("--to", metavar="B", nargs="+", action="extend", help="recipients")
    to.add_argument(
        "--recipients", metavar="FILE.csv", help="one a row; a column for each variable"
    )
    option("--subject", metavar="S", help="256 characters at most")
    option("--text", metavar="T", help="the text itself")
    option("--html", metavar="FILE", help="the HTML, in UTF-8")
    option("--template", metavar="NAME", help="an approved template instead of these")
    option(
        "--as-list", action="store_true", help="hand all over at once: the service writes to each"
    )
    option("--reply-to", metavar="ADDRESS", help="where answers go (default: the sender's)")
    option("--alias", metavar="NAME", help="the name beside the sender (default: the sender's)")
    option("--tag", metavar="TAG", default="", help="what statistics call it: A-Z a-z 0-9 _ -")
    option(
        "--unsubscribe",
        metavar="URL",
        default="",
        help="one click on it unsubscribes; {EAddr} in it is the recipient (default: by email alone)",
    )
    option("--key", help="your name for this mailing: repeating it never sends twice")
    option("--skip-bad-rows", action="store_true", help="leave out rows nothing can be sent to")
    option("--dry-run", action="store_true", help="say what it would do, and do nothing")


def _mailings(commands: Commands) -> None:
    mailings = add_command(
        commands,
        "mailings",
        "what was sent, and going on with it",
        "sending.mailings",
        "dm-tui mailings resume M260131-0001",
    )
    several = add_actions(mailings)
    with_id(add_command(several, "show", "one, with who was refused", "sending.mailings_show"))
    with_id(add_command(several, "resume", "go on with one", "sending.mailings_resume"))
    with_id(add_command(several, "pause", "pause one", "sending.mailings_pause"))
    with_id(add_command(several, "cancel", "cancel one for good", "sending.mailings_cancel"))
    settle = add_command(
        several,
        "settle",
        "say what became of who is unknown",
        "sending.mailings_settle",
        "dm-tui mailings settle M260131-0001 --all --delivered",
    )
    with_id(settle)
    settle.add_argument("address", metavar="ADDRESS", nargs="?")
    settle.add_argument("--all", action="store_true", help="all who are unknown")
    outcome = settle.add_mutually_exclusive_group(required=True)
    outcome.add_argument("--delivered", action="store_true", help="it arrived; it stays charged")
    outcome.add_argument("--not-delivered", action="store_true", help="it did not; given back")
