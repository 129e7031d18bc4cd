"""One mailing: its progress, its failed recipients, and the actions its status allows."""

import time
from collections.abc import Callable, Iterable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.status import MailingStatus, RunningProgram
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import RefusedShape
from dm_tui.tui.console.lists.export_dialog import ask_to_export
from dm_tui.tui.console.lists.list_spec import ListSpec
from dm_tui.tui.console.send.completion_toast import toast_when_done
from dm_tui.tui.console.send.failed_recipients import FailedRecipients
from dm_tui.tui.console.send.mailing_actions import offered_actions
from dm_tui.tui.console.send.mailing_charges import charges_line
from dm_tui.tui.console.send.mailing_progress import MailingProgress
from dm_tui.tui.console.send.mailing_status import mailing_status_text, no_mail_lines
from dm_tui.tui.console.send.recipients_dialog import RecipientsDialog
from dm_tui.tui.console.send.settle_dialog import SettleDialog, Settlement, settle_question
from dm_tui.tui.console.shared.setup_status import name_in_full
from dm_tui.tui.dialogs.item_dialog import ItemDialog
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.screen_text import Part, fact, hang_facts, lines
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock

LOOK_EVERY = 0.2
"""Seconds between two updates of the progress."""

READ_EVERY = 1.0
"""Seconds between two checks of the state file and of the mailing's log."""


class MailingDialog(ItemDialog[None]):
    """Follows the mailing, whichever program sends it.

    The program sends: closing the dialog stops nothing.
    """

    BINDINGS = [
        Binding("p", "pause", "Pause", id="mailing.pause_mailing", show=False),
        Binding("r", "resume", "Resume", id="mailing.resume", show=False),
        Binding("u", "settle", "Settle unknown", id="mailing.settle_unknown", show=False),
        Binding("x", "export", "Export refused", id="mailing.export", show=False),
        Binding("w", "recipients", "Who got it", id="mailing.recipients", show=False),
    ]

    def __init__(self, direct_mail: DirectMail, mailing: Mailing) -> None:
        super().__init__(direct_mail, "mailing")
        self._mailing = mailing
        self._running_program = direct_mail.background_mailings.running_program(mailing)
        self._seen: object = None
        self._read_at = 0.0

    # Parts

    def details(self) -> ComposeResult:
        yield MailingProgress(self.direct_mail)
        yield FailedRecipients(self.direct_mail)

    def buttons(self) -> Iterable[Iterable[ActionButton]]:
        return (
            (
                ActionButton("Close", id="close"),
                ActionButton("Who got it", id="recipients"),
                ActionButton("Settle …", id="settle"),
            ),
            (
                ActionButton("Export", id="export"),
                ActionButton("Cancel …", id="remove"),
                ActionButton("Pause", id="pause"),
                ActionButton("Resume …", id="resume", primary=True),
            ),
        )

    def begin(self) -> None:
        """Focus Close, then follow."""
        super().begin()
        self._follow()
        self.set_interval(LOOK_EVERY, self._follow)

    def on_resize(self) -> None:
        self.place_later(self.show)

    # Following

    def _follow(self) -> None:
        ours = self.direct_mail.background_mailings.of(self._mailing.id)
        now = time.monotonic()
        ended = self._running_program is RunningProgram.THIS_PROGRAM and ours is None
        if ended or now - self._read_at >= READ_EVERY:
            self._read_at = now
            seen = self.direct_mail.signature()
            if ended or seen != self._seen or self._mailing.status is MailingStatus.SENDING:
                self._seen = seen
                with toast_errors(self.app):
                    self._mailing = self.direct_mail.sending.mailing(self._mailing.id)
                self._running_program = self.direct_mail.background_mailings.running_program(self._mailing)
                self.query_one(MailingProgress).note(now, self._mailing.concluded)
                self.show()
        elif ours is not None:
            self._running_program = RunningProgram.THIS_PROGRAM
            self._show_progress()

    # Painting

    def show(self) -> None:
        mailing = self._mailing
        ours = self.direct_mail.background_mailings.of(mailing.id)
        stopping = ours is not None and ours.stopping
        rows: list[Part] = [
            (f"Mailing {mailing.id}", "bold"),
            mailing_status_text(mailing, self._running_program, stopping=stopping),
            "",
            fact("Subject", clean_line(mailing.subject, 120), 8),
            fact("From", name_in_full(mailing.sender), 8),
            fact("Created", show_instant(mailing.created_at), 8),
            charges_line(mailing),
            *no_mail_lines(mailing),
        ]
        self.query_one("#item-facts", TextBlock).update(lines(hang_facts(rows, self.facts_width, 8)))
        self._show_progress()
        self.query_one(FailedRecipients).follow(mailing, self._running_program)
        offered = offered_actions(mailing, self._running_program, stopping=stopping)
        for id, offer in offered.items():
            button = self.query_one(f"#{id}", ActionButton)
            button.display = offer
            button.disabled = self.busy
        if self.focused is None or not self.focused.display:
            self.query_one("#close").focus()
        self.name_keys()

    @on(FailedRecipients.Resized)
    def _show_progress(self) -> None:
        failed = self.query_one(FailedRecipients)
        taken = failed.size.height + 1 if failed.display else 0
        self.query_one(MailingProgress).follow(self._mailing, self._running_program, taken)

    # Doing

    def action_pause(self) -> None:
        """Pause it, once the emails on their way have an outcome."""
        ours = self.direct_mail.background_mailings.of(self._mailing.id)
        if ours is not None:
            ours.stop()
            self.show()
        elif self.query_one("#pause").display:
            self._change("Pausing", lambda: self.direct_mail.sending.pause(self._mailing.id))

    def action_resume(self) -> None:
        """Ask, then send to the remaining recipients."""
        if not self.query_one("#resume").display:
            return
        mailing = self._mailing
        left = mailing.recipients - mailing.concluded
        question = Question(
            "resume",
            f"Send to the remaining {left:,}?",
            ["The free quota pays first, then plans, then pay-as-you-go.", "No one gets it twice."],
            AnswerButton("go-on", f"Send to {left:,}"),
            AnswerButton("not-now", "Not now"),
        )
        self.ask(question, self._resume)

    def _resume(self) -> None:
        running = self.direct_mail.background_mailings.start(self._mailing.id)
        self._running_program = RunningProgram.THIS_PROGRAM
        toast_when_done(self.app, running)
        self.show()

    def action_remove(self) -> None:
        """Ask, then cancel it for good."""
        if not self.query_one("#remove").display:
            return
        progress = self.query_one(MailingProgress).progress(self._mailing, self._running_program)
        left = progress.total - progress.done
        question = Question(
            "cancel-mailing",
            f"Cancel mailing {self._mailing.id} for good?",
            [f"{show_count(left, 'recipient')} will not get it.", "Sent emails stay sent."],
            AnswerButton("cancel-it", "Cancel mailing"),
            AnswerButton("keep-it", "Keep mailing"),
        )
        self.ask(question, self._cancel)

    def _cancel(self) -> None:
        self._change("Cancelling", lambda: self.direct_mail.sending.cancel(self._mailing.id))

    def action_settle(self) -> None:
        """Ask the service about unknown deliveries, then you about those it does not show."""
        if not self.query_one("#settle").display or self.busy or not self.is_current:
            return
        look_up = partial(self.direct_mail.sending.unknown.look_up, self._mailing.id)
        self._change("Asking the service", look_up, self._open_settle_dialog)

    def _open_settle_dialog(self) -> None:
        if not self._mailing.unknown or not self.is_current:
            return
        with toast_errors(self.app):
            entries = self.direct_mail.sending.unknown.of(self._mailing.id)
            self.app.push_screen(SettleDialog(self._mailing, entries), self._ask_to_settle)

    def _ask_to_settle(self, settlement: Settlement | None) -> None:
        if settlement is None:
            return
        address, delivered = settlement.address, settlement.delivered

        def really() -> None:
            self._change(
                "Settling",
                lambda: self.direct_mail.sending.unknown.settle(
                    self._mailing.id, address, delivered=delivered
                ),
            )

        self.ask(settle_question(settlement, self._mailing.unknown), really)

    def _change(self, doing: str, do: Callable[[], Mailing], then: Callable[[], None] = lambda: None) -> None:
        def take_mailing(mailing: Mailing) -> None:
            self._mailing = mailing
            self._running_program = self.direct_mail.background_mailings.running_program(mailing)
            self.show()
            then()

        self.start(doing, do, take_mailing)

    def action_recipients(self) -> None:
        """Show what became of each recipient."""
        if self.query_one("#recipients").display:
            self.app.push_screen(RecipientsDialog(self.direct_mail, self._mailing))

    def action_export(self) -> None:
        """Ask for the format, then export the refused addresses."""
        if not self.query_one("#export").display:
            return

        def shapes() -> tuple[type[Model], list[RefusedShape]]:
            refused = self.direct_mail.sending.refused_entries(self._mailing.id)
            return RefusedShape, [RefusedShape.take(entry, message=entry.words) for entry in refused]

        spec = ListSpec("refused", (), lambda: (), shapes, "")
        ask_to_export(self.app, self.direct_mail, spec, "refused addresses")
