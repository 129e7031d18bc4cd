"""The answer of `mailings trace`: one address over all mailings, and what the service shows of it."""

from collections.abc import Sequence

from dm_tui.cli.recipient_answers import words
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.recipient_outcome import ServiceTrace
from dm_tui.lines.table import table
from dm_tui.services.mailing.json_shapes import TracedShape

NEVER_SENT_TO = "No mailing on record has {address}."
SHOWN_BY_SERVICE = "The service shows, of the last 30 days:"
SERVICE_SHOWS_NONE = (
    "The service shows no mail to this address in the last 30 days; it shows mail minutes late."
)


def trace_lines(
    address: str, traced: Sequence[TracedShape], shown: Sequence[ServiceTrace] | None
) -> list[str]:
    """Return a row for each mailing with the address; then what the service shows, None where unknown."""
    rows = [
        (shape.mailing, shape.subject[:40], shape.outcome.value,
         show_instant(shape.at) if shape.at else "", words(shape))
        for shape in traced
    ]  # fmt: skip
    empty = NEVER_SENT_TO.format(address=address)
    lines = table(("mailing", "subject", "outcome", "when", "words"), rows, "", empty)
    if shown is None:
        return lines
    return [*lines, *([SHOWN_BY_SERVICE, *map(_service_line, shown)] if shown else [SERVICE_SHOWS_NONE])]


def _service_line(trace: ServiceTrace) -> str:
    when = show_instant(trace.at) if trace.at else "at an unknown time"
    state = {True: "delivered", False: "not delivered", None: "taken"}[trace.delivered]
    return f"{when}  {state}  {trace.subject}  {trace.message}".rstrip()
