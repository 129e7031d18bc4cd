"""What is written on: from whom, to whom, what, and what goes with it; together a composition."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from dm_tui.domain.mailing.csv_columns import variables_in
from dm_tui.domain.mailing.mailing_draft import Composition
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.message_field import LetterBox, Missing
from dm_tui.tui.console.send.recipients_field import Addressees
from dm_tui.tui.console.send.sender_field import SenderChoice
from dm_tui.tui.console.send.tag_and_unsubscribe import Extras


class Desk(Vertical):
    """Goes on with `begun`. `addressees` says to whom it goes, `box` what is said."""

    DEFAULT_CSS = """
    Desk {
        height: 1fr; min-height: 15;
        & .line { height: 1; }
        & .line > Field { width: 1fr; }
        & .named { width: 10; color: $muted; }
    }
    """
    SCOPED_CSS = False

    def __init__(self, mail: DirectMail, begun: Composition) -> None:
        super().__init__(id="written")
        self._begun = begun
        self.sender = SenderChoice(mail.senders.list(), begun.sender)
        self.addressees = Addressees(begun)
        self.box = LetterBox(mail.templates.list(), begun)
        self.extras = Extras(begun)

    def compose(self) -> ComposeResult:
        """Yield the parts in the order in which they are filled in."""
        yield self.sender
        yield self.addressees
        yield self.box
        yield self.extras

    def on_mount(self) -> None:
        """Offer what goes with mail from this sender."""
        self._fit()

    @on(SenderChoice.Changed)
    def _fit(self) -> None:
        self.extras.fit(batch=self.sender.to_many)

    @property
    def home(self) -> Widget:
        """Where to begin, or to go on."""
        return self.query_one("#to") if self._begun.empty else self.box.home

    @property
    def needed(self) -> frozenset[str]:
        """The variables that are in what is said."""
        return variables_in(self.box.content)

    @property
    def composition(self) -> Composition:
        """Everything that is typed."""
        (to, file), typed = self.addressees.written, self.box.typed
        return Composition(
            sender=self.sender.address,
            to=to,
            file=file,
            subject=typed.subject,
            text=typed.text,
            template=self.box.template or "",
            tag=self.extras.tag,
            unsubscribe_url=self.extras.unsubscribe_url,
        )

    @property
    def missing(self) -> Missing | None:
        """The first thing without which it cannot be sent; None when there is all."""
        audience = self.addressees.audience
        if audience is None or not audience.addresses:
            verb = "Mend" if self.addressees.problem else "Say"
            where = "recipients" if self.addressees.written[1] else "to"
            return Missing(where, f"{verb} to whom it goes.")
        return self.box.missing

    @property
    def gone(self) -> tuple[str, ...]:
        """What of that which was begun is no longer to be had, in words."""
        begun, words = self._begun, []
        if begun.sender and begun.sender != self.sender.address:
            words.append(f"{begun.sender} is no sender address any more: look at From.")
        if begun.template and begun.template != self.box.template:
            words.append(f"“{begun.template}” is no approved template any more.")
        return tuple(words)
