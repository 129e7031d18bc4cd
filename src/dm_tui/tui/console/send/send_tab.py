"""Send: the mailings, newest first, and composing a new mailing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.account.unread_lists import require_read
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_span
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.mailing_draft import MailingDraft, describe_unsent
from dm_tui.domain.mailing.wording import QUOTA_IS_0, QUOTA_USED_UP
from dm_tui.domain.model import Model
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import MailingShape
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.empty_before_activation import unless_inactive
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.preview_pane import PreviewPane
from dm_tui.tui.console.send.first_mailing import FirstMailing
from dm_tui.tui.console.send.mailing_preview import MailingPreviews
from dm_tui.tui.console.send.mailing_status import mailing_status_cell
from dm_tui.tui.console.send.outbox_list import outbox_list_spec
from dm_tui.tui.console.send.suppressed_views import NEW_LABELS, NoMailViews, SendListKind
from dm_tui.tui.console.send.unfinished_mailings import mailing_pictures
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher

if TYPE_CHECKING:
    from dm_tui.tui.console.send.compose_screen import ComposeScreen

FOLLOW_EVERY = 1.0
"""Seconds between two updates while this program sends."""


class SendTab(NoMailViews):
    """The list of mailings, the outbox where mail stays there, and who gets no mail.

    Open a mailing to follow, pause, resume, cancel and settle it, a letter to read it, an address to see why.
    """

    DEFAULT_CSS = """
    SendTab {
        & #send-head { height: 1; margin-bottom: 1; }
        & #send-views { margin-right: 2; }
        & #send-today { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & #send-head > ActionButton { margin-left: 1; }
    }
    .-short SendTab #send-head { margin-bottom: 0; }
    """
    SCOPED_CSS = False
    BINDINGS = [
        Binding("n", "new", "New", id="send.new", tooltip="Write a mailing, or add an address"),
        Binding("v", "view", "View", id="send.view", tooltip="Mailings, the outbox, or who gets no mail"),
        Binding("i", "import", "Import", id="send.import", tooltip="Import who gets no mail"),
        Binding("d", "drafts", "Drafts", id="send.drafts", tooltip="Mailings not sent yet", show=False),
    ]

    def __init__(self, direct_mail: DirectMail) -> None:
        self._previews = MailingPreviews(direct_mail, self._read_refusals)
        self._view: Overview | None = None
        mailings = ListSpec(
            "mailings",
            (
                Column("Mailing", spare=True),
                Column("Subject", flexible=True),
                Column("Sent", right=True),
                Column("Status", flexible=True),
                Column("Created", spare=True),
            ),
            self._rows,
            self._shapes,
            unless_inactive(
                direct_mail,
                "No mailings yet. Press n to write one; you see the cost before it is sent.",
                "sent",
            ),
            noun="mailings",
            preview=self._previews.paint,
            pictures=mailing_pictures(direct_mail, lambda: self._view),
        )
        specs = {SendListKind.MAILINGS: mailings}
        if not direct_mail.facts.sends_mail:
            specs[SendListKind.OUTBOX] = outbox_list_spec(direct_mail)
        super().__init__(direct_mail, specs, id="mailing-table")
        self._begun = False
        self._unsent = self._today = ""
        self._composing: ComposeScreen | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="send-head"):
            yield ViewSwitcher(id="send-views")
            yield ActionButton("New mailing", id="new")
        yield TextBlock(id="send-today")
        yield FirstMailing(self.direct_mail)
        yield from super().compose()

    def on_mount(self) -> None:
        """Follow this program's mailings, whose progress reaches the state file only chunk by chunk."""
        self.set_interval(FOLLOW_EVERY, self._follow)

    def _follow(self) -> None:
        if self.direct_mail.background_mailings.active() and self.display:
            with self._first_row_gets_the_focus():
                self._list.reload()

    @contextmanager
    def _first_row_gets_the_focus(self) -> Iterator[None]:
        """Move the focus from New to the first mailing: Enter opens that, not another draft."""
        none_before, new = self._list.default_focus is None, self.query_one("#new")
        yield
        self._show_first()
        if none_before and self._list.default_focus is not None and self.screen.focused is new:
            self._list.default_focus.focus()

    def reload(self, view: Overview) -> None:
        today = _sendable_words(view)
        if view.pay_as_you_go.overdue:
            today = f"{MARKS.warning} Sending is suspended: a bill is overdue."
        if view.pay_as_you_go.active is False:
            today = f"{MARKS.warning} Nothing can be sent before activation: press a."
        drafts = self.direct_mail.mailing_drafts.all()
        self._unsent, self._today = describe_unsent(drafts), today
        self._begun = bool(drafts)
        self._view = view
        with self._first_row_gets_the_focus():
            super().reload(view)

    def on_resize(self) -> None:
        self._show_first()

    def _show_first(self) -> None:
        """Show the way to the first mailing where there is none."""
        if self._view is not None:
            activated = self._view.pay_as_you_go.active is not False
            none = self._kind is SendListKind.MAILINGS and self._list.default_focus is None
            with toast_errors(self.app):
                first = self.query_one(FirstMailing)
                first.show(self._view, *self.content_size, wanted=activated and none)

    def name_views(self) -> None:
        views = self.query_one(ViewSwitcher)
        names = {
            SendListKind.MAILINGS: ViewLabel(SendListKind.MAILINGS, "Mailings"),
            SendListKind.OUTBOX: ViewLabel(SendListKind.OUTBOX, "Outbox"),
            **self.no_mail_labels(),
        }
        views.views = tuple(names[kind] for kind in self._specs)
        views.shown = self._kind
        label = "Continue writing" if self._begun else "New mailing"
        self._say_today()
        self.call_after_refresh(self._show_first)
        self.query_one("#new", ActionButton).rename(NEW_LABELS.get(self._kind, label))

    def _say_today(self) -> None:
        """Say what is not sent yet and what can be sent; before activation the empty list says that."""
        inactive = self._view is not None and self._view.pay_as_you_go.active is False
        list_says_it = inactive and self._kind is SendListKind.MAILINGS and not len(self._rows())
        line = self.query_one("#send-today", TextBlock)
        words = text(self._unsent, ("" if list_says_it else self._today, "$muted"))
        line.display = self._kind not in NEW_LABELS and bool(words)
        line.update(words)

    def _rows(self) -> LazyList[Row]:
        return MappedList(self.direct_mail.sending.mailing_history(), self._row)

    @work(group="refusals", exclusive=True)
    async def _read_refusals(self, mailing: Mailing) -> None:
        await self._previews.read_refusals(mailing)
        if self.is_attached and self._list.selected == mailing.id:
            self.query_one(PreviewPane).follow_cursor(mailing.id)

    def _row(self, mailing: Mailing) -> Row:
        cells = (
            mailing.id,
            mailing.subject,
            f"{self.direct_mail.background_mailings.progress(mailing).accepted:,}/{mailing.recipients:,}",
            mailing_status_cell(mailing, self.direct_mail.background_mailings.running_program(mailing)),
            show_span(mailing.created_at, "hour"),
        )
        return Row(mailing.id, cells, mailing.recipients)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return MailingShape, [
            MailingShape.of(mailing) for mailing in self.direct_mail.sending.mailing_history()
        ]

    @on(ListPanel.RowOpened)
    def _open(self, event: ListPanel.RowOpened) -> None:
        event.stop()
        if self._kind is SendListKind.OUTBOX:
            from dm_tui.tui.console.send.letter_dialog import LetterDialog

            with toast_errors(self.app):
                self.app.push_screen(LetterDialog(self.direct_mail, self.direct_mail.outbox.open(event.row)))
            return
        with toast_errors(self.app):
            if self.opens_no_mail(event.row):
                return
            from dm_tui.tui.console.send.mailing_dialog import MailingDialog

            mailing = self.direct_mail.sending.mailing(event.row)
            self.app.push_screen(MailingDialog(self.direct_mail, mailing))

    def action_new(self) -> None:
        """Compose a mailing, or add who gets none; without a sender address, offer the Senders tab."""
        if self.adds_no_mail():
            return
        with toast_errors(self.app):
            self.direct_mail.prerequisites.require_service()
            if not self.direct_mail.senders.list():
                require_read(self.direct_mail.prerequisites.account(), Figure.SENDERS)
                self.app.push_screen(_no_sender_question(), self._add_sender)
                return
            drafts = self.direct_mail.mailing_drafts.all()
            own = self._composing.draft_id if self._composing is not None else None
            begun = [draft for draft in drafts if draft.id == own] or drafts
            if len(begun) > 1:
                self._choose(begun)
            else:
                self._write(begun[0] if begun else MailingDraft())

    def action_drafts(self) -> None:
        """Choose among the mailings that are begun."""
        with toast_errors(self.app):
            if drafts := self.direct_mail.mailing_drafts.all():
                self._choose(drafts)
            else:
                toast(self.app, "No mailing is begun.")

    def _choose(self, drafts: Sequence[MailingDraft]) -> None:
        from dm_tui.tui.console.send.drafts_dialog import DraftsDialog

        self.app.push_screen(DraftsDialog(drafts), self._write)

    def _write(self, draft: MailingDraft | None) -> None:
        """Continue a draft, begin a new one where it is empty."""
        if draft is None:
            return
        from dm_tui.tui.console.send.compose_screen import ComposeScreen

        with toast_errors(self.app):
            begun = self.direct_mail.mailing_drafts.begin() if draft.empty else draft
            self._composing = ComposeScreen(self.direct_mail, begun)
            self.app.push_screen(self._composing)

    async def _add_sender(self, really: bool | None) -> None:
        if really:
            await self.run_action("screen.tab('senders')")


def _sendable_words(view: Overview) -> str:
    """Return how many emails you can send today, or why none; the overview says why that is not known."""
    emails = view.sendable_today
    if emails is None:
        return f"{MARKS.unknown} It is not known how much you can send today."
    if emails:
        return f"You can send {show_count(emails, 'email')} today."
    if view.service is not None and view.service.closed:
        return f"{MARKS.warning} You cannot send: the account is {view.service.standing}."
    return f"{MARKS.warning} {QUOTA_USED_UP if view.daily_quota.limit else QUOTA_IS_0}"


def _no_sender_question() -> Question:
    return Question(
        "no-sender",
        "Add a sender address first",
        ["You send mail from an address of a domain you own.", "Add both on the Senders tab."],
        AnswerButton("go-there", "Go to Senders"),
        AnswerButton("stay", "Not now"),
    )
