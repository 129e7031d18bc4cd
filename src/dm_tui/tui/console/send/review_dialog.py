"""The last look before sending: who, what, what it costs, what has to wait; then a button that says how many."""

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.message import Letter
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.setup.template import fill_variables
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import Audience
from dm_tui.tui.console.send.completion_toast import toast_when_done
from dm_tui.tui.console.send.wording import recipients_text, send_preview_lines
from dm_tui.tui.paint import MARKS, Part, fact, lines, text, warning
from dm_tui.tui.widgets.accept_box import AcceptBox
from dm_tui.tui.widgets.action_button import ActionButton

_AS_LIST_LABEL = "As a list: Direct Mail writes to each by itself"

WIDTH = 66
"""Cells a line of the dialog has at most."""


class ReviewDialog(ModalScreen[str | None]):
    """Returns the id of the mailing that is being sent, None when nothing is.

    Back has the focus. Sending is refused where the consequence is no longer the one that was shown.
    """

    BINDINGS = [Binding("escape", "back", "Back", show=False)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ReviewDialog {
        align: center middle;
        & #review-box {
            width: 72; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
            background: $surface; border: round $accent; overflow-y: auto;
            scrollbar-size-vertical: 1;
        }
        & #review-outcome { height: auto; }
        & #as-list { margin-top: 1; }
        & #review-actions { height: 1; margin-top: 1; }
        & #review-actions > ActionButton { margin-right: 2; }
    }
    """

    def __init__(
        self,
        direct_mail: DirectMail,
        letter: Letter,
        audience: Audience,
        preview: Preview,
        way_out: str,
        template: str = "",
    ) -> None:
        """Show `letter`, which says what `template` says where that is given."""
        super().__init__(id="review")
        self.direct_mail = direct_mail
        self._letter = letter
        self._audience = audience
        self._preview = preview
        self._way_out = way_out
        self._template = template if direct_mail.facts.sends_lists else ""
        self._busy = False
        self._written = 0
        self._made: str | None = None
        self._as_list = False

    def compose(self) -> ComposeResult:
        """Yield what is sent to whom and its consequence, how it goes, and the buttons."""
        with Vertical(id="review-box"):
            yield Static(id="review-text", markup=False)
            if self._template:
                yield AcceptBox(_AS_LIST_LABEL, id="as-list")
            yield Static(id="review-outcome", markup=False)
            with Horizontal(id="review-actions"):
                yield ActionButton("Back", id="back")
                yield ActionButton("Send", id="send", primary=True)

    def on_mount(self) -> None:
        """Focus the safe button."""
        self.query_one("#review-outcome").display = False
        self._paint()
        self.query_one("#back").focus()
        self.set_interval(0.2, self._show_saving)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "send":
            self._send()
        else:
            self.action_back()

    def action_back(self) -> None:
        """Send nothing. What is being made ready can no longer be held up here: the mailing can be paused."""
        if self.is_current and not self._busy:
            self.dismiss(None)

    def _paint(self) -> None:
        preview = self._preview
        width = min(WIDTH, max(20, self.app.size.width - 10))
        self.query_one("#review-text", Static).update(
            lines([*self._about(), "", *send_preview_lines(preview, width)[1:]])
        )
        send = self.query_one("#send", ActionButton)
        send.rename(f"Send to {preview.recipients:,}")
        send.disabled = self._busy or not preview.split.emails
        self.query_one("#back").disabled = self._busy

    def _about(self) -> list[Part]:
        letter, audience = self._letter, self._audience
        many = len(audience.addresses)
        first = audience.first
        values = {"EAddr": first.address, **first.variables} if first is not None else {}
        sender = f"{letter.alias} <{letter.sender}>" if letter.alias else letter.sender
        to = audience.addresses[0] + (f" and {many - 1:,} more" if many > 1 else "")
        rows: list[Part] = [
            (f"Send to {recipients_text(many)}?", "bold"),
            "",
            fact("From", sender, 8),
            fact("To", to, 8),
            fact("Subject", clean_line(fill_variables(letter.content.subject, values), 120), 8),
        ]
        if letter.tag:
            rows.append(fact("Tag", letter.tag, 8))
        if letter.batch:
            url = letter.unsubscribe_url
            rows.append(fact("Opt out", f"one click: {url}" if url else "by email", 8))
        rows.append(fact("Goes by", clean_line(self._way_out), 8))
        if audience.problem_count:
            rows.append(
                warning(
                    f"{audience.problem_count:,} of the file are left out: nothing is sent there."
                )
            )
        return rows

    # Sending

    def _send(self) -> None:
        if self._busy or not self.is_current:
            return
        self._busy, self._written = True, 0
        self._as_list = any(box.value for box in self.query(AcceptBox))
        self._paint()
        self._say(text((f"{MARKS.here} One moment …", "bold $accent")))
        self.app.run_worker(self._try(), group="send", exit_on_error=False)

    async def _try(self) -> None:
        """Make the mailing in a thread and begin to send it; where that is refused, nothing is lost."""
        problem, mailing = "", None
        try:
            mailing = await asyncio.to_thread(self._make)
        except DirectMailError as error:
            problem = str(error)
        except Exception as error:  # a fault of ours must not leave the dialog waiting for ever
            problem = f"Nothing was sent ({type(error).__name__})."
        if mailing is not None:
            toast_when_done(self.app, self.direct_mail.background_mailings.start(mailing.id))
            self._made = mailing.id
            self.on_screen_resume()
            return
        self._busy = False
        if self.is_attached:
            self._paint()
            self._say(warning(problem, serious=True, width=WIDTH))
            self.query_one("#back").focus()

    def on_screen_resume(self) -> None:
        """Close once the mailing is made, at once or when nothing stands before it any more."""
        if self._made is not None and self.is_current:
            self.dismiss(self._made)

    def _make(self) -> Mailing:
        """Return the mailing, unless its consequence is another one than was shown."""
        fresh = self.direct_mail.sending.preview(self._letter, self._audience.without_values())
        if fresh != self._preview:
            self._preview = fresh
            raise _preview_changed_error()
        letter = self._letter
        if self._as_list:
            letter = letter.model_copy(update={"template": self._template})
        recipients = self._audience.recipients(self._note_saved)
        return self.direct_mail.sending.create(letter, recipients, composed=True)

    def _note_saved(self, count: int) -> None:
        self._written = count

    def _show_saving(self) -> None:
        if self._busy and self._written:
            of = f"{self._written:,} of {len(self._audience.addresses):,}"
            self._say(text((f"{MARKS.here} Writing down {of} recipients …", "bold $accent")))

    def _say(self, words: Part) -> None:
        outcome = self.query_one("#review-outcome", Static)
        outcome.update(lines(["", words]))
        outcome.display = True
        outcome.scroll_visible(animate=False)


def _preview_changed_error() -> DirectMailError:
    return DirectMailError(
        ErrorKind.REFUSED,
        "preview-changed",
        "Something changed since this was shown; the figures are those of now.",
        "Nothing was sent. Look at them, then send.",
    )
