"""Composing a mailing, with a preview of its cost before anything is sent."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from textual import on
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Checkbox, Input

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import Audience
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.send.attach_field import AttachField
from dm_tui.tui.console.send.compose_form import ComposeForm
from dm_tui.tui.console.send.compose_side import ComposeSide
from dm_tui.tui.console.send.fields_to_fix import FIELD_BY_ERROR_CODE, go_to_field
from dm_tui.tui.console.send.message_field import MessageField
from dm_tui.tui.console.send.recipients_field import RecipientsField
from dm_tui.tui.console.send.refusal_line import RefusalLine
from dm_tui.tui.console.send.review_dialog import ReviewDialog
from dm_tui.tui.console.send.review_preparation import ReviewedMailing, prepare_review
from dm_tui.tui.console.send.sender_field import SenderField
from dm_tui.tui.console.shared.autosave import Autosave
from dm_tui.tui.console.shared.changed_elsewhere import OTHER_MAILING
from dm_tui.tui.console.shared.editor_screen import EditorScreen
from dm_tui.tui.dialogs.quit_questions import discard_question, unsaved_question
from dm_tui.tui.keys_for_commands import with_fields
from dm_tui.tui.marks import MARKS
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.window_sizes import BESIDE
from dm_tui.tui.workers import start_worker

_WHEN = "When it is sent, and how fast"


class ComposeScreen(EditorScreen[MailingDraft]):
    """Gives way to the dialog of the mailing once it is being sent.

    The draft is autosaved, and comes back the next time, until it is sent or discarded. Sending is a dialog
    of its own, which asks again.
    """

    BINDINGS = [
        Binding("escape", "back", "Back", id="compose.back"),
        Binding("tab", "app.focus_next", "Next field", id="compose.tab"),
        Binding("f2", "lists", "Lists", id="compose.lists", tooltip="Lists of recipients", show=False),
        Binding("f3", "turn", "Text/template", id="compose.turn", tooltip="Text, template or Markdown"),
        Binding("f4", "problems", "Left out", id="compose.problems", tooltip="List the rows left out"),
        Binding("f5", "reading", "Reading", id="compose.reading", tooltip="How the file is read", show=False),
        Binding("f6", "schedule", "When", id="compose.schedule", tooltip=_WHEN, show=False, priority=True),
        Binding("f8", "discard", "Discard", id="compose.discard", tooltip="Start over", show=False),
        Binding("f9", "review", "Review", id="compose.review", tooltip="Check it, then send"),
    ]
    DEFAULT_CSS = """
    ComposeScreen > #sheet { height: 1fr; padding: 0 1; margin-top: 1; scrollbar-size-vertical: 1; }
    ComposeScreen.-cost-beside { & > #sheet { layout: horizontal; } & #written { width: 1fr; } }
    ComposeScreen.-short { & > #sheet { margin-top: 0; } & #consequence { margin-top: 0; } }
    ComposeScreen.-wide > #sheet { padding: 0 3; }
    """
    heading = "New mailing"

    def __init__(self, direct_mail: DirectMail, begun: MailingDraft) -> None:
        super().__init__(direct_mail, "compose", Autosave(begun, self._save, lambda: self._form.composition))
        self._stored = None if begun.empty else begun
        self._parted = False
        self._form = ComposeForm(direct_mail, self._autosave.kept)
        self._side = ComposeSide(direct_mail)
        self._cost_preview = self._side.cost
        self._refusal = RefusalLine()
        self._content = MailContent(subject="")
        self._wants_review = self._reviewing = False

    def editor(self) -> Iterable[Widget]:
        with VerticalScroll(id="sheet", can_focus=False):
            yield self._form
            yield self._side
        yield self._refusal

    def actions(self) -> Iterable[ActionButton]:
        yield ActionButton("Back", id="back")
        yield ActionButton("Discard …", id="discard")
        yield ActionButton("When …", id="schedule", key="F6")
        yield ActionButton(f"Review {MARKS.next}", id="review", primary=True)

    def on_mount(self) -> None:
        self._form.default_focus.focus()
        for words in self._form.unavailable_choices:
            toast(self.app, words, serious=True)

    def on_resize(self) -> None:
        self.set_class(self.app.size.width >= BESIDE, "-cost-beside")
        self.call_after_refresh(self._side.follow, self._form)

    def written(self) -> list[str]:
        """Return the draft as lines to read and copy from."""
        draft = self._form.composition
        return [f"To: {draft.to or draft.file}", f"Subject: {draft.subject}", "", *draft.text.split("\n")]

    async def save_in_thread(self) -> None:
        before = self.direct_mail.signature()
        await super().save_in_thread()
        self._cost_preview.ignore_change_since(before)

    @property
    def draft_id(self) -> str:
        """The id of the draft, which another console's changes may have made another one."""
        return self._form.draft_id

    def _save(self, draft: MailingDraft) -> None:
        """Save a draft; where another console has changed it meanwhile, both are kept."""
        saved = self.direct_mail.mailing_drafts.save(draft, self._stored)
        self._parted = self._parted or saved.id != draft.id
        self._form.draft_id = saved.id
        self._stored = None if saved.empty else saved

    # Following the form

    @on(MessageField.MessageChanged)
    def _changed(self, event: MessageField.MessageChanged) -> None:
        event.stop()
        content = self._form.message_field.content
        if content != self._content:  # the event may arrive late, after a refusal
            self._content, self._wants_review = content, False
            self._refusal.show_refusal("")
            self._form.recipients_field.require_variables(self._form.needed)
        self._side.follow(self._form)

    @on(SenderField.SenderChanged)
    @on(Input.Changed, "#tag, #unsubscribe")
    @on(Checkbox.Changed, "#track")
    def _rest_changed(self) -> None:
        self._refusal.keeps_refusal(self._form.judged)
        self._side.follow(self._form)

    @on(AttachField.FilesChanged)
    def _files_changed(self, event: AttachField.FilesChanged) -> None:
        event.stop()
        if not self._refusal.keeps_refusal(self._form.judged):
            self._wants_review = False
        self._form.recipients_field.require_variables(self._form.needed)

    @on(RecipientsField.RecipientsChecked)
    def _judged(self, event: RecipientsField.RecipientsChecked) -> None:
        event.stop()
        recipients = self._form.recipients_field
        audience = recipients.audience
        self._form.message_field.show_problem(recipients.problem if recipients.part_at_fault else "")
        self._form.message_field.preview_for(audience.first if audience is not None else None)
        self._refusal.keeps_refusal(self._form.judged)  # what was checked before it may come after it
        self._cost_preview.show(self._form.sender.address, audience, self._form.schedule)
        self._side.follow(self._form)
        self.refresh_bindings()
        if self._wants_review:
            self._review()

    def follow(self) -> None:
        if self.is_current and not self._reviewing:
            self._cost_preview.follow()
            super().follow()
        if self._parted:
            self._parted = False
            toast(self.app, OTHER_MAILING, serious=True)

    # Doing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer the rows that are left out where there are any."""
        return action != "problems" or self._form.recipients_field.leaves_out

    def action_turn(self) -> None:
        """Switch between text and template."""
        self._form.message_field.turn()

    def action_problems(self) -> None:
        """List the rows that are left out."""
        self._form.recipients_field.list_problems()

    def action_lists(self) -> None:
        """Choose a list of recipients, or keep the file that is read."""
        self._form.recipients_field.choose_list(self.direct_mail)

    def action_reading(self) -> None:
        """Ask how the file of recipients is to be read."""
        self._form.recipients_field.ask_reading()

    def action_schedule(self) -> None:
        """Ask when the mailing is sent, and how fast."""
        from dm_tui.tui.console.send.schedule_dialog import ScheduleDialog

        dialog = ScheduleDialog(self.direct_mail, self._form.schedule, lambda: self._cost_preview.preview)
        self.app.push_screen(dialog, self._send_then)

    def _send_then(self, schedule: Schedule | None) -> None:
        if schedule is not None:
            self._form.schedule = schedule
            self._refusal.show_refusal("")
            self._cost_preview.show(self._form.sender.address, self._form.recipients_field.audience, schedule)

    def action_review(self) -> None:
        """Review the mailing, once everything typed is checked."""
        if not self.is_current or self._reviewing:
            return
        self._wants_review = True
        self._content = self._form.message_field.content  # events of the last keys may arrive after F9
        self._refusal.show_refusal("")
        self._review()

    def _review(self) -> None:
        recipients = self._form.recipients_field
        recipients.require_variables(self._form.needed)
        if not recipients.all_checked:
            recipients.check_now()
            return
        audience, self._wants_review = recipients.audience, False
        if missing := self._form.missing:
            self._refuse(missing.words, missing.where)
        elif audience is not None and not self._reviewing:
            self._reviewing = True
            work = partial(self._prepare, audience, self._form.composition)
            start_worker(self, work, group="review")

    def _refuse(self, words: str, where: str) -> None:
        self._content = self._form.message_field.content
        self._refusal.show_refusal(with_fields(words), self._form.judged)
        go_to_field(self.query_one(f"#{where}"))

    @on(RefusalLine.RefusalChanged)
    def _refusal_laid_out(self) -> None:
        self._form.show_focused()

    async def _prepare(self, audience: Audience, written: MailingDraft) -> None:
        """Make the letter in a thread and open the review; a refusal is shown, and nothing typed is lost."""

        def prepare() -> ReviewedMailing:
            with suppress(DirectMailError):
                self._autosave.put(written)  # sending needs no draft
            return prepare_review(self.direct_mail, audience, written)

        result = await run_in_thread(prepare, fault="The review could not be prepared ({error}).")
        self._reviewing = False
        if isinstance(result, Failure):
            default = "templates" if written.template else "text"
            self._refuse(result.words, FIELD_BY_ERROR_CODE.get(result.code, default))
        elif not self.is_current or written != self._form.composition:
            return
        elif audience is not self._form.recipients_field.audience:  # checked again meanwhile
            self.action_review()
        else:
            dialog = ReviewDialog(self.direct_mail, *result, written.template)
            dialog.draft = None if self._stored is None else self._stored.id
            self.app.push_screen(dialog, self._leave_when_sent)

    def _leave_when_sent(self, mailing_id: str | None) -> None:
        if mailing_id is None:
            self._form.recipients_field.read_again()
            return
        from dm_tui.tui.console.send.mailing_dialog import MailingDialog

        with toast_errors(self.app):  # at once, so that no key reaches the screen behind
            dialog = MailingDialog(self.direct_mail, self.direct_mail.sending.mailing(mailing_id))
            self.app.switch_screen(dialog)
            return
        self.dismiss(None)

    # Leaving

    def action_back(self) -> None:
        """Leave and save the draft; ask first where it cannot be saved."""
        if not self.is_current:
            return
        self.save_now()
        if self.unsaved:
            self.leave_if(unsaved_question(), lambda: None)
            return
        if not self._autosave.kept.empty:
            toast(self.app, "Draft saved. Press n to continue it.")
        self.dismiss(None)

    def action_discard(self) -> None:
        """Ask, then discard the draft; where there is none, say so."""
        if not self.is_current:
            return
        if self._form.composition.untouched:
            toast(self.app, "There is nothing to discard.")
        else:
            self.leave_if(discard_question(), self._discard)

    def _discard(self) -> None:
        """Discard all but From: the next mailing must not silently be sent from another address."""
        with toast_errors(self.app):
            sender = self._form.composition.sender
            self._autosave.put(MailingDraft(id=self._form.draft_id, sender=sender))
