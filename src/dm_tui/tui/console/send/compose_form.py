"""The form of a mailing: sender, recipients, message, tag and unsubscribe address."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from dm_tui.domain.mailing.letters.letter_variables import LetterVariables, letter_variables
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.attachments import has_variables
from dm_tui.tui.console.send.attach_field import AttachField
from dm_tui.tui.console.send.fields_to_fix import FIELD_BY_PART
from dm_tui.tui.console.send.message_field import LEAST_MESSAGE_ROWS, MessageField, MissingPart
from dm_tui.tui.console.send.recipients_field import RecipientsField
from dm_tui.tui.console.send.report_block import ReportBlock
from dm_tui.tui.console.send.sender_field import SenderField
from dm_tui.tui.console.send.tag_and_unsubscribe import TagAndUnsubscribe

_LEAST_ROWS = 15
"""Rows of the form at least; with fewer it scrolls."""

_REPORT_ROWS = 4
"""Rows of the report on the recipients for which there is room among the least rows."""


class ComposeForm(Vertical):
    """Continues the draft `begun`."""

    DEFAULT_CSS = """
    ComposeForm {
        height: 1fr;
        & .line { height: 1; }
        & .line > Field { width: 1fr; }
        & .named { width: 10; color: $muted; }
    }
    """
    SCOPED_CSS = False

    def __init__(self, direct_mail: DirectMail, begun: MailingDraft) -> None:
        super().__init__(id="written")
        self._begun = begun
        self._room = (-1, -1)
        self.draft_id = begun.id
        self.schedule = begun.schedule
        self.sender = SenderField(direct_mail.senders.list(), begun.sender)
        self.recipients_field = RecipientsField(begun)
        self.message_field = MessageField(direct_mail.templates.list(), begun)
        self.attach_field = AttachField(begun.attach)
        self.tag_and_unsubscribe = TagAndUnsubscribe(begun)

    def compose(self) -> ComposeResult:
        yield self.sender
        yield self.recipients_field
        yield self.message_field
        yield self.tag_and_unsubscribe
        yield self.attach_field

    def on_mount(self) -> None:
        self._offer_unsubscribe()
        self._make_room()

    @on(SenderField.SenderChanged)
    def _offer_unsubscribe(self) -> None:
        self.tag_and_unsubscribe.offer_unsubscribe(batch=self.sender.sends_batches)

    @on(RecipientsField.RecipientsChecked)
    @on(ReportBlock.RowsChanged)
    def _make_room(self) -> None:
        """Be as much higher as the problems say more: the text must not give way to them, nor they be cut."""
        problem = self.query_one("#letter-problem", ReportBlock).rows
        more = max(0, self.query_one("#recipients-report", ReportBlock).rows - _REPORT_ROWS)
        if (problem, more) != self._room:
            self._room = (problem, more)
            self.message_field.styles.min_height = LEAST_MESSAGE_ROWS + problem
            self.styles.min_height = _LEAST_ROWS + problem + more

    def on_resize(self) -> None:
        self.show_focused()

    def show_focused(self) -> None:
        """Scroll to the field in focus: what is around the form, or in it, has other rows than before."""
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            focused.scroll_visible(animate=False)

    @property
    def default_focus(self) -> Widget:
        """The recipients of a new draft, the message of a draft that was begun."""
        return self.query_one("#to") if self._begun.empty else self.message_field.default_focus

    @property
    def needed(self) -> LetterVariables:
        """The variables of the message."""
        names = MailingDraft(attach=self.attach_field.written).attached_names
        return letter_variables(self.message_field.content, tuple(filter(has_variables, names)))

    @property
    def composition(self) -> MailingDraft:
        """The draft as typed."""
        (to, file), typed = self.recipients_field.written, self.message_field.typed
        return MailingDraft(
            id=self.draft_id,
            sender=self.sender.address,
            to=to,
            file=file,
            reading=self.recipients_field.reading,
            subject=typed.subject,
            text=typed.text,
            markdown=self.message_field.is_markdown,
            attach=self.attach_field.written,
            template=self.message_field.template or "",
            tag=self.tag_and_unsubscribe.tag,
            track=self.tag_and_unsubscribe.track,
            unsubscribe_url=self.tag_and_unsubscribe.unsubscribe_url,
            schedule=self.schedule,
        )

    @property
    def judged(self) -> object:
        """What a refusal is about: all that is typed, and what was found out about the recipients."""
        recipients = self.recipients_field
        audience = recipients.audience
        counts = (len(audience.addresses), audience.problem_count) if audience is not None else None
        return self.composition.model_copy(update={"id": ""}), recipients.problem, counts

    @property
    def missing(self) -> MissingPart | None:
        """The first part without which the mailing cannot be sent, if any."""
        audience = self.recipients_field.audience
        if audience is None or not audience.addresses:
            part = self.recipients_field.part_at_fault
            if part and self.message_field.missing is None:
                if self.message_field.by_template and part != "name of the attachment":
                    return MissingPart("templates", "Choose a template that fits the recipients.")
                return MissingPart(FIELD_BY_PART.get(part, "text"), f"Fix the {part}.")
            words = "Fix the recipients." if self.recipients_field.problem else "Add recipients."
            return MissingPart("recipients" if self.recipients_field.written[1] else "to", words)
        return self.message_field.missing

    @property
    def unavailable_choices(self) -> tuple[str, ...]:
        """Sentences about the choices of the draft that are no longer available."""
        begun, words = self._begun, []
        if begun.sender and begun.sender != self.sender.address:
            words.append(f"{begun.sender} is no longer a sender address. Check From.")
        if begun.template and begun.template != self.message_field.template:
            words.append(f"“{begun.template}” is no longer an approved template.")
        return tuple(words)
