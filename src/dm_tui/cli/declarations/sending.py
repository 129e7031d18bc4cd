"""Sending, in the order of its steps: domains, sender addresses, templates, and mailings."""

from functools import partial

from dm_tui.cli.declarations import recipients, setup, suppressed
from dm_tui.cli.declarations.declare import (
    SENDER,
    Command,
    CommandGroup,
    Needs,
    OneOf,
    Requires,
    argument,
    command,
    flag,
)

_mailing = partial(command, "mailing")
_MAILING = argument("id", "ID", sample="M260131-0001", values="mailings")
_RECIPIENTS = (
    argument("--to", "B", "recipients", nargs="+", action="extend", sample="ada@example.com"),
    argument(
        "--recipients", "FILE", "a spreadsheet: one recipient a row, a column a variable", values="files"
    ),
    argument("--list", "NAME", "a saved list of recipients", values="lists"),
)
_UNSUBSCRIBE = "one click on it unsubscribes; {EAddr} in it is the recipient (default: by email alone)"
_SCHEDULE = (
    argument("--at", "T", "not before: 2026-12-01T09:00, or 9:00 for the next one", default=""),
    argument("--between", "HH:MM-HH:MM", "only within these hours of the day", default=""),
    argument("--zone", "Z", "the zone of these times (default: this computer's)", default=""),
    argument("--per-minute", "N", "at most so many recipients a minute", type=int),
)
_RESULTS = ("accepted", "refused", "unknown", "waiting", "held-back", "not-sent")
_OUTCOMES = (
    flag("--delivered", "it arrived; it stays charged"),
    flag("--not-delivered", "it did not; the charge is reversed"),
    flag("--look-up", "ask the service, which shows mail minutes later"),
)

_MAILINGS = (
    _mailing(
        "send",
        "send an email to one recipient or many",
        "SendAnswer | PreviewAnswer",
        SENDER,
        OneOf(_RECIPIENTS, required=True),
        *recipients.READING,
        argument("--subject", "S", "256 characters at most"),
        argument("--text", "T", "the text itself"),
        setup.HTML_FILE,
        argument("--markdown", "FILE", "a file with Markdown, which makes text and HTML", values="files"),
        argument(
            "--attach",
            "FILE",
            "a file to attach; {Column} in its name attaches another one for each row",
            action="append",
            values="files",
        ),
        argument("--template", "NAME", "an approved template instead of these", values="templates"),
        flag("--as-list", "hand over all recipients at once: the service writes to each"),
        argument("--reply-to", "ADDRESS", "the address for replies (default: the sender's)"),
        argument("--alias", "NAME", "the name beside the sender (default: the sender's)"),
        argument("--tag", "TAG", "its name in statistics: A-Z a-z 0-9 _ -", default=""),
        flag("--track", "have the service count opens and clicks under the tag"),
        argument("--unsubscribe", "URL", _UNSUBSCRIBE, default=""),
        argument("--key", help="your name for this mailing: repeating it never sends twice"),
        flag("--again", "send although the same was sent and its receipt was not shown"),
        *_SCHEDULE,
        recipients.SKIP_BAD_ROWS,
        argument(
            "--test", "ADDRESS", "send one test letter, with the values of the first recipient, to you alone"
        ),
        flag("--dry-run", "show the cost and how many recipients there are, and send nothing"),
        needs=Needs.ANY_READING,
        requires=Requires.SERVICE,
        reads="service statistics plans domains senders templates@template",
        example="dm-tui send --from news@mail.example.com --recipients people.csv --template welcome",
    ),
    _mailing(
        "mailings",
        "mailings, and the command that resumes one",
        "MailingsAnswer",
        example="dm-tui mailings resume M260131-0001",
    ),
    _mailing(
        "mailings show",
        "one mailing, with the refused recipients, or with all",
        "MailingAnswer | RecipientsAnswer",
        _MAILING,
        flag("--all", "every recipient: when, the outcome, the server's words"),
        flag("--csv", "the same, as rows for a spreadsheet"),
    ),
    command(
        "recipients",
        "mailings trace",
        "the outcomes of an address, over all mailings",
        "services.mailing.json_shapes.TraceAnswer",
        argument("address", "ADDRESS", sample="ada@example.com"),
        needs=Needs.NOTHING,
    ),
    command(
        "recipients",
        "mailings export",
        "recipients of a mailing as a file that can be corrected and sent again",
        "services.mailing.json_shapes.RecipientsAnswer",
        _MAILING,
        argument("--outcome", "OUTCOME", "which ones (default: refused)", choices=_RESULTS, nargs="+"),
        argument("--rows-of", "FILE", "their whole rows in this file, and those left out", values="files"),
        *recipients.READING,
        more="Correct the rows, and give them to send --recipients: only these are sent to. Without a file each "
        "row has the address and the variables of the letter.",
    ),
    _mailing(
        "mailings resume",
        "resume a mailing, or all that may resume by themselves",
        "SendAnswer | ResumedAnswer",
        argument("id", "ID", sample="M260131-0001", values="mailings", nargs="?"),
        flag("--due", "all whose wait for quota, time or a server is over, one after the other"),
        needs=Needs.ANY_READING,
        requires=Requires.SERVICE,
        reads="service",
        example="dm-tui mailings resume M260131-0001",
    ),
    _mailing("mailings pause", "pause a mailing", "MailingAnswer", _MAILING),
    _mailing("mailings cancel", "cancel a mailing for good", "MailingAnswer", _MAILING),
    _mailing(
        "mailings settle",
        "record the outcome of unknown deliveries",
        "MailingAnswer",
        _MAILING,
        argument("address", "ADDRESS", nargs="?"),
        flag("--all", "every unknown delivery"),
        OneOf(_OUTCOMES, required=True),
        example="dm-tui mailings settle M260131-0001 --all --delivered",
    ),
)

_PASSWORD_USER = argument(
    "user",
    "USER",
    "default: the user of the mail server that is set",
    sample="news@mail.example.com",
    nargs="?",
)
_KEYRING_ANSWER = "services.setup.json_shapes.SmtpPasswordAnswer"

_PASSWORDS = (
    Command(
        "password",
        "the SMTP password in the system's keyring",
        example="dm-tui password set news@mail.example.com",
    ),
    command(
        "password",
        "password set",
        "type an SMTP password, unseen, and save it in the keyring",
        _KEYRING_ANSWER,
        _PASSWORD_USER,
        more="It needs the extra keyring, and a terminal to type on.",
        example="dm-tui password set news@mail.example.com",
    ),
    command(
        "password",
        "password show",
        "say whether the keyring has an SMTP password, which is never shown",
        _KEYRING_ANSWER,
        _PASSWORD_USER,
        example="dm-tui password show news@mail.example.com",
    ),
    command(
        "password",
        "password remove",
        "take an SMTP password out of the keyring",
        _KEYRING_ANSWER,
        _PASSWORD_USER,
        example="dm-tui password remove news@mail.example.com",
    ),
)

GROUP = CommandGroup(
    "sending", setup.COMMANDS + _MAILINGS + recipients.COMMANDS + suppressed.COMMANDS + _PASSWORDS
)
