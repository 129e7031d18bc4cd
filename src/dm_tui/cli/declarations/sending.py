"""Sending: domains, sender addresses, templates and mailings, in the order in which they are needed."""

from dm_tui.cli.declarations.declare import (
    Argument,
    Command,
    CommandGroup,
    Needs,
    OneOf,
    argument,
    flag,
    option,
)

_DOMAIN, _DOMAINS, _SENDER, _SENDERS, _TEMPLATE, _TEMPLATES = (
    (f"services.setup.json_shapes.{name}Answer",)
    for name in ("Domain", "Domains", "Sender", "Senders", "Template", "Templates")
)
_SENT = "services.mailing.json_shapes.SendAnswer"
_MAILING = ("services.mailing.json_shapes.MailingAnswer",)

_MAILING_ID = argument("id", "ID", sample="M260131-0001", values="mailings")


def _domain(values: str = "domains") -> Argument:
    return argument("name", "NAME", sample="mail.example.com", values=values)


def _sender(values: str = "senders") -> Argument:
    return argument("address", "ADDRESS", sample="news@mail.example.com", values=values)


def _template(values: str = "templates") -> Argument:
    return argument("name", "NAME", sample="welcome", values=values)


_SETUP = (
    Command(
        "domains",
        "domains and their DNS records",
        run="setup.domains",
        answers=_DOMAINS,
        needs=Needs.LATEST_READING,
        example="dm-tui domains add mail.example.com",
    ),
    Command(
        "domains list",
        "all domains",
        run="setup.domains",
        answers=_DOMAINS,
        needs=Needs.LATEST_READING,
    ),
    Command(
        "domains add",
        "add a domain",
        run="setup.domains_add",
        answers=_DOMAIN,
        arguments=(
            _domain(""),
            option("--spf", metavar="RECORD", default="", help="the SPF record it already has"),
        ),
        needs=Needs.ANY_READING,
    ),
    Command(
        "domains show",
        "a domain with its records",
        run="setup.domains_show",
        answers=_DOMAIN,
        arguments=(_domain(), flag("--zone", help="only the records, as lines of a zone file")),
        needs=Needs.LATEST_READING,
    ),
    Command(
        "domains verify",
        "check its records",
        run="setup.domains_verify",
        answers=_DOMAIN,
        arguments=(
            _domain(),
            flag("--dns", help="ask DNS itself (DM_TUI_DNS: the name server to ask)"),
        ),
        needs=Needs.ANY_READING,
    ),
    Command(
        "domains remove",
        "remove a domain",
        run="setup.domains_remove",
        answers=_DOMAIN,
        arguments=(_domain(),),
        needs=Needs.ANY_READING,
    ),
    Command(
        "senders",
        "sender addresses",
        run="setup.senders",
        answers=_SENDERS,
        needs=Needs.LATEST_READING,
        example="dm-tui senders add news@mail.example.com",
    ),
    Command(
        "senders list",
        "all sender addresses",
        run="setup.senders",
        answers=_SENDERS,
        needs=Needs.LATEST_READING,
    ),
    Command(
        "senders add",
        "add a sender address",
        run="setup.senders_add",
        answers=_SENDER,
        arguments=(
            _sender(""),
            option("--type", choices=("batch", "trigger"), default="batch", help="default: batch"),
            option("--reply-to", metavar="ADDRESS", default="", help="the address for replies"),
            option(
                "--alias",
                metavar="NAME",
                default="",
                help="the name beside the address, 15 characters at most",
            ),
        ),
        needs=Needs.ANY_READING,
    ),
    Command(
        "senders show",
        "one sender address",
        run="setup.senders_show",
        answers=_SENDER,
        arguments=(_sender(),),
        needs=Needs.LATEST_READING,
    ),
    Command(
        "senders remove",
        "delete a sender address",
        run="setup.senders_remove",
        answers=_SENDER,
        arguments=(_sender(),),
        needs=Needs.ANY_READING,
    ),
    Command(
        "templates",
        "email templates",
        run="setup.templates",
        answers=_TEMPLATES,
        needs=Needs.LATEST_READING,
        example='dm-tui templates add welcome --subject "Hello {UserName}" --text hello.txt',
    ),
    Command(
        "templates list",
        "all templates",
        run="setup.templates",
        answers=_TEMPLATES,
        needs=Needs.LATEST_READING,
    ),
    Command(
        "templates add",
        "add a template and submit it for review",
        run="setup.templates_add",
        answers=_TEMPLATE,
        arguments=(
            _template(""),
            option(
                "--subject",
                metavar="S",
                required=True,
                sample='"Hello {UserName}"',
                help="256 characters at most",
            ),
            option("--text", metavar="FILE", values="files", help="a file with the text, in UTF-8"),
            option("--html", metavar="FILE", values="files", help="a file with the HTML, in UTF-8"),
            flag("--draft", help="do not submit it for review yet"),
        ),
        needs=Needs.ANY_READING,
        example='dm-tui templates add hello --subject "Hello {UserName}" --text hello.txt',
    ),
    Command(
        "templates show",
        "one template",
        run="setup.templates_show",
        answers=_TEMPLATE,
        arguments=(_template(),),
        needs=Needs.LATEST_READING,
    ),
    Command(
        "templates submit",
        "submit a template for review",
        run="setup.templates_submit",
        answers=_TEMPLATE,
        arguments=(_template(),),
        needs=Needs.ANY_READING,
    ),
    Command(
        "templates remove",
        "delete a template",
        run="setup.templates_remove",
        answers=_TEMPLATE,
        arguments=(_template(),),
        needs=Needs.ANY_READING,
    ),
)

_MAILINGS = (
    Command(
        "send",
        "send to one or many",
        run="mailing.send",
        answers=(_SENT, "services.mailing.json_shapes.PreviewAnswer"),
        arguments=(
            option(
                "--from",
                dest="sender",
                metavar="A",
                required=True,
                sample="news@mail.example.com",
                values="senders",
                help="a sender address",
            ),
            OneOf(
                (
                    option(
                        "--to",
                        metavar="B",
                        nargs="+",
                        action="extend",
                        sample="ada@example.com",
                        help="recipients",
                    ),
                    option(
                        "--recipients",
                        metavar="FILE.csv",
                        values="files",
                        help="one recipient a row; a column for each variable",
                    ),
                ),
                required=True,
            ),
            option("--subject", metavar="S", help="256 characters at most"),
            option("--text", metavar="T", help="the text itself"),
            option("--html", metavar="FILE", values="files", help="a file with the HTML, in UTF-8"),
            option(
                "--template",
                metavar="NAME",
                values="templates",
                help="an approved template instead of these",
            ),
            flag("--as-list", help="hand over all recipients at once: the service writes to each"),
            option(
                "--reply-to",
                metavar="ADDRESS",
                help="the address for replies (default: the sender's)",
            ),
            option(
                "--alias", metavar="NAME", help="the name beside the sender (default: the sender's)"
            ),
            option(
                "--tag",
                metavar="TAG",
                default="",
                help="its name in statistics: A-Z a-z 0-9 _ -",
            ),
            option(
                "--unsubscribe",
                metavar="URL",
                default="",
                help="one click on it unsubscribes; {EAddr} in it is the recipient (default: by email "
                "alone)",
            ),
            option("--key", help="your name for this mailing: repeating it never sends twice"),
            flag("--skip-bad-rows", help="leave out rows that cannot be sent to"),
            flag("--dry-run", help="say what it would do, and do nothing"),
        ),
        needs=Needs.ANY_READING,
        example="dm-tui send --from news@mail.example.com --recipients people.csv --template welcome",
    ),
    Command(
        "mailings",
        "what was sent, and how to resume it",
        run="mailing.mailings",
        answers=("services.mailing.json_shapes.MailingsAnswer",),
        example="dm-tui mailings resume M260131-0001",
    ),
    Command(
        "mailings show",
        "one mailing, with the refused recipients",
        run="mailing.mailings_show",
        answers=_MAILING,
        arguments=(_MAILING_ID,),
    ),
    Command(
        "mailings resume",
        "resume a mailing",
        run="mailing.mailings_resume",
        answers=(_SENT,),
        arguments=(_MAILING_ID,),
    ),
    Command(
        "mailings pause",
        "pause a mailing",
        run="mailing.mailings_pause",
        answers=_MAILING,
        arguments=(_MAILING_ID,),
    ),
    Command(
        "mailings cancel",
        "cancel a mailing for good",
        run="mailing.mailings_cancel",
        answers=_MAILING,
        arguments=(_MAILING_ID,),
    ),
    Command(
        "mailings settle",
        "record the outcome of unknown deliveries",
        run="mailing.mailings_settle",
        answers=_MAILING,
        arguments=(
            _MAILING_ID,
            argument("address", "ADDRESS", nargs="?"),
            flag("--all", help="every unknown delivery"),
            OneOf(
                (
                    flag("--delivered", help="it arrived; it stays charged"),
                    flag("--not-delivered", help="it did not; the charge is reversed"),
                ),
                required=True,
            ),
        ),
        example="dm-tui mailings settle M260131-0001 --all --delivered",
    ),
)

GROUP = CommandGroup("sending", _SETUP + _MAILINGS)
