"""Messages: what the service told the account."""

from collections.abc import Sequence

from textual import on
from textual.binding import Binding

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.dates import show_instant, show_span
from dm_tui.domain.lazy_list import Mapped, Sliced
from dm_tui.domain.model import Model
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import MessageShape
from dm_tui.tui.console.lists.list_spec import Column, Row, Sheet, Sort
from dm_tui.tui.console.lists.list_tab import ListFace
from dm_tui.tui.console.lists.list_view import Listing
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.toasts import tell, told


class Inbox(ListFace):
    """The list of messages; reading one marks it."""

    BINDINGS = [
        Binding("m", "read_all", "Mark all read", id="messages.read", tooltip="None is new then"),
    ]

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(
            mail,
            Sheet(
                "messages",
                (Column(""), Column("At"), Column("Message")),
                self._rows,
                self._shapes,
                "No messages. Receipts and reminders will arrive here.",
                (Sort.NEWEST, Sort.OLDEST),
                noun="messages",
            ),
            id="message-table",
        )

    def _rows(self) -> Sliced[Row]:
        return Mapped(self.mail.overviews.message_history(), _row)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return MessageShape, [MessageShape.of(one) for one in self.mail.overviews.message_history()]

    @on(Listing.Opened)
    def _read(self, event: Listing.Opened) -> None:
        event.stop()
        with told(self.app):
            message = self.mail.overviews.message(event.row)
            self.app.push_screen(
                Notice(message.subject, [show_instant(message.at), "", message.body])
            )
            self.mail.overviews.mark_read(message.id)

    def action_read_all(self) -> None:
        """Mark all messages as read."""
        with told(self.app):
            if read := self.mail.overviews.mark_all_read():
                tell(self.app, f"{read:,} message{'' if read == 1 else 's'} marked as read.")


def _row(message: InternalMessage) -> Row:
    cells = ("" if message.read else "new", show_span(message.at, "hour"), message.subject)
    return Row(message.id, cells)
