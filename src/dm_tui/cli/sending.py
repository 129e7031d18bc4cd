"""The commands that send, and those that see to mailings."""

from argparse import Namespace
from collections.abc import Iterator
from itertools import islice

from dm_tui.cli.bodies import read_body
from dm_tui.cli.output import Answer, table, warn
from dm_tui.cli.progress import ProgressPrinter, until_interrupted
from dm_tui.cli.sending_shapes import (
    Charged,
    MailingAnswer,
    MailingsAnswer,
    PreviewAnswer,
    SendAnswer,
    UnknownShape,
    waiting,
)
from dm_tui.domain.address import parse_address
from dm_tui.domain.columns import variables_in
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.letter import make_letter
from dm_tui.domain.mail import Letter, Recipient
from dm_tui.domain.mailing import Mailing, MailingStatus
from dm_tui.domain.metering import WHY_REFUSED, Allocation
from dm_tui.domain.sender import parse_alias
from dm_tui.domain.template import parse_content, raise_unless_approved
from dm_tui.services.audience import typed
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing_shapes import MailingShape, RefusedShape
from dm_tui.services.recipients import Recipients, RowProblem
from dm_tui.settings import user_path

INTERRUPTED = 130

MOST_LISTED = 1_000
"""Addresses and rows that one answer lists; `mailings show` reads them from the log."""

_FEW = 10


def send(mail: DirectMail, args: Namespace) -> Answer:
    """Sends to one or many, or says what that would do."""
    letter = _letter(mail, args)
    people = _People(letter, args)
    if args.dry_run:
        return _preview_answer(mail, letter, people)
    mailing = mail.sending.create(letter, people, key=args.key)
    return _run(mail, mailing, args, tuple(people.problems))


def mailings(mail: DirectMail, args: Namespace) -> Answer:
    """All mailings, newest first."""
    found = mail.sending.mailings()
    rows = [
        (
            one.id,
            one.subject[:40],
            f"{one.concluded:,} of {one.recipients:,}",
            _standing(mail, one),
            show_instant(one.created_at),
        )
        for one in found
    ]
    return Answer(
        MailingsAnswer(mailings=tuple(map(MailingShape.of, found))),
        table(("mailing", "subject", "sent", "status", "made"), rows, "2")
        if rows
        else [
            "No mailings yet. Send: dm-tui send --from news@mail.example.com --to me@example.com …"
        ],
    )


def mailings_show(mail: DirectMail, args: Namespace) -> Answer:
    """One mailing with who was refused and who is unknown."""
    return _mailing_answer(mail, mail.sending.mailing(args.id))


def mailings_resume(mail: DirectMail, args: Namespace) -> Answer:
    """Goes on with a mailing."""
    return _run(mail, mail.sending.mailing(args.id), args)


def mailings_pause(mail: DirectMail, args: Namespace) -> Answer:
    """Pauses a mailing that another program sends."""
    return _mailing_answer(mail, mail.sending.pause(args.id))


def mailings_cancel(mail: DirectMail, args: Namespace) -> Answer:
    """Cancels a mailing for good."""
    return _mailing_answer(mail, mail.sending.cancel(args.id))


def mailings_settle(mail: DirectMail, args: Namespace) -> Answer:
    """Says of who is unknown whether it was delivered to."""
    if (args.address is None) != args.all:
        raise DirectMailError(
            ErrorKind.USAGE,
            "nothing-to-settle",
            "Settling needs an address, or --all.",
            f"See who is unknown: dm-tui mailings show {args.id}.",
        )
    address = None if args.all else parse_address(args.address)
    return _mailing_answer(mail, mail.sending.settle(args.id, address, delivered=args.delivered))


class _People:
    """Whom `send` was told to send to: addresses, or the rows of a file, read anew each time."""

    def __init__(self, letter: Letter, args: Namespace) -> None:
        self._needed = variables_in(letter.content)
        self._args = args
        self.problems: list[RowProblem] = []

    def __iter__(self) -> Iterator[Recipient]:
        if self._args.to:
            return typed(" ".join(self._args.to), self._needed).recipients()
        return self._rows()

    def _rows(self) -> Iterator[Recipient]:
        """Yield who can be sent to. Rows nothing can be sent to are refused in the end, all at once."""
        self.problems.clear()
        bad = 0
        for row in Recipients(user_path(self._args.recipients), self._needed):
            if isinstance(row, Recipient):
                yield row
                continue
            bad += 1
            if len(self.problems) < MOST_LISTED:
                self.problems.append(row)
        if bad and not self._args.skip_bad_rows:
            raise _bad_rows(self._args.recipients, self.problems, bad)


def _letter(mail: DirectMail, args: Namespace) -> Letter:
    """Return what is sent; what was not said of alias and answers is the sender address's own."""
    sender = mail.senders.show(args.sender)
    if args.as_list:
        _require_template_alone(args)
    if args.template is not None:
        template = mail.templates.show(args.template)
        raise_unless_approved(template)
        subject = args.subject if args.subject is not None else template.subject
        content = parse_content(subject, template.text, template.html)
    else:
        content = parse_content(args.subject or "", args.text or "", read_body(args.html))
    letter = make_letter(sender, content, tag=args.tag, unsubscribe_url=args.unsubscribe)
    update: dict[str, object] = {"template": args.template} if args.as_list else {}
    if args.alias is not None:
        update["alias"] = parse_alias(args.alias)
    if args.reply_to is not None:
        update["reply_to"] = parse_address(args.reply_to) if args.reply_to else ""
    return letter.model_copy(update=update)


def _require_template_alone(args: Namespace) -> None:
    """Refuse what the service would not heed where it writes by itself: it has the template, and nothing else."""
    given = (args.subject, args.alias, args.unsubscribe or None)
    if args.template is None or any(one is not None for one in given):
        raise DirectMailError(
            ErrorKind.USAGE,
            "list-needs-template",
            "A list is sent an approved template as it is, under the name given there.",
            "Give --template, and neither --subject nor --alias nor --unsubscribe.",
        )


def _run(
    mail: DirectMail, mailing: Mailing, args: Namespace, skipped: tuple[RowProblem, ...] = ()
) -> Answer:
    printer = ProgressPrinter(silent=args.json)
    with until_interrupted() as stop:
        try:
            mailing = mail.sending.run(mailing.id, printer, stop)
        finally:
            printer.close()
        interrupted = stop.is_set() and not mailing.ended
    answer = _send_answer(mail, mailing, skipped)
    for line in _left_open(mailing):
        warn(line)
    error = _what_went_wrong(mailing)
    if interrupted:
        hint = f"Go on: dm-tui mailings resume {mailing.id}."
        error = DirectMailError(ErrorKind.REFUSED, "interrupted", "It was interrupted.", hint)
        return answer._replace(error=error, code=INTERRUPTED)
    return answer._replace(error=error, code=int(error.kind)) if error else answer


def _what_went_wrong(mailing: Mailing) -> DirectMailError | None:
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
            f"Nobody knows whether {_counted(mailing.unknown, 'email')} arrived; nothing is sent twice.",
            f"Find out, then: dm-tui mailings settle {mailing.id} ADDRESS --delivered "
            "(or --not-delivered).",
        )
    if not mailing.accepted:
        return DirectMailError(ErrorKind.REFUSED, "nothing-accepted", "Nothing was accepted.", show)
    return None


def _left_open(mailing: Mailing) -> Iterator[str]:
    if mailing.status is MailingStatus.HELD_BACK:
        until = f" Go on after {show_instant(mailing.until)}:" if mailing.until else " Go on:"
        why = WHY_REFUSED.get(mailing.reason, mailing.reason)
        yield (
            f"{_counted(waiting(mailing), 'email')} held back: {why}.{until} "
            f"dm-tui mailings resume {mailing.id}"
        )


def _send_answer(
    mail: DirectMail, mailing: Mailing, skipped: tuple[RowProblem, ...] = ()
) -> Answer:
    refused, unknown = _listed(mail, mailing)
    left = waiting(mailing)
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
        charged=Charged.of(mailing.charged),
        left=left,
        held_back=left if mailing.status is MailingStatus.HELD_BACK else 0,
        until=mailing.until,
        skipped=skipped,
    )
    lines = [*_lines(mail, mailing, refused, unknown)]
    if skipped:
        lines.append(f"Left out of the file: {_counted(len(skipped), 'row')}.")
    return Answer(document, lines)


def _mailing_answer(mail: DirectMail, mailing: Mailing) -> Answer:
    refused, unknown = _listed(mail, mailing)
    document = MailingAnswer(
        mailing=MailingShape.of(mailing),
        running=mail.sending.running(mailing.id),
        refused=refused,
        refused_total=mailing.refused,
        unknown=unknown,
    )
    return Answer(document, _lines(mail, mailing, refused, unknown, MOST_LISTED))


def _listed(
    mail: DirectMail, mailing: Mailing
) -> tuple[tuple[RefusedShape, ...], tuple[UnknownShape, ...]]:
    refused = islice(mail.sending.refused(mailing.id), MOST_LISTED) if mailing.refused else ()
    unknown = mail.sending.unknown(mailing.id)[:MOST_LISTED] if mailing.unknown else ()
    return (
        tuple(map(RefusedShape.of, refused)),
        tuple(UnknownShape(address=one.address, message=one.words) for one in unknown),
    )


def _lines(
    mail: DirectMail,
    mailing: Mailing,
    refused: tuple[RefusedShape, ...],
    unknown: tuple[UnknownShape, ...],
    most: int = _FEW,
) -> list[str]:
    lines = [
        f"Mailing {mailing.id}: {_standing(mail, mailing)}",
        f"{mailing.accepted:,} of {mailing.recipients:,} accepted, {mailing.refused:,} refused, "
        f"{mailing.unknown:,} unknown",
        f"Charged: {_paid_by(mailing.charged)}",
    ]
    lines += [f"refused  {one.address}: {_said(one)}" for one in refused[:most]]
    if mailing.refused > len(refused[:most]):
        lines.append(f"… and {mailing.refused - len(refused[:most]):,} more were refused.")
    lines += [f"unknown  {one.address}: {one.message}" for one in unknown[:most]]
    return lines


def _standing(mail: DirectMail, mailing: Mailing) -> str:
    """Return the status, with what the state file alone does not say: that a program ended while it sent."""
    if mailing.status is MailingStatus.SENDING and not mail.sending.running(mailing.id):
        return f"interrupted; go on: dm-tui mailings resume {mailing.id}"
    if mailing.status is MailingStatus.HELD_BACK and mailing.until:
        return f"held back until {show_instant(mailing.until)}"
    return f"{mailing.status}: {mailing.words}" if mailing.words else str(mailing.status)


def _preview_answer(mail: DirectMail, letter: Letter, people: _People) -> Answer:
    preview = mail.sending.preview(letter, people)
    skipped = tuple(people.problems)
    left = preview.left
    lines = [
        f"{_counted(preview.recipients, 'email')} from {letter.sender}",
        f"Paid: {_paid_by(preview.split)}",
        f"Cost: {preview.cost}",
        f"Left then: {left.free:,} of the free quota, {left.free_today:,} of it today; "
        f"{left.daily_quota:,} of the daily quota",
        *(f"Left then: {emails:,} of plan {plan}" for plan, emails in left.plans.items()),
        *(f"! {warning.message}" for warning in preview.warnings),
    ]
    if skipped:
        lines.append(f"! Left out of the file: {_counted(len(skipped), 'row')}.")
    return Answer(PreviewAnswer.of(preview, skipped), [*lines, "Nothing was sent."])


def _paid_by(split: Allocation) -> str:
    shares = [(split.free, "by the free quota")]
    shares += [(emails, f"by plan {plan}") for plan, emails in split.plans.items()]
    shares.append((split.pay_as_you_go, "as pay-as-you-go"))
    return ", ".join(f"{emails:,} {name}" for emails, name in shares if emails) or "nothing"


def _said(one: RefusedShape) -> str:
    return f"{one.code} {one.message}" if one.code else one.message


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _bad_rows(file: str, problems: list[RowProblem], bad: int) -> DirectMailError:
    some = " ".join(f"Line {one.line}: {one.message}" for one in problems[:3])
    more = f" And {bad - 3:,} more." if bad > 3 else ""
    return DirectMailError(
        ErrorKind.USAGE,
        "bad-rows",
        f"Nothing can be sent to {_counted(bad, 'row')} of {file}. {some}{more}",
        "Nothing was sent. Mend them, or leave them out with --skip-bad-rows.",
    )
