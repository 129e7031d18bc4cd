"""What is written on: from whom, to whom, what, and what goes with it; together a composition."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from dm_tui.domain.mailing.csv_columns import find_used_variables
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.message_field import MessageField, MissingPart
from dm_tui.tui.console.send.recipients_field import RecipientsField
from dm_tui.tui.console.send.sender_field import SenderField
from dm_tui.tui.console.send.tag_and_unsubscribe import TagAndUnsubscribe


class ComposeForm(Vertical):
    """Goes on with `begun`. `addressees` says to whom it goes, `box` what is said."""

    DEFAULT_CSS = """
    ComposeForm {
        height: 1fr; min-height: 15;
        & .line { height: 1; }
        & .line > Field { width: 1fr; }
        & .named { width: 10; color: $muted; }
    }
    """
    SCOPED_CSS = False

    def __init__(self, direct_mail: DirectMail, begun: MailingDraft) -> None:
        super().__init__(id="written")
        self._begun = begun
        self.sender = SenderField(direct_mail.senders.list(), begun.sender)
        self.recipients_field = RecipientsField(begun)
        self.message_field = MessageField(direct_mail.templates.list(), begun)
        self.tag_and_unsubscribe = TagAndUnsubscribe(begun)

    def compose(self) -> ComposeResult:
        """Yield the parts in the order in which they are filled in."""
        yield self.sender
        yield self.recipients_field
        yield self.message_field
        yield self.tag_and_unsubscribe

    def on_mount(self) -> None:
        """Offer what goes with mail from this sender."""
        self._offer_unsubscribe()

    @on(SenderField.SenderChanged)
    def _offer_unsubscribe(self) -> None:
        self.tag_and_unsubscribe.offer_unsubscribe(batch=self.sender.sends_batches)

    @property
    def default_focus(self) -> Widget:
        """Where to begin, or to go on."""
        return self.query_one("#to") if self._begun.empty else self.message_field.default_focus

    @property
    def needed(self) -> frozenset[str]:
        """The variables that are in what is said."""
        return find_used_variables(self.message_field.content)

    @property
    def composition(self) -> MailingDraft:
        """Everything that is typed."""
        (to, file), typed = self.recipients_field.written, self.message_field.typed
        return MailingDraft(
            sender=self.sender.address,
            to=to,
            file=file,
            subject=typed.subject,
            text=typed.text,
            template=self.message_field.template or "",
            tag=self.tag_and_unsubscribe.tag,
            unsubscribe_url=self.tag_and_unsubscribe.unsubscribe_url,
        )

    @property
    def missing(self) -> MissingPart | None:
        """The first thing without which it cannot be sent; None when there is all."""
        audience = self.recipients_field.audience
        if audience is None or not audience.addresses:
            verb = "Mend" if self.recipients_field.problem else "Say"
            where = "recipients" if self.recipients_field.written[1] else "to"
            return MissingPart(where, f"{verb} to whom it goes.")
        return self.message_field.missing

    @property
    def unavailable_choices(self) -> tuple[str, ...]:
        """What of that which was begun is no longer to be had, in words."""
        begun, words = self._begun, []
        if begun.sender and begun.sender != self.sender.address:
            words.append(f"{begun.sender} is no sender address any more: look at From.")
        if begun.template and begun.template != self.message_field.template:
            words.append(f"“{begun.template}” is no approved template any more.")
        return tuple(words)
