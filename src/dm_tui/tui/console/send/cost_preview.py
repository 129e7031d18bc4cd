"""The preview beside the form: the cost of sending, the quota left, and the emails that have to wait."""

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import Audience
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.send.send_preview_lines import short_send_preview_lines
from dm_tui.tui.console.send.used_sources import NONE_KNOWN, Wholes, paint_uses
from dm_tui.tui.screen_text import Part, lines, muted, warning
from dm_tui.tui.widgets.text_block import TextBlock

_PLACEHOLDER = MailContent(subject="-", text="-")
"""The message does not change the cost."""


class CostPreview(VerticalScroll, can_focus=False):
    """The preview for an audience, from the account now."""

    DEFAULT_CSS = """
    CostPreview { height: auto; max-height: 7; margin-top: 1; scrollbar-size-vertical: 1; }
    """
    SCOPED_CSS = False

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="consequence")
        self.direct_mail = direct_mail
        self._sender = ""
        self._audience: Audience | None = None
        self._schedule = AT_ONCE
        self.preview: Preview | None = None
        self._wholes_known = NONE_KNOWN
        self._problem = ""
        self._seen: object = None

    def compose(self) -> ComposeResult:
        self.border_title = "What it uses"
        yield TextBlock(id="consequence-text")

    def on_resize(self) -> None:
        if self.is_beside and self.preview is not None and self._wholes_known == NONE_KNOWN:
            self._update_preview()  # there is room for pictures now
        self._paint()

    def show(self, sender: str, audience: Audience | None, schedule: Schedule) -> None:
        """Show the preview of sending to `audience` by a schedule."""
        self._sender, self._audience, self._schedule = sender, audience, schedule
        self._update_preview()

    def follow(self) -> None:
        """Update the preview where the account has changed."""
        if self.direct_mail.signature() != self._seen:
            self._update_preview()

    def ignore_change_since(self, before: object) -> None:
        """Ignore the change of the state file since `before`: it was only the autosave."""
        if self._seen == before:
            self._seen = self.direct_mail.signature()

    def _update_preview(self) -> None:
        self._seen = self.direct_mail.signature()
        if self._audience is None or not self._audience.addresses:
            self.preview, self._problem = None, ""
            self._paint()
        else:
            self._ask(self._audience)

    @work(group="preview", exclusive=True)
    async def _ask(self, audience: Audience) -> None:
        """Ask in a thread; the answer counts while the audience is the same."""
        letter, schedule = Letter(sender=self._sender, content=_PLACEHOLDER), self._schedule

        def look_ahead() -> tuple[Preview, Wholes]:
            preview = self.direct_mail.sending.preview(letter, audience.without_values(), schedule)
            return preview, self._wholes() if self.is_beside else NONE_KNOWN

        result = await run_in_thread(look_ahead)
        if self._audience is audience and self._schedule is schedule:
            self.preview, self._wholes_known = (None, NONE_KNOWN) if isinstance(result, Failure) else result
            self._problem = result.words if isinstance(result, Failure) else ""
            self._paint()

    @property
    def is_beside(self) -> bool:
        """Whether it has room for pictures."""
        return self.screen.has_class("-cost-beside")

    def _wholes(self) -> Wholes:
        """Return what the sources have when they are full."""
        view = self.direct_mail.overviews.overview()
        plans = {plan.id: plan.emails for plan in view.plans or ()}
        free = self.direct_mail.purchases.catalogue().free_emails_a_day
        return Wholes(plans, free, view.daily_quota.limit)

    def _paint(self) -> None:
        if not self.is_attached:
            return  # the program ended meanwhile
        width = max(20, self.scrollable_content_region.width or self.app.size.width - 8)
        width -= self.is_beside and not self.show_vertical_scrollbar  # room for one that may come
        rows: list[Part] = []
        if self._problem:
            rows.append(warning(self._problem, serious=True, width=width))
        if self.preview is not None:
            if self.is_beside:
                rows += paint_uses(self.preview, self._wholes_known, width)
            else:
                rows += short_send_preview_lines(self.preview, width)
        elif not rows:
            rows.append(muted("Add recipients to see the cost and the remaining quota."))
            rows += [muted(f"When: {words}") for words in filter(None, (self._schedule.words(),))]
        for place in self.query("#consequence-text").results(TextBlock):
            place.update(lines(rows))
