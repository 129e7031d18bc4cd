"""How a mailing is told: where it stands, who paid, who did not get it, and what to do about it."""

from collections.abc import Iterator
from itertools import islice

from dm_tui.cli.output import Answer
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing import Mailing, MailingStatus
from dm_tui.domain.usage.metering import REFUSAL_REASONS, Allocation
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.csv_recipients import RowProblem
from dm_tui.services.mailing.json_shapes import (
    ChargeShape,
    MailingAnswer,
    MailingShape,
    RefusedShape,
    SendAnswer,
    UnknownShape,
)

MOST_LISTED = 1_000
"""Addresses and rows that one answer lists; `mailings show` reads them from the log."""

_FEW = 10


def mailing_error(mailing: Mailing) -> DirectMailError | None:
    """Return what a script must know beside the answer: nothing accepted, cut off, or outcomes unknown."""
    show = f"See dm-tui mailings show {mailing.id}."
    if mailing.reason == "connection":
        return DirectMailError(
            ErrorKind.REFUSED,
            "connection",
            f"The mailing is paused: {mailing.words}",
            f"Go on: dm-tui mailings resume {mailing.id}.",
        )
    if mailing.unknown:
        return DirectMailError(
            ErrorKind.OUTCOME_UNKNOWN,
            "delivery-unknown",
            f"Nobody knows whether {pluralize(mailing.unknown, 'email')} arrived; nothing is sent twice.",
            f"Find out, then: dm-tui mailings settle {mailing.id} ADDRESS --delivered "
            "(or --not-delivered).",
        )
    if not mailing.accepted:
        return DirectMailError(ErrorKind.REFUSED, "nothing-accepted", "Nothing was accepted.", show)
    return None


def held_back_lines(mailing: Mailing) -> Iterator[str]:
    """Yield what has to wait, and how it goes on."""
    if mailing.status is MailingStatus.HELD_BACK:
        until = f" Go on after {show_instant(mailing.until)}:" if mailing.until else " Go on:"
        why = REFUSAL_REASONS.get(mailing.reason, mailing.reason)
        yield (
            f"{pluralize(count_waiting(mailing), 'email')} held back: {why}.{until} "
            f"dm-tui mailings resume {mailing.id}"
        )


def send_answer(
    direct_mail: DirectMail, mailing: Mailing, skipped: tuple[RowProblem, ...] = ()
) -> Answer:
    """Return what a command that sent says."""
    refused, unknown = _failed_recipients(direct_mail, mailing)
    left = count_waiting(mailing)
    document = SendAnswer(
        mailing=mailing.id,
        status=mailing.status,
        reason=mailing.reason,
        words=mailing.words,
        recipients=mailing.recipients,
        accepted=mailing.accepted,
        refused=refused,
        refused_total=mailing.refused,
        unknown=unknown,
        charged=ChargeShape.of(mailing.charged),
        left=left,
        held_back=left if mailing.status is MailingStatus.HELD_BACK else 0,
        until=mailing.until,
        skipped=skipped,
    )
    lines = [*_lines(direct_mail, mailing, refused, unknown)]
    if skipped:
        lines.append(f"Left out of the file: {pluralize(len(skipped), 'row')}.")
    return Answer(document, lines)


def mailing_answer(direct_mail: DirectMail, mailing: Mailing) -> Answer:
    """Return what a command on a mailing says."""
    refused, unknown = _failed_recipients(direct_mail, mailing)
    document = MailingAnswer(
        mailing=MailingShape.of(mailing),
        running=direct_mail.sending.running(mailing.id),
        refused=refused,
        refused_total=mailing.refused,
        unknown=unknown,
    )
    return Answer(document, _lines(direct_mail, mailing, refused, unknown, MOST_LISTED))


def _failed_recipients(
    direct_mail: DirectMail, mailing: Mailing
) -> tuple[tuple[RefusedShape, ...], tuple[UnknownShape, ...]]:
    refused = (
        islice(direct_mail.sending.refused(mailing.id), MOST_LISTED) if mailing.refused else ()
    )
    unknown = direct_mail.sending.unknown(mailing.id)[:MOST_LISTED] if mailing.unknown else ()
    return (
        tuple(map(RefusedShape.of, refused)),
        tuple(map(UnknownShape.of, unknown)),
    )


def _lines(
    direct_mail: DirectMail,
    mailing: Mailing,
    refused: tuple[RefusedShape, ...],
    unknown: tuple[UnknownShape, ...],
    most: int = _FEW,
) -> list[str]:
    lines = [
        f"Mailing {mailing.id}: {status_words(direct_mail, mailing)}",
        f"{mailing.accepted:,} of {mailing.recipients:,} accepted, {mailing.refused:,} refused, "
        f"{mailing.unknown:,} unknown",
        f"Charged: {payment_sources(mailing.charged)}",
    ]
    lines += [f"refused  {one.address}: {_refusal_words(one)}" for one in refused[:most]]
    if mailing.refused > len(refused[:most]):
        lines.append(f"… and {mailing.refused - len(refused[:most]):,} more were refused.")
    lines += [f"unknown  {one.address}: {one.message}" for one in unknown[:most]]
    return lines


def status_words(direct_mail: DirectMail, mailing: Mailing) -> str:
    """Return the status, with what the state file alone does not say: that a program ended while it sent."""
    if mailing.status is MailingStatus.SENDING and not direct_mail.sending.running(mailing.id):
        return f"interrupted; go on: dm-tui mailings resume {mailing.id}"
    if mailing.status is MailingStatus.HELD_BACK and mailing.until:
        return f"held back until {show_instant(mailing.until)}"
    return f"{mailing.status}: {mailing.words}" if mailing.words else str(mailing.status)


def payment_sources(split: Allocation) -> str:
    """Return which source paid how many, in the order of use."""
    shares = [(split.free, "by the free quota")]
    shares += [(emails, f"by plan {plan}") for plan, emails in split.plans.items()]
    shares.append((split.pay_as_you_go, "as pay-as-you-go"))
    return ", ".join(f"{emails:,} {name}" for emails, name in shares if emails) or "nothing"


def _refusal_words(one: RefusedShape) -> str:
    return f"{one.code} {one.message}" if one.code else one.message


def pluralize(count: int, what: str) -> str:
    """Return so many of something, in words."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def count_waiting(mailing: Mailing) -> int:
    """Return how many emails of a mailing have no outcome yet and may still be sent."""
    return 0 if mailing.ended else mailing.recipients - mailing.concluded
