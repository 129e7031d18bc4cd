"""The recipients of a mailing, one line each: for people and for programs."""

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence

from dm_tui.cli.output import Answer
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.recipient_outcome import RecipientOutcome
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import MailingShape, RecipientsAnswer
from dm_tui.services.mailing.recipient_outcomes import KnownRecipient
from dm_tui.services.overview.export import csv_lines

NONE_KEPT = "The recipients of this mailing are not saved any more."


def recipients_answer(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Return all recipients of a mailing with what became of each."""
    shape = MailingShape.of(direct_mail.sending.mailing(args.id))
    outcomes = tuple(known.outcome for known in direct_mail.recipient_outcomes.of(args.id))
    document = RecipientsAnswer(mailing=shape, recipients=outcomes)
    if args.csv:
        return Answer(document, csv_lines(RecipientOutcome, outcomes), data=True)
    return Answer(document, outcome_lines(outcomes))


def outcome_lines(outcomes: Sequence[RecipientOutcome]) -> list[str]:
    """Return a table of outcomes."""
    rows = [
        (
            outcome.address,
            outcome.outcome.value,
            show_instant(outcome.at) if outcome.at else "",
            words(outcome),
        )
        for outcome in outcomes
    ]
    return table(("recipient", "outcome", "when", "words"), rows, "", NONE_KEPT)


def words(outcome: RecipientOutcome) -> str:
    """Return the server's code and words."""
    return f"{outcome.code or ''} {outcome.message}".strip()


def only(recipients: Iterable[KnownRecipient], results: Sequence[str]) -> Iterator[KnownRecipient]:
    """Yield the recipients with one of these outcomes."""
    return (recipient for recipient in recipients if recipient.outcome.outcome.value in results)
