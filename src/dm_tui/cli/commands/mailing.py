"""The commands that send, and those that manage mailings."""

from argparse import Namespace
from collections.abc import Iterator

from dm_tui.cli import mailing_answers as answers
from dm_tui.cli.body_files import read_body
from dm_tui.cli.mailing_answers import mailing_answer
from dm_tui.cli.output import Answer, warn
from dm_tui.cli.progress import ProgressPrinter, stop_on_interrupt
from dm_tui.cli.recipient_answers import recipients_answer
from dm_tui.domain.account.unknown import Figure, UnknownFigure
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import wording
from dm_tui.domain.mailing.letter import Letter, make_letter
from dm_tui.domain.mailing.letter_variables import letter_variables
from dm_tui.domain.mailing.letter_wording import LIST_NEEDS_TEMPLATE
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.mailing.recipients_wording import BAD_ROWS, MORE_BAD_ROWS
from dm_tui.domain.mailing.send_preview import SendWarning, letter_warnings
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.sender import parse_alias
from dm_tui.domain.setup.template import parse_content, require_approved
from dm_tui.lines.figures import show_figure, unknown_lines
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import parse_recipients
from dm_tui.services.mailing.csv_recipients import CsvRecipients, RowProblem
from dm_tui.services.mailing.json_shapes import ChargeShape, MailingsAnswer, MailingShape, PreviewAnswer
from dm_tui.settings import expand_user_path

INTERRUPTED = 130


def send(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Sends to one or many, or shows what that would do."""
    letter = _letter(direct_mail, args)
    people = _RequestedRecipients(letter, args)
    if args.dry_run:
        made = direct_mail.sending.dry_run.made_under(args.key, letter, people)
        return _preview_answer(direct_mail, letter, people) if made is None else _repeated(direct_mail, made)
    mailing = direct_mail.sending.create(letter, people, key=args.key)
    return _run(direct_mail, mailing, args, tuple(letter_warnings(letter)), people.bad_rows())


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
    """Resumes a mailing."""
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
        return mailing_answer(direct_mail, direct_mail.sending.look_up(args.id))
    if (args.address is None) != args.all:
        raise wording.SETTLE_WHICH(mailing=args.id)
    address = None if args.all else parse_address(args.address)
    return mailing_answer(direct_mail, direct_mail.sending.settle(args.id, address, delivered=args.delivered))


class _RequestedRecipients:
    """The recipients given to `send`: addresses, or the rows of a file, read again for each iteration."""

    def __init__(self, letter: Letter, args: Namespace) -> None:
        self._needed = letter_variables(letter.content)
        self._args = args
        self._problems: list[RowProblem] = []
        self._bad = 0

    def bad_rows(self) -> answers.BadRows:
        """Return the rows that cannot be sent to, as of the last reading."""
        return answers.BadRows(tuple(self._problems), self._bad)

    def __iter__(self) -> Iterator[Recipient]:
        if self._args.to:
            return parse_recipients(" ".join(self._args.to), self._needed).recipients()
        return self._rows()

    def _rows(self) -> Iterator[Recipient]:
        """Yield the recipients. Bad rows are refused at the end, all at once."""
        self._problems.clear()
        self._bad = 0
        for row in CsvRecipients(expand_user_path(self._args.recipients), self._needed):
            if isinstance(row, Recipient):
                yield row
                continue
            self._bad += 1
            if len(self._problems) < answers.MOST_LISTED:
                self._problems.append(row)
        if self._bad and not self._args.skip_bad_rows:
            refusal = MORE_BAD_ROWS if self._bad > 3 else BAD_ROWS
            raise refusal(file=self._args.recipients, **self.bad_rows().words())


def _letter(direct_mail: DirectMail, args: Namespace) -> Letter:
    """Return the letter; alias and reply-to default to those of the sender address."""
    sender = direct_mail.senders.show(args.sender)
    if args.as_list:
        _require_template_alone(args)
    if args.template is not None:
        template = direct_mail.templates.show(args.template)
        require_approved(template)
        subject = args.subject if args.subject is not None else template.subject
        content = parse_content(subject, template.text, template.html)
    else:
        content = parse_content(args.subject or "", args.text or "", read_body(args.html))
    letter = make_letter(sender, content, tag=args.tag, track=args.track, unsubscribe_url=args.unsubscribe)
    update: dict[str, object] = {"template": args.template} if args.as_list else {}
    if args.alias is not None:
        update["alias"] = parse_alias(args.alias)
    if args.reply_to is not None:
        update["reply_to"] = parse_address(args.reply_to) if args.reply_to else ""
    return letter.model_copy(update=update)


def _require_template_alone(args: Namespace) -> None:
    """Refuse options that the service ignores for a list: it takes the template and nothing else."""
    given = (args.subject, args.alias, args.unsubscribe or None)
    if args.template is None or any(option is not None for option in given):
        raise LIST_NEEDS_TEMPLATE()


def _run(
    direct_mail: DirectMail,
    mailing: Mailing,
    args: Namespace,
    warnings: tuple[SendWarning, ...] = (),
    skipped: answers.BadRows = answers.NO_BAD_ROWS,
) -> Answer:
    printer = ProgressPrinter(silent=args.json)
    with stop_on_interrupt() as stop:
        try:
            mailing = direct_mail.sending.run(mailing.id, printer, stop)
        finally:
            printer.close()
        interrupted = stop.is_set() and not mailing.ended
    answer = answers.send_answer(direct_mail, mailing, warnings, skipped)
    for line in answers.held_back_lines(mailing):
        warn(line)
    error = answers.mailing_error(mailing)
    if interrupted:
        error = wording.SENDING_INTERRUPTED(mailing=mailing.id)
        return answer._replace(error=error, code=INTERRUPTED)
    return answer._replace(error=error, code=int(error.kind)) if error else answer


_PREVIEWED = (Figure.FREE_QUOTA, Figure.DAILY_QUOTA, Figure.SENT_TODAY, Figure.PAY_AS_YOU_GO, Figure.PLANS)
"""The figures that a preview counts with."""


def _preview_answer(direct_mail: DirectMail, letter: Letter, people: _RequestedRecipients) -> Answer:
    preview = direct_mail.sending.preview(letter, people)
    refusal = None
    try:
        preview = direct_mail.sending.dry_run.require_start(preview, letter)
    except DirectMailError as error:
        refusal = error
    skipped = people.bad_rows()
    left = preview.left
    lines = [
        f"{show_count(preview.recipients, 'email')} from {letter.sender}",
        f"Paid: {wording.payment_sources(preview.split, preview.unknown_payers) or 'nothing'}",
        f"Cost: {preview.cost_words}",
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
        preview, charged=charged, skipped=skipped.listed, skipped_total=skipped.total, unknown=unknown
    )
    answer = Answer(document, [*lines, "Nothing was sent."])
    return answer if refusal is None else answer._replace(error=refusal, code=int(refusal.kind))


def _repeated(direct_mail: DirectMail, mailing: Mailing) -> Answer:
    """Return what a used key answers: the mailing that it made, as the real run would."""
    answer = answers.send_answer(direct_mail, mailing)
    waiting = mailing.left
    sentence = wording.KEY_WOULD_RESUME if waiting else wording.KEY_BELONGS_TO
    line = sentence.format(key=mailing.key, mailing=mailing.id, emails=show_count(waiting, "email"))
    answer = answer._replace(lines=[*answer.lines, line, "Nothing was sent."])
    error = None if waiting else answers.mailing_error(mailing)
    return answer if error is None else answer._replace(error=error, code=int(error.kind))
