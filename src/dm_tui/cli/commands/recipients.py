"""The commands that say who got it: one address over all mailings, and a file of those who did not."""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.cli.recipient_answers import only
from dm_tui.cli.requested_recipients import reading_of
from dm_tui.cli.rows_to_send_again import rows_to_send_again, whole_rows
from dm_tui.cli.trace_answer import trace_lines
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.recipient_outcome import RecipientResult, ServiceTrace
from dm_tui.domain.setup.address import parse_address
from dm_tui.lines.figures import unknown_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import MailingShape, RecipientsAnswer, TraceAnswer, TracedShape
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.settings.places import expand_user_path


def mailings_trace(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One address over all mailings, joined with what the service shows of it."""
    address = parse_address(args.address)
    traced = tuple(
        TracedShape.take(outcome, mailing=mailing.id, subject=subject, sender=mailing.sender)
        for mailing, subject, outcome in direct_mail.recipient_outcomes.trace(address)
    )
    shown: tuple[ServiceTrace, ...] | None = None
    unknown: tuple[UnknownFigure, ...] = ()
    if direct_mail.facts.is_remote:
        try:
            shown = direct_mail.recipient_outcomes.shown_by_service(address)
        except DirectMailError as error:
            unknown = (UnknownFigure(what=Figure.OUTCOMES, why=str(error)),)
    lines = trace_lines(address, traced, shown)
    document = TraceAnswer(address=address, recipients=traced, service=shown, unknown=unknown)
    return Answer(document, [*lines, *unknown_lines(unknown)])


def mailings_export(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The refused recipients, or those of other outcomes, as a file that can be sent to again."""
    results = args.outcome or [RecipientResult.REFUSED.value]
    chosen = list(only(direct_mail.recipient_outcomes.of(args.id), results))
    shape = MailingShape.of(direct_mail.sending.mailing(args.id))
    document = RecipientsAnswer(mailing=shape, recipients=tuple(known.outcome for known in chosen))
    if args.rows_of is None:
        return Answer(document, rows_to_send_again(chosen), data=True)
    file = CsvRecipients(expand_user_path(args.rows_of), reading=reading_of(args))
    return Answer(document, whole_rows(file, [known.outcome for known in chosen]), data=True)
