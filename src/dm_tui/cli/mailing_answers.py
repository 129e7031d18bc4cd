"""The answers of commands on mailings: status, charges, failed recipients, and how to resume."""

from collections.abc import Iterable, Iterator
from itertools import islice

from dm_tui.cli.answer_limits import FEW_RECIPIENTS, MOST_LISTED
from dm_tui.cli.bad_rows import NO_BAD_ROWS, BadRows
from dm_tui.cli.output import Answer
from dm_tui.cli.requested_recipients import RequestedRecipients
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import wording
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.send_warnings import SendWarning
from dm_tui.domain.mailing.status import MailingStatus, has_been_interrupted
from dm_tui.domain.mailing.suppressed import left_out_words, put_on_list_lines
from dm_tui.domain.mailing.suppressed_wording import LEFT_OUT_OF_MAILING
from dm_tui.domain.mailing.unknown_charge import certain_charge, why_charge_unknown
from dm_tui.domain.mailing.way_out import WayOut
from dm_tui.lines.figures import unknown_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing import json_shapes as shapes
from dm_tui.services.mailing.json_shapes import RefusedShape, UnknownShape


def mailing_error(mailing: Mailing) -> DirectMailError | None:
    """Return the error beside the answer: unknown outcomes, a server that refuses for now, nothing accepted.

    What one's own quota or schedule holds back is no failure.
    """
    if mailing.unknown:
        unknown = wording.ONE_DELIVERY_UNKNOWN if mailing.unknown == 1 else wording.DELIVERIES_UNKNOWN
        return unknown(count=mailing.unknown, mailing=mailing.id)
    if mailing.is_refused_for_now:
        return wording.paused_for_now(mailing)
    if not mailing.accepted and not mailing.held_back:
        return wording.NOTHING_ACCEPTED(mailing=mailing.id)
    return None


def held_back_lines(mailing: Mailing) -> Iterator[str]:
    """Yield how many emails are held back or wait, why, and how to resume; an error says it where it can."""
    if mailing.unknown and mailing.is_refused_for_now:
        yield str(wording.paused_for_now(mailing))
    if mailing.status is MailingStatus.HELD_BACK:
        emails = show_count(mailing.left, "email")
        yield f"Waiting: {emails}. {wording.held_back_notice(mailing)} {wording.resume_command_line(mailing)}"


def warning_lines(warnings: Iterable[SendWarning], skipped: BadRows) -> list[str]:
    """Return what may be wrong with a letter or its recipients, the same before and after sending."""
    lines = [f"! {warning.message}" for warning in warnings]
    return lines + [f"! {line}" for line in skipped.lines()]


def send_answer(
    direct_mail: DirectMail,
    mailing: Mailing,
    warnings: tuple[SendWarning, ...] = (),
    people: RequestedRecipients | None = None,
    way: WayOut | None = None,
    *,
    sent_now: bool = False,
) -> Answer:
    """Return the answer of a command that sent; `sent_now` says that the `way` was just taken."""
    refused, unknown = _failed_recipients(direct_mail, mailing)
    skipped = NO_BAD_ROWS if people is None else people.bad_rows
    document = shapes.SendAnswer.take(
        mailing,
        mailing=mailing.id,
        refused=refused,
        refused_total=mailing.refused,
        unknown=unknown,
        charged=None if mailing.unknown_payers else shapes.ChargeShape.take(certain_charge(mailing)),
        charged_unknown=why_charge_unknown(mailing),
        way=way,
        warnings=warnings,
        skipped=skipped.listed,
        skipped_total=skipped.total,
        skipped_causes=skipped.causes,
        encoding=people and people.encoding,
    )
    lines = _lines(direct_mail, mailing, refused, unknown)
    lines[2:2] = [way.words_after] if way and sent_now else []
    return Answer(document, [*lines, *warning_lines(warnings, skipped)])


def mailing_answer(direct_mail: DirectMail, mailing: Mailing) -> Answer:
    """Return the answer of a command on a mailing."""
    direct_mail.sending.note_shown(mailing)
    refused, unknown = _failed_recipients(direct_mail, mailing)
    document = shapes.MailingAnswer(
        mailing=shapes.MailingShape.of(mailing),
        running=direct_mail.sending.running(mailing.id),
        refused=refused,
        refused_total=mailing.refused,
        unknown=unknown,
    )
    return Answer(document, _lines(direct_mail, mailing, refused, unknown, MOST_LISTED))


def _failed_recipients(
    direct_mail: DirectMail, mailing: Mailing
) -> tuple[tuple[RefusedShape, ...], tuple[UnknownShape, ...]]:
    refused = islice(direct_mail.sending.refused_entries(mailing.id), MOST_LISTED) if mailing.refused else ()
    unknown = direct_mail.sending.unknown.of(mailing.id)[:MOST_LISTED] if mailing.unknown else ()
    return (
        tuple(RefusedShape.take(entry, message=entry.words) for entry in refused),
        tuple(UnknownShape.take(entry, message=entry.words) for entry in unknown),
    )


def _lines(
    direct_mail: DirectMail,
    mailing: Mailing,
    refused: tuple[RefusedShape, ...],
    unknown: tuple[UnknownShape, ...],
    most: int = FEW_RECIPIENTS,
) -> list[str]:
    lines = [
        f"Mailing {mailing.id}: {status_words(direct_mail, mailing)}",
        wording.count_words(mailing),
        f"Charged: {wording.payment_sources(certain_charge(mailing), mailing.unknown_payers) or 'nothing'}",
        *unknown_lines(why_charge_unknown(mailing)),
    ]
    if mailing.left_out:
        lines.append(LEFT_OUT_OF_MAILING.format(reasons=left_out_words(mailing.left_out)))
    lines += put_on_list_lines(mailing.id, mailing.put_on_list)
    if is_interrupted(direct_mail, mailing):
        lines.append(wording.resume_command_line(mailing))
    lines += [f"refused  {shape.address}: {_refusal_words(shape)}" for shape in refused[:most]]
    if mailing.refused > len(refused[:most]):
        lines.append(f"… and {mailing.refused - len(refused[:most]):,} more were refused.")
    lines += [f"unknown  {shape.address}: {shape.message}" for shape in unknown[:most]]
    return lines


def status_words(direct_mail: DirectMail, mailing: Mailing) -> str:
    """Return the status in words, including that the program sending it ended."""
    runner = direct_mail.background_mailings.running_program(mailing)
    until = show_instant(mailing.until) if mailing.until else ""
    return wording.status_label(mailing, runner, until)


def is_interrupted(direct_mail: DirectMail, mailing: Mailing) -> bool:
    """Say whether the program that sent a mailing ended in the middle of it."""
    runner = direct_mail.background_mailings.running_program(mailing)
    return has_been_interrupted(mailing.status, runner)


def _refusal_words(refused: RefusedShape) -> str:
    return f"{refused.code} {refused.message}" if refused.code else refused.message
