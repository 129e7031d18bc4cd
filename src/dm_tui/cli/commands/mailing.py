"""The commands that send, and those that manage mailings."""

from argparse import Namespace

from dm_tui.cli import mailing_answers as answers
from dm_tui.cli.body_files import read_letter
from dm_tui.cli.exit_codes import INTERRUPTED
from dm_tui.cli.interrupt import stop_on_interrupt
from dm_tui.cli.mailing_answers import mailing_answer
from dm_tui.cli.mailing_progress import ProgressPrinter
from dm_tui.cli.output import Answer, warn
from dm_tui.cli.recipient_answers import recipients_answer
from dm_tui.cli.requested_recipients import RequestedRecipients
from dm_tui.cli.resume_mailings import resume_due
from dm_tui.cli.send_dry_run import answer_of_key, preview_answer
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import wording
from dm_tui.domain.mailing.letters.letter import Letter, make_letter
from dm_tui.domain.mailing.letters.letter_variables import letter_variables
from dm_tui.domain.mailing.letters.sent_as_list import require_template_alone
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.schedule_parsing import parse_schedule
from dm_tui.domain.mailing.send_warnings import SendWarning, letter_warnings
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.sender import parse_alias
from dm_tui.domain.setup.subject_and_body import MailContent, parse_content
from dm_tui.domain.setup.template import require_approved
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.attachments import attachments_named
from dm_tui.services.mailing.json_shapes import MailingsAnswer, MailingShape


def send(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Sends to one or many, or shows what that would do."""
    letter, as_written = _letter(direct_mail, args)
    kept = None if args.list is None else direct_mail.recipient_lists.path(args.list)
    people = RequestedRecipients(letter_variables(letter.content, letter.row_files, as_written), args, kept)
    people.require_variables()
    repeats = args.dry_run or args.at is not None
    made = direct_mail.sending.dry_run.made_under(args.key, letter, people) if repeats else None
    said_at = direct_mail.now() if made is None else made.created_at  # its time may have passed since
    schedule = parse_schedule(said_at, args.at, args.between, args.zone, args.per_minute)
    if args.dry_run:
        if made is not None:
            direct_mail.sending.dry_run.require_same_schedule(made, schedule)
            return answer_of_key(direct_mail, made)
        return preview_answer(
            direct_mail, letter, people, schedule, has_key=args.key is not None, again=args.again
        )
    people.confirm_encoding()
    if args.test is not None:
        sent = direct_mail.letter_tests.send_letter(letter, people.first_values(), args.test)
        mailing = direct_mail.sending.mailing(sent.mailing)
        return answers.send_answer(direct_mail, mailing, way=direct_mail.way_out(), sent_now=True)
    try:
        mailing = direct_mail.sending.create(
            letter, people, key=args.key, schedule=schedule, once=True, again=args.again
        )
    except DirectMailError as error:
        if error.code != wording.ALREADY_SENT.code:
            raise
        mailing = direct_mail.sending.mailing(str(error.values["mailing"]))
        receipt = answers.send_answer(direct_mail, mailing, way=direct_mail.way_out())
        return receipt._replace(error=error, code=int(error.kind))
    return _run(direct_mail, mailing, args, tuple(letter_warnings(letter)), people)


def mailings(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All mailings, newest first."""
    history = direct_mail.sending.mailings()
    rows = [
        (mailing.id, mailing.subject[:40], wording.count_words(mailing),
         answers.status_words(direct_mail, mailing), show_instant(mailing.created_at))
        for mailing in history
    ]  # fmt: skip
    interrupted = [mailing for mailing in history if answers.is_interrupted(direct_mail, mailing)]
    empty = "No mailings yet. Send: dm-tui send --from news@mail.example.com --to me@example.com …"
    lines = table(("mailing", "subject", "recipients", "status", "made"), rows, "", empty)
    document = MailingsAnswer(mailings=tuple(map(MailingShape.of, history)))
    return Answer(document, [*lines, *map(wording.resume_command_line, interrupted)])


def mailings_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One mailing with its refused and unknown recipients, or with all of them."""
    if args.all or args.csv:
        return recipients_answer(direct_mail, args)
    return mailing_answer(direct_mail, direct_mail.sending.mailing(args.id))


def mailings_resume(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Resumes a mailing, or all that may resume by themselves."""
    if args.due == (args.id is not None):
        raise wording.RESUME_WHICH()
    if args.due:
        return resume_due(direct_mail, silent=args.json)
    return _run(direct_mail, direct_mail.sending.mailing(args.id), args)


def mailings_pause(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Pauses a mailing that another program sends."""
    return mailing_answer(direct_mail, direct_mail.sending.pause(args.id))


def mailings_cancel(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Cancels a mailing for good."""
    return mailing_answer(direct_mail, direct_mail.sending.cancel(args.id))


def mailings_settle(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Records the outcome of unknown deliveries."""
    if args.look_up:
        return mailing_answer(direct_mail, direct_mail.sending.unknown.look_up(args.id))
    if (args.address is None) != args.all:
        raise wording.SETTLE_WHICH(mailing=args.id)
    address = None if args.all else parse_address(args.address)
    return mailing_answer(
        direct_mail, direct_mail.sending.unknown.settle(args.id, address, delivered=args.delivered)
    )


def _letter(direct_mail: DirectMail, args: Namespace) -> tuple[Letter, MailContent]:
    """Return the letter, and what was written; alias and reply-to default to those of the sender address."""
    sender = direct_mail.senders.show(args.sender)
    if args.as_list:
        require_template_alone(args.template, args.subject, args.alias, args.unsubscribe or None, args.attach)
    if args.template is not None:
        template = direct_mail.templates.show(args.template)
        require_approved(template)
        subject = args.subject if args.subject is not None else template.subject
        content = as_written = parse_content(subject, template.text, template.html)
    else:
        content, as_written = read_letter(args)
    letter = make_letter(sender, content, tag=args.tag, track=args.track, unsubscribe_url=args.unsubscribe)
    update: dict[str, object] = {"template": args.template} if args.as_list else {}
    update |= attachments_named(args.attach or ())
    if args.alias is not None:
        update["alias"] = parse_alias(args.alias)
    if args.reply_to is not None:
        update["reply_to"] = parse_address(args.reply_to) if args.reply_to else ""
    return letter.model_copy(update=update), as_written


def _run(
    direct_mail: DirectMail,
    mailing: Mailing,
    args: Namespace,
    warnings: tuple[SendWarning, ...] = (),
    people: RequestedRecipients | None = None,
) -> Answer:
    printer = ProgressPrinter(silent=args.json)
    before = mailing.accepted
    with stop_on_interrupt() as stop:
        try:
            mailing = direct_mail.sending.run(mailing.id, printer, stop)
        finally:
            printer.close()
        interrupted = stop.is_set() and not mailing.ended
    direct_mail.sending.note_shown(mailing)
    sent_now = mailing.accepted > before
    way = direct_mail.way_out(as_list=sent_now and direct_mail.sending.goes_to_list(mailing.id))
    answer = answers.send_answer(direct_mail, mailing, warnings, people, way, sent_now=sent_now)
    for line in answers.held_back_lines(mailing):
        warn(line)
    error = answers.mailing_error(mailing)
    if interrupted:
        error = wording.SENDING_INTERRUPTED(mailing=mailing.id)
        return answer._replace(error=error, code=INTERRUPTED)
    return answer._replace(error=error, code=int(error.kind)) if error else answer
