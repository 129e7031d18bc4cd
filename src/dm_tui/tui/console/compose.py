"""Composing: from whom, to whom, what; and before anything is sent, what it costs and what has to wait."""

import asyncio

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, OptionList, Static

from dm_tui.domain.columns import variables_in
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.letter import make_letter
from dm_tui.domain.mail import Content, Letter
from dm_tui.domain.preview import Preview
from dm_tui.domain.sender import SenderAddress
from dm_tui.domain.template import raise_unless_approved
from dm_tui.services.audience import Audience
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.addressees import Addressees
from dm_tui.tui.console.consequence import Consequence
from dm_tui.tui.console.letter_box import LetterBox
from dm_tui.tui.console.review import ReviewDialog
from dm_tui.tui.dialogs.question import Answer, Question
from dm_tui.tui.notice import told
from dm_tui.tui.paint import MARKS, text
from dm_tui.tui.widgets.action import Action
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.frame import HORIZONTAL, VERTICAL, KeyLine, Masthead

BESIDE = 100
"""Columns from which the consequence stands beside what is written."""

LOOK_AGAIN = 1.0
"""Seconds between two looks whether the account is another than the one the consequence was told for."""

_WANTED = {
    "subject": "Give it a subject.",
    "text": "Write the text.",
    "templates": "No template is chosen: press F3 to write a text instead.",
}


class ComposeScreen(Screen[str | None]):
    """Returns the id of the mailing that is being sent, None when it is left.

    What was typed is kept nowhere: leaving asks. Sending is a dialog of its own, which asks once more.
    """

    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("escape", "back", "Back", id="compose.back"),
        Binding("tab", "app.focus_next", "Next field", id="compose.tab"),
        Binding("f3", "turn", "Text/template", id="compose.turn", tooltip="Text or template"),
        Binding("f4", "problems", "Left out", id="compose.problems", tooltip="Rows not sent to"),
        Binding("f9", "review", "Review", id="compose.review", tooltip="Look at it, then send"),
    ]
    DEFAULT_CSS = """
    ComposeScreen {
        background: $background; color: $foreground;
        & > #desk { height: 1fr; padding: 0 2; margin-top: 1; scrollbar-size-vertical: 1; }
        & #written { height: 1fr; min-height: 14; }
        & .line { height: 1; }
        & .line > Field { width: 1fr; }
        & .named { width: 10; color: $muted; }
        & #from-line { height: auto; max-height: 3; }
        & #from { width: 1fr; height: auto; max-height: 3; }
        & > .actions { height: 1; padding: 0 2; margin: 1 0; }
        & > .actions > Action { margin-right: 2; }
    }
    ComposeScreen.-beside {
        & > #desk { layout: horizontal; }
        & #written { width: 1fr; }
        & #consequence { width: 42; height: 1fr; max-height: 100%; margin: 0 0 0 3; }
    }
    ComposeScreen.-short {
        & > #desk { margin-top: 0; }
        & #consequence { margin-top: 0; }
        & > .actions { margin: 0; }
    }
    ComposeScreen.-wide {
        & > #desk { padding: 0 4; }
        & > .actions { padding: 0 4; }
    }
    """

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(id="compose")
        self.mail = mail
        self._senders = mail.senders.list()
        self._addressees = Addressees()
        self._box = LetterBox(mail.templates.list())
        self._consequence = Consequence(mail)
        self._said = Content(subject="")
        self._wants_review = False
        self._reviewing = False

    def compose(self) -> ComposeResult:
        """Yield the frame, what is written, its consequence, and the buttons."""
        yield Masthead(id="masthead")
        with VerticalScroll(id="desk", can_focus=False):
            with Vertical(id="written"):
                with Horizontal(id="from-line"):
                    yield Static("From", classes="named", markup=False)
                    yield Choices(id="from")
                yield self._addressees
                yield self._box
            yield self._consequence
        with Horizontal(classes="actions"):
            yield Action("Back", id="back")
            yield Action(f"Review {MARKS.next}", id="review", primary=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Say whose mail it is; begin with whom it goes to."""
        masthead = self.query_one(Masthead)
        masthead.title = f"Direct Mail {MARKS.dot} New mailing"
        with told(self.app):
            account = self.mail.prerequisites.account()
            regions = {one.id: one.name for one in self.mail.prerequisites.regions()}
            provider = self.mail.prerequisites.kind
            masthead.account = (account.id, regions.get(account.region, account.region), provider)
        rows = [
            Choice(one.address, text(f"{one.address}  ", (_about(one), "$muted")))
            for one in self._senders
        ]
        self.query_one("#from", Choices).show(rows, None)
        self.query_one("#to").focus()
        self.set_interval(LOOK_AGAIN, self._follow)

    def on_resize(self, event: events.Resize) -> None:
        """Put the consequence beside what is written, or below it."""
        self.set_class(event.size.width >= BESIDE, "-beside")

    @property
    def unsaved(self) -> bool:
        """Whether something is typed that is kept nowhere else."""
        return self.is_mounted and (any(self._addressees.written) or self._box.written)

    def written(self) -> list[str]:
        """Return what is typed, as lines that can be read and copied from."""
        to, file = self._addressees.written
        return [f"To: {to or file}", *self._box.lines()]

    # What follows from what is written

    @on(LetterBox.Changed)
    def _changed(self, event: LetterBox.Changed) -> None:
        event.stop()
        content = self._box.content
        if content != self._said:  # word of it may come late, after it was refused
            self._said, self._wants_review = content, False
            self._consequence.refuse("")
            self._addressees.need(variables_in(content))

    @on(Addressees.Judged)
    def _judged(self, event: Addressees.Judged) -> None:
        event.stop()
        audience = self._addressees.audience
        self._box.read_as(audience.first if audience is not None else None)
        self._consequence.show(self._sender, audience)
        if self._wants_review:
            self._review()

    @on(OptionList.OptionSelected, "#from")
    def _sender_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.focus_next()

    def _follow(self) -> None:
        if self.is_current:
            self._consequence.follow()

    @property
    def _sender(self) -> str:
        return self.query_one("#from", Choices).chosen or ""

    # Doing

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        """Do what the key of the same name does."""
        event.stop()
        if self.is_current and event.button.id is not None:
            await self.run_action(event.button.id)

    def action_turn(self) -> None:
        """Say it by a text, or by a template."""
        self._box.turn()

    def action_problems(self) -> None:
        """List the rows that nothing can be sent to."""
        self._addressees.list_problems()

    def action_review(self) -> None:
        """Look at what would be sent, once everything typed is judged."""
        if not self.is_current or self._reviewing:
            return
        self._wants_review = True
        if self._addressees.settled:
            self._review()
        else:
            self._addressees.hurry()

    def _review(self) -> None:
        audience, needed = self._addressees.audience, variables_in(self._box.content)
        if audience is not None and audience.needed != needed:
            self._addressees.need(needed)
            self._addressees.hurry()
            return
        self._wants_review = False
        if audience is None or not audience.addresses:
            mend = "Mend to whom it goes." if self._addressees.problem else "Say to whom it goes."
            self._refuse(mend, "recipients" if self._addressees.written[1] else "to")
        elif missing := self._box.missing:
            self._refuse(_WANTED[missing], missing)
        elif not self._reviewing:
            self._reviewing = True
            work = self._prepare(audience, self._sender, self._box.template, self._box.content)
            self.run_worker(work, group="review", exit_on_error=False)

    def _refuse(self, words: str, where: str) -> None:
        self._said = self._box.content
        self._consequence.refuse(words)
        widget = self.query_one(f"#{where}")
        if widget.display:
            widget.focus()

    async def _prepare(
        self, audience: Audience, sender: str, template: str | None, content: Content
    ) -> None:
        """Make the letter in a thread and show what it would do; nothing typed is lost where it is refused."""

        def prepare() -> tuple[Letter, Preview]:
            said = content
            if template is not None:
                chosen = self.mail.templates.show(template)
                raise_unless_approved(chosen)
                said = chosen.content
            letter = make_letter(self.mail.senders.show(sender), said)
            return letter, self.mail.sending.preview(letter, audience.bare())

        problem = ""
        try:
            letter, preview = await asyncio.to_thread(prepare)
        except DirectMailError as error:
            problem = str(error)
        except Exception as error:  # a fault of ours must not lock the way to the review
            problem = f"It could not be made ready ({type(error).__name__})."
        self._reviewing = False
        if problem:
            self._refuse(problem, "text" if not self._box.by_template else "templates")
        elif self.is_current and audience is self._addressees.audience:
            self.app.push_screen(ReviewDialog(self.mail, letter, audience, preview), self._sent)

    def _sent(self, mailing_id: str | None) -> None:
        if mailing_id is not None:
            self.dismiss(mailing_id)
        else:
            self._addressees.read_again()

    def action_back(self) -> None:
        """Leave; ask first where something would be lost."""
        if not self.is_current:
            return
        if not self.unsaved:
            self.dismiss(None)
            return

        def left(really: bool | None) -> None:
            if really and self.is_current:
                self.dismiss(None)

        self.app.push_screen(_really_leave(), left)


def _about(sender: SenderAddress) -> str:
    return f"{sender.alias} {MARKS.dot} {sender.kind}" if sender.alias else str(sender.kind)


def _really_leave() -> Question:
    return Question(
        "discard",
        "Leave without sending?",
        ["What is typed here is kept nowhere."],
        Answer("leave-it", "Leave"),
        Answer("stay", "Stay"),
    )
