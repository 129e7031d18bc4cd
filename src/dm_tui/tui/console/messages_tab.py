"""Messages: receipts, reminders and notices for the account."""

from collections.abc import Sequence

from textual import on
from textual.binding import Binding
from textual.content import Content

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.dates import show_instant, show_span
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.model import Model
from dm_tui.services.account.json_shapes import MessageShape
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_picture import Picture
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.list_tab import ListTab
from dm_tui.tui.console.lists.sort_order import Sort
from dm_tui.tui.console.shared.reminders_ahead import paint_reminders
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.screen_text import Part, lines, muted
from dm_tui.tui.toasts import toast, toast_errors


class MessagesTab(ListTab):
    """The list of messages; opening a message marks it as read."""

    BINDINGS = [
        Binding("m", "read_all", "Mark all read", id="messages.read", tooltip="Mark every message as read")
    ]

    def __init__(self, direct_mail: DirectMail) -> None:
        self._view: Overview | None = None
        super().__init__(
            direct_mail,
            ListSpec(
                "messages",
                (Column(""), Column("At"), Column("Message", flexible=True)),
                self._rows,
                self._shapes,
                "No messages. Receipts and reminders will arrive here.",
                (Sort.NEWEST, Sort.OLDEST),
                noun="messages",
                preview=self._preview,
                pictures=(Picture("Reminders to come", self._reminders),),
            ),
            id="message-table",
        )

    def reload(self, view: Overview) -> None:
        self._view = view
        super().reload(view)

    def _reminders(self, width: int, room: int) -> list[Part]:
        return [] if self._view is None else paint_reminders(self._view, self.direct_mail, width, room)

    def _rows(self) -> LazyList[Row]:
        return MappedList(self.direct_mail.overviews.message_history(), _row)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return MessageShape, [
            MessageShape.take(message) for message in self.direct_mail.overviews.message_history()
        ]

    def _preview(self, id: str, width: int) -> Content:
        message = self.direct_mail.overviews.message(id)
        return lines([(message.subject, "bold"), muted(show_instant(message.at)), "", message.body])

    @on(ListPanel.RowOpened)
    def _open_message(self, event: ListPanel.RowOpened) -> None:
        event.stop()
        with toast_errors(self.app):
            message = self.direct_mail.overviews.message(event.row)
            self.app.push_screen(Notice(message.subject, [show_instant(message.at), "", message.body]))
            self.direct_mail.overviews.mark_read(message.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer to mark messages as read where there are any."""
        return action != "read_all" or self._list.selected is not None

    def action_read_all(self) -> None:
        """Mark all messages as read."""
        with toast_errors(self.app):
            if read := self.direct_mail.overviews.mark_all_read():
                toast(self.app, f"{read:,} message{'' if read == 1 else 's'} marked as read.")


def _row(message: InternalMessage) -> Row:
    cells = ("" if message.read else "new", show_span(message.at, "hour"), message.subject)
    return Row(message.id, cells)
