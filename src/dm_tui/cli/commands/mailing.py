"""The commands that send, and those that manage mailings."""

from argparse import Namespace

from dm_tui.cli import mailing_answers as answers
from dm_tui.cli.body_files import read_content
from dm_tui.cli.consent import can_ask
from dm_tui.cli.due_mailings import resume_due
from dm_tui.cli.mailing_answers import mailing_answer
from dm_tui.cli.output import Answer, warn
from dm_tui.cli.progress import ProgressPrinter, stop_on_interrupt
from dm_tui.cli.recipient_answers import recipients_answer
from dm_tui.cli.requested_recipients import RequestedRecipients
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import wording
from dm_tui.domain.mailing.letters.filled_letter import FilledLetter
from dm_tui.domain.mailing.letters.letter import Letter, make_letter
from dm_tui.domain.mailing.letters.letter_variables import letter_variables
from dm_tui.domain.mailing.letters.letter_wording import LIST_NEEDS_TEMPLATE, NO_FIRST_LETTER
from dm_tui.domain.mailing.letters.text_part import has_html_alone
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.mailing.schedule_parsing import parse_schedule
from dm_tui.domain.mailing.send_preview import Preview, SendWarning, letter_warnings, may_not_send_warning
from dm_tui.domain.mailing.way_out import WayOut
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.sender import parse_alias
from dm_tui.domain.setup.subject_and_body import MailContent, parse_content
from dm_tui.domain.setup.template import require_approved
from dm_tui.lines.figures import show_figure, unknown_lines
from dm_tui.lines.letters import filled_letter_lines
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.attachments import attachments_named
from dm_tui.services.mailing.json_shapes import ChargeShape, MailingsAnswer, MailingShape, PreviewAnswer

INTERRUPTED = 130


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
            return _answer_of_key(direct_mail, made)
        return _preview_answer(
            direct_mail, letter, people, schedule, has_key=args.key is not None, again=args.again
        )
    people.confirm_encoding()
    if args.test is not None:
        sent = direct_mail.template_tests.send_letter(letter, people.first_values(), args.test)
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
    """Resumes a mailing, or all that may go on by themselves."""
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
        _require_template_alone(args)
    if args.template is not None:
        template = direct_mail.templates.show(args.template)
        require_approved(template)
        subject = args.subject if args.subject is not None else template.subject
        content = as_written = parse_content(subject, template.text, template.html)
    else:
        content, as_written = read_content(args)
    letter = make_letter(sender, content, tag=args.tag, track=args.track, unsubscribe_url=args.unsubscribe)
    update: dict[str, object] = {"template": args.template} if args.as_list else {}
    update |= attachments_named(args.attach or ())
    if args.alias is not None:
        update["alias"] = parse_alias(args.alias)
    if args.reply_to is not None:
        update["reply_to"] = parse_address(args.reply_to) if args.reply_to else ""
    return letter.model_copy(update=update), as_written


def _require_template_alone(args: Namespace) -> None:
    """Refuse options that the service ignores for a list: it takes the template and nothing else."""
    given = (args.subject, args.alias, args.unsubscribe or None, args.attach)
    if args.template is None or any(option is not None for option in given):
        raise LIST_NEEDS_TEMPLATE()


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


_PREVIEWED = (Figure.FREE_QUOTA, Figure.DAILY_QUOTA, Figure.SENT_TODAY, Figure.PAY_AS_YOU_GO, Figure.PLANS)
"""The figures that a preview counts with."""


def _preview_answer(
    direct_mail: DirectMail,
    letter: Letter,
    people: RequestedRecipients,
    schedule: Schedule,
    *,
    has_key: bool,
    again: bool,
) -> Answer:
    preview = direct_mail.sending.preview(letter, people, schedule)
    way = None
    refusal = None if can_ask() else people.uncertain_encoding()
    try:
        way = direct_mail.way_out(as_list=bool(letter.template))
        if not has_key:
            direct_mail.sending.dry_run.require_no_same(letter, people, preview.recipients, again=again)
        preview = direct_mail.sending.dry_run.require_start(preview, letter)
        preview = _with_permission_in_doubt(direct_mail, preview, way)
    except DirectMailError as error:
        refusal = error
    skipped = people.bad_rows
    left = preview.left
    read = _read_as(direct_mail, letter, people)
    lines = [
        *people.reading_lines(),
        *_letter_lines(read, letter),
        f"{show_count(preview.recipients, 'email')} from {letter.sender}",
        *([way.words_before] if way else []),
        f"Paid: {wording.payment_sources(preview.split, preview.unknown_payers) or 'nothing'}",
        f"Cost: {preview.cost_words}",
        *([f"When: {preview.schedule_words}"] if preview.schedule_words else []),
        *([f"Month: {preview.budget.sentence}"] if preview.budget else []),
        f"Left afterwards: {show_figure(left.free)} of the free quota, "
        f"{show_figure(left.free_today)} of it today; {show_figure(left.daily_quota)} of the daily quota",
        *(f"Left afterwards: {show_figure(emails)} of plan {plan}" for plan, emails in left.plans.items()),
        *answers.warning_lines(preview.warnings, skipped),
    ]
    unknown = direct_mail.prerequisites.account().unknown_of(*_PREVIEWED)
    lines += unknown_lines(unknown)
    if preview.budget and preview.budget.month.spent is None:
        why = UnknownFigure(what=Figure.MONTH_SPENDING, why=preview.budget.month.why)
        unknown = (*unknown, why)
    charged = None if preview.unknown_payers else ChargeShape.take(preview.split)
    document = PreviewAnswer.take(
        preview,
        charged=charged,
        skipped=skipped.listed,
        skipped_total=skipped.total,
        skipped_causes=skipped.causes,
        encoding=people.encoding,
        unknown=unknown,
        letter=read if isinstance(read, FilledLetter) else None,
        way=way,
    )
    answer = Answer(document, [*lines, "Nothing was sent."])
    return answer if refusal is None else answer._replace(error=refusal, code=int(refusal.kind))


def _with_permission_in_doubt(direct_mail: DirectMail, preview: Preview, way: WayOut) -> Preview:
    """Return a preview that says so where only the first email shows whether a RAM user may send."""
    identity = direct_mail.prerequisites.account().identity
    by_service = direct_mail.provider.outbound.transport()
    if by_service is None or way.name != by_service.name or identity.is_owner:
        return preview
    return preview.with_warning(may_not_send_warning(identity.words))


def _read_as(direct_mail: DirectMail, letter: Letter, people: RequestedRecipients) -> FilledLetter | str:
    """Return the letter as the first recipient will read it, or why it cannot be made."""
    first = people.first()
    if first is None:
        return ""
    try:
        opened = direct_mail.sending.dry_run.read_as(letter, first)
    except DirectMailError as error:
        return str(error)
    return FilledLetter.of(opened, text_from_html=has_html_alone(letter.content))


def _letter_lines(read: FilledLetter | str, letter: Letter) -> list[str]:
    """Return the letter of the first recipient in lines, or why there is none."""
    if isinstance(read, str):
        return [f"! {NO_FIRST_LETTER.format(why=read)}"] if read else []
    return filled_letter_lines(read, other_html=bool(letter.content.text.strip() and letter.content.html))


def _answer_of_key(direct_mail: DirectMail, mailing: Mailing) -> Answer:
    """Return what a used key answers: the mailing that it made, as the real run would."""
    answer = answers.send_answer(direct_mail, mailing, way=direct_mail.way_out())
    waiting = mailing.left
    sentence = wording.KEY_WOULD_RESUME if waiting else wording.KEY_BELONGS_TO
    line = sentence.format(key=mailing.key, mailing=mailing.id, emails=show_count(waiting, "email"))
    answer = answer._replace(lines=[*answer.lines, line, "Nothing was sent."])
    error = None if waiting else answers.mailing_error(mailing)
    return answer if error is None else answer._replace(error=error, code=int(error.kind))
