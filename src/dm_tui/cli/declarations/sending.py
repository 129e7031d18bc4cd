"""Sending, in the order of its steps: domains, sender addresses, templates, and mailings."""

from dm_tui.cli.declarations import setup
from dm_tui.cli.declarations.declare import Command, CommandGroup, Needs, OneOf, argument, flag, option

_SENT = "services.mailing.json_shapes.SendAnswer"
_MAILING = ("services.mailing.json_shapes.MailingAnswer",)

_MAILING_ID = argument("id", "ID", sample="M260131-0001", values="mailings")

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
                "--template", metavar="NAME", values="templates", help="an approved template instead of these"
            ),
            flag("--as-list", help="hand over all recipients at once: the service writes to each"),
            option("--reply-to", metavar="ADDRESS", help="the address for replies (default: the sender's)"),
            option("--alias", metavar="NAME", help="the name beside the sender (default: the sender's)"),
            option("--tag", metavar="TAG", default="", help="its name in statistics: A-Z a-z 0-9 _ -"),
            option(
                "--unsubscribe",
                metavar="URL",
                default="",
                help="one click on it unsubscribes; {EAddr} in it is the recipient (default: by email alone)",
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

GROUP = CommandGroup("sending", setup.COMMANDS + _MAILINGS)
