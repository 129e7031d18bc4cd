"""The answer of `send --dry-run`: what sending would do, and a refusal that it would meet."""

from dm_tui.cli import mailing_answers as answers
from dm_tui.cli.consent import can_ask
from dm_tui.cli.output import Answer
from dm_tui.cli.requested_recipients import RequestedRecipients
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import wording
from dm_tui.domain.mailing.letters.filled_letter import FilledLetter
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.letter_wording import NO_FIRST_LETTER
from dm_tui.domain.mailing.letters.text_part import has_html_alone
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.mailing.send_warnings import may_not_send_warning
from dm_tui.domain.mailing.way_out import WayOut
from dm_tui.lines.figures import show_figure, unknown_lines
from dm_tui.lines.letters import filled_letter_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import ChargeShape, PreviewAnswer

_PREVIEWED = (Figure.FREE_QUOTA, Figure.DAILY_QUOTA, Figure.SENT_TODAY, Figure.PAY_AS_YOU_GO, Figure.PLANS)
"""The figures that a preview counts with."""


def preview_answer(
    direct_mail: DirectMail,
    letter: Letter,
    people: RequestedRecipients,
    schedule: Schedule,
    *,
    has_key: bool,
    again: bool,
) -> Answer:
    """Return what a dry run says: the letter as it will be read, who pays, and what refuses it."""
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
        f"Pays: {wording.payment_sources(preview.split, preview.unknown_payers) or 'nothing'}",
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


def answer_of_key(direct_mail: DirectMail, mailing: Mailing) -> Answer:
    """Return what a used key answers: the mailing that it made, as the real run would."""
    answer = answers.send_answer(direct_mail, mailing, way=direct_mail.way_out())
    waiting = mailing.left
    sentence = wording.KEY_WOULD_RESUME if waiting else wording.KEY_BELONGS_TO
    line = sentence.format(key=mailing.key, mailing=mailing.id, emails=show_count(waiting, "email"))
    answer = answer._replace(lines=[*answer.lines, line, "Nothing was sent."])
    error = None if waiting else answers.mailing_error(mailing)
    return answer if error is None else answer._replace(error=error, code=int(error.kind))
