"""What sending would do, told while it is still being written: the cost, what is left, what has to wait."""

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from dm_tui.domain.mailing.message import Letter
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.setup.content import MailContent
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import Audience
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.send.mailing_paint import send_preview_lines, short_send_preview_lines
from dm_tui.tui.paint import Part, lines, muted, warning

_PLACEHOLDER = MailContent(subject="-", text="-")
"""What is said does not change what it costs."""


class CostPreview(VerticalScroll, can_focus=False):
    """The preview for an audience as the account stands now; above it, why the letter cannot be sent yet."""

    DEFAULT_CSS = """
    CostPreview { height: auto; max-height: 7; margin-top: 1; scrollbar-size-vertical: 1; }
    """
    SCOPED_CSS = False

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="consequence")
        self.direct_mail = direct_mail
        self._sender = ""
        self._audience: Audience | None = None
        self._preview: Preview | None = None
        self._problem = ""
        self._refusal = ""
        self._seen: object = None

    def compose(self) -> ComposeResult:
        """Yield the text."""
        yield Static(id="consequence-text", markup=False)

    def on_resize(self) -> None:
        """Wrap the text for the room there is."""
        self._paint()

    def show(self, sender: str, audience: Audience | None) -> None:
        """Tell what sending to `audience` would do."""
        self._sender, self._audience = sender, audience
        self._refusal = ""
        self._update_preview()

    def follow(self) -> None:
        """Tell it anew where the account has changed."""
        if self.direct_mail.signature() != self._seen:
            self._update_preview()

    def ignore_change_since(self, before: object) -> None:
        """Take no notice that the account changed since `before`: only what is written here was kept."""
        if self._seen == before:
            self._seen = self.direct_mail.signature()

    def show_refusal(self, words: str) -> None:
        """Say why it cannot be sent as it is; nothing where it may."""
        if words != self._refusal:
            self._refusal = words
            self._paint()
        if words:
            self.scroll_home(animate=False)
            self.scroll_visible(animate=False)

    def _update_preview(self) -> None:
        self._seen = self.direct_mail.signature()
        if self._audience is None or not self._audience.addresses:
            self._preview, self._problem = None, ""
            self._paint()
        else:
            self._ask(self._audience)

    @work(group="preview", exclusive=True)
    async def _ask(self, audience: Audience) -> None:
        """Ask in a thread, as long as nobody else is meant meanwhile."""
        letter = Letter(sender=self._sender, content=_PLACEHOLDER)
        result = await run_in_thread(
            lambda: self.direct_mail.sending.preview(letter, audience.without_values())
        )
        if self._audience is audience:
            self._preview = None if isinstance(result, Failure) else result
            self._problem = result.words if isinstance(result, Failure) else ""
            self._paint()

    def _paint(self) -> None:
        if not self.is_attached:
            return  # the program closed while the preview was asked for
        width = max(20, self.content_size.width or self.app.size.width - 8)
        rows: list[Part] = []
        for problem in filter(None, (self._refusal, self._problem)):
            rows += [warning(problem, serious=True, width=width)]
        if self._preview is not None:
            told = send_preview_lines if self.screen.has_class("-beside") else short_send_preview_lines
            rows += told(self._preview, width)
        elif not rows:
            rows.append(muted("Say to whom: what it costs and what is left stands here then."))
        for place in self.query("#consequence-text").results(Static):
            place.update(lines(rows))
