"""Who got it: one row for each recipient of a mailing, to search and to export."""

from collections.abc import Iterable, Sequence
from itertools import islice

from textual import work
from textual.actions import SkipAction
from textual.app import ComposeResult

from dm_tui.domain.dates import show_span
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipient_outcome import RecipientOutcome, RecipientResult
from dm_tui.domain.model import Model
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.sort_order import Sort
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.marks import MARKS
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.field import Field

MOST_SHOWN = 20_000
"""Recipients that the list holds; the command line has all of a larger mailing."""

_MARKS = {
    RecipientResult.ACCEPTED: MARKS.done,
    RecipientResult.REFUSED: MARKS.warning,
    RecipientResult.UNKNOWN: MARKS.unknown,
}


class _RecipientList(ListPanel):
    """A list whose Escape closes the dialog once there is no search to end."""

    def action_show_all(self) -> None:
        if not self.query_one(Field).display:
            raise SkipAction
        super().action_show_all()


class RecipientsDialog(Dialog[None]):
    """The recipients as they were when it was opened; reading them takes a moment."""

    prefix = "recipients"
    DEFAULT_CSS = """
    RecipientsDialog .dialog-box { width: 96%; height: 96%; padding: 0 1; }
    RecipientsDialog ListPanel { height: 1fr; }
    """

    def __init__(self, direct_mail: DirectMail, mailing: Mailing) -> None:
        super().__init__(id="recipients")
        self._direct_mail, self._mailing = direct_mail, mailing
        self._outcomes: Sequence[RecipientOutcome] = ()

    def body(self) -> ComposeResult:
        columns = (
            Column("Recipient", flexible=True),
            Column("Outcome"),
            Column("When", spare=True),
            Column("Words", flexible=True),
        )
        empty = "The recipients of this mailing are not saved any more."
        name, sorts = "mailing-recipients", (Sort.NEWEST, Sort.OLDEST)
        spec = ListSpec(name, columns, self._rows, self._shapes, empty, sorts, noun="recipients")
        yield _RecipientList(self._direct_mail, spec, id="recipient-table", opens=False)

    def actions(self) -> Iterable[ActionButton]:
        yield ActionButton("Close", id="close")

    def begin(self) -> None:
        """Read, then show."""
        super().begin()
        self._read()

    @work(group="recipients", exclusive=True)
    async def _read(self) -> None:
        def read() -> tuple[RecipientOutcome, ...]:
            outcomes = self._direct_mail.recipient_outcomes.of(self._mailing.id)
            return tuple(known.outcome for known in islice(outcomes, MOST_SHOWN))

        result = await run_in_thread(read)
        if isinstance(result, Failure):
            toast(self.app, result.words, serious=True)
            return
        self._outcomes = result
        panel = self.query_one(ListPanel)
        panel.reload_from_top()
        if panel.default_focus is not None:
            panel.default_focus.focus()

    def _rows(self) -> Sequence[Row]:
        return [_row(place, outcome) for place, outcome in enumerate(self._outcomes)]

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return RecipientOutcome, self._outcomes


def _row(place: int, outcome: RecipientOutcome) -> Row:
    result = f"{_MARKS.get(outcome.outcome, MARKS.ahead)} {outcome.outcome.value}"
    when = show_span(outcome.at, "hour") if outcome.at else ""
    words = f"{outcome.code or ''} {outcome.message}".strip()
    return Row(outcome.address, (outcome.address, result, when, words), place)
