"""The review before sending: recipients, subject, cost, emails that wait; the button names the number."""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import ErrorKind, ErrorText
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.letter_wording import TEXT_FROM_HTML
from dm_tui.domain.mailing.letters.text_part import has_html_alone
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipients_wording import ROWS_BY_GUESS
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.setup.variable_filling import fill_variables
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import Audience
from dm_tui.tui.background import Failure
from dm_tui.tui.console.send.completion_toast import toast_when_done
from dm_tui.tui.console.send.send_preview_lines import send_preview_lines
from dm_tui.tui.console.shared.setup_status import name_in_full
from dm_tui.tui.dialogs.dialog import WorkingDialog
from dm_tui.tui.front_screen import is_closed
from dm_tui.tui.keys_for_commands import with_fields
from dm_tui.tui.screen_text import Part, fact, lines, text, warning
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.accept_box import AcceptBox
from dm_tui.tui.widgets.action_button import TAB_ENTER, ActionButton
from dm_tui.tui.widgets.text_block import TextBlock

_AS_LIST_LABEL = "As a list: Direct Mail itself sends to the recipients"

PREVIEW_CHANGED = ErrorText(
    ErrorKind.REFUSED,
    "preview-changed",
    "Something changed since this was shown. The figures are up to date now.",
    "Nothing was sent. Check the figures, then send.",
)

WIDTH = 70
"""Cells of a line of the dialog, at most."""

_NARROW = 12
"""Cells of a window in which the scroll bar always has its column.

In a few cells it would take the last one of the text, which then has no rows and needs no bar, so that it has
rows again: the dialog would be laid out for ever.
"""

_AROUND = 4
"""Rows of the dialog besides what is reviewed: its frame, and the buttons with the row above them."""


class ReviewDialog(WorkingDialog[str]):
    """Returns the id of the mailing that is being sent, None when nothing is.

    Back has the focus. Sending is refused if the preview is no longer what was shown. While the mailing is
    saved the dialog stays open; from then on you can pause the mailing.
    """

    BINDINGS = [
        Binding("escape", "back", "Back", show=False),
        Binding("pageup", "turn(-1)", "Up", show=False),
        Binding("pagedown", "turn(1)", "Down", show=False),
        Binding("l", "letter", "Letter", id="review.letter", show=False),
        Binding("t", "test", "Test", id="review.test", show=False),
    ]
    DEFAULT_CSS = """
    ReviewDialog {
        & .dialog-box { width: 76; padding: 0 2; }
        & #review-page { height: auto; scrollbar-size-vertical: 1; }
        & .dialog-outcome, & #as-list { margin-top: 1; }
    }
    """
    prefix = "review"
    primary_key = TAB_ENTER
    safe = "back"
    fault = "Nothing was sent ({error})."
    closable_note = ""

    def __init__(
        self,
        direct_mail: DirectMail,
        letter: Letter,
        audience: Audience,
        preview: Preview,
        way_out: str,
        template: str = "",
    ) -> None:
        """Show `letter`, which has the content of `template` where that is given."""
        super().__init__("review")
        self.direct_mail = direct_mail
        self._letter = letter
        self._audience = audience
        self._preview = preview
        self._way_out = way_out
        self._template = template if direct_mail.facts.sends_lists else ""
        self._saved_count = 0
        self._made: str | None = None
        self.draft: str | None = None
        self._as_list = False

    def body(self) -> ComposeResult:
        with VerticalScroll(id="review-page", can_focus=False):
            yield TextBlock(id="review-text")
        if self._template:
            yield AcceptBox(_AS_LIST_LABEL, id="as-list")
        yield self.outcome_line()

    def actions(self) -> ComposeResult:
        yield ActionButton("Back", id="back")
        for label, id, key in (("Letter", "letter", "l"), ("Test …", "test", "t")):
            button = ActionButton(label, id=id, key=key)
            button.can_focus = False  # Tab leads from Back to Send; the key and the mouse lead here
            yield button
        yield ActionButton("Send", id="send", primary=True)

    def begin(self) -> None:
        """Focus Back, and follow the saving of the recipients."""
        super().begin()
        self.set_interval(0.2, self._show_saving)

    def on_resize(self) -> None:
        """Leave room for the buttons: what is longer is turned over by PgUp and PgDn."""
        rows = int(self.app.size.height * 0.96) - _AROUND - bool(self._template) * 2
        page = self.query_one("#review-page").styles
        page.max_height = max(4, rows)
        page.scrollbar_gutter = "stable" if self.size.width < _NARROW else "auto"

    def action_turn(self, pages: int) -> None:
        """Scroll what is reviewed by a page."""
        page = self.query_one("#review-page", VerticalScroll)
        page.scroll_relative(y=pages * max(1, page.size.height - 1), animate=False)

    @property
    def busy(self) -> bool:
        return super().busy or self._made is not None

    def action_back(self) -> None:
        """Close it and send nothing, unless sending has begun."""
        if not self.busy:
            self.action_close()

    def show(self) -> None:
        preview = self._preview
        width = min(WIDTH, max(20, self.app.size.width - 10))
        self.query_one("#review-text", TextBlock).update(
            lines([*self._about(), "", *send_preview_lines(preview, width)])
        )
        send = self.query_one("#send", ActionButton)
        send.rename(f"Send to {preview.recipients:,}")
        send.disabled = self.busy or not preview.split.emails
        for id in ("back", "letter", "test"):
            self.query_one(f"#{id}").disabled = self.busy

    def _about(self) -> list[Part]:
        letter, audience = self._letter, self._audience
        many = len(audience.addresses)
        first = audience.first
        values = {"EAddr": first.address, **first.variables} if first is not None else {}
        address = name_in_full(letter.sender)
        sender = f"{letter.alias} <{address}>" if letter.alias else address
        to = (first.address if first else "") + (f" and {many - 1:,} more" if many > 1 else "")
        rows: list[Part] = [
            (f"Send to {show_count(many, 'recipient')}?", "bold"),
            "",
            fact("From", sender, 12),
            fact("To", to, 12),
            fact("Subject", clean_line(fill_variables(letter.content.subject, values), 120), 12),
        ]
        if has_html_alone(letter.content):
            rows.append(fact("Text", TEXT_FROM_HTML, 12))
        if letter.tag:
            tracked = f"{letter.tag}, counts opens and clicks" if letter.track else letter.tag
            rows.append(fact("Tag", tracked, 12))
        if count := len(letter.attachments) + len(letter.row_files):
            rows.append(fact("Attached", show_count(count, "file"), 12))
        if letter.batch:
            url, reader = letter.unsubscribe_url, letter.reply_to or letter.sender
            rows.append(fact("Unsubscribe", f"one click: {url}" if url else f"an email to {reader}", 12))
        rows.append(fact("Delivered to", clean_line(self._way_out), 12))
        if audience.source is not None and audience.source.guessed:
            rows.append(warning(ROWS_BY_GUESS.format(encoding=audience.source.encoding), width=WIDTH))
            rows += [text(row).truncate(WIDTH, ellipsis=True) for row in audience.source.rows]
        return rows + [warning(sentence, width=WIDTH) for sentence in audience.left_out]

    def action_letter(self) -> None:
        """Show the letter as the first recipient will read it."""
        if self.busy or not self.is_current or self._audience.first is None:
            return
        from dm_tui.tui.console.send.letter_dialog import LetterDialog

        with toast_errors(self.app):
            letter = self.direct_mail.sending.dry_run.read_as(self._letter, self._audience.first)
            self.app.push_screen(LetterDialog(self.direct_mail, letter))

    # Sending

    def action_test(self) -> None:
        """Ask for an address, and send one test letter there; the preview is made again afterwards."""
        if self.busy or not self.is_current:
            return
        from dm_tui.tui.console.send.letter_test_form import open_test_form

        first = self._audience.first
        values = first.variables if first is not None else {}
        open_test_form(self.app, self.direct_mail, self._letter, values, self._finish_test)

    def _finish_test(self, words: list[str]) -> None:
        def take_preview(preview: Preview) -> Content:
            self._preview = preview
            return lines(words)

        self.start("One moment", self._preview_again, take_preview)

    def _preview_again(self) -> Preview:
        recipients, schedule = self._audience.to_preview(self._letter), self._preview.schedule
        return self.direct_mail.sending.preview(self._letter, recipients, schedule)

    def action_send(self) -> None:
        """Create the mailing in a thread and begin to send it; where that is refused, nothing is lost."""
        if not self.busy:
            self._saved_count = 0
            self._as_list = any(box.value for box in self.query(AcceptBox))
            self.start("One moment", self._create, self._send_in_background)

    def _send_in_background(self, mailing: Mailing) -> None:
        toast_when_done(self.app, self.direct_mail.background_mailings.start(mailing.id))
        self._made = mailing.id
        self._close_once_made()

    def fail(self, failure: Failure) -> Content | None:
        if not is_closed(self):
            self.show()
            self.query_one("#back").focus()
        return warning(with_fields(failure.words), serious=True, width=WIDTH)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        self._close_once_made()

    def _close_once_made(self) -> None:
        """Close once the mailing is created and nothing covers this dialog."""
        if self._made is not None and self.is_current:
            self.dismiss(self._made)

    def _create(self) -> Mailing:
        """Return the new mailing, unless the preview is no longer what was shown."""
        fresh, shown = self._preview_again(), self._preview
        self._preview = fresh
        if not fresh.has_same_consequence(shown):
            raise PREVIEW_CHANGED()
        letter = self._letter
        if self._as_list:
            letter = letter.model_copy(update={"template": self._template})
        recipients = self._audience.recipients(self._note_saved)
        schedule = self._preview.schedule
        return self.direct_mail.sending.create(letter, recipients, draft=self.draft, schedule=schedule)

    def _note_saved(self, count: int) -> None:
        self._saved_count = count

    def _show_saving(self) -> None:
        if self._doing and self._saved_count:
            total = len(self._audience.addresses)
            self._doing = f"Saving {self._saved_count:,} of {total:,} recipients"
            self._show_progress()
