"""Messages: what the service told the account."""

from collections.abc import Iterator, Sequence

from textual import on

from dm_tui.domain.dates import show_instant, show_span
from dm_tui.domain.model import Model
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.export import MessageShape
from dm_tui.tui.console.list_face import ListFace
from dm_tui.tui.console.listing import Listing
from dm_tui.tui.console.sheet import Column, Row, Sheet, Sort
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.notice import told


class Inbox(ListFace):
    """The list of messages; reading one marks it."""

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

    def _rows(self) -> Iterator[Row]:
        for one in self.mail.overviews.messages():
            cells = ("" if one.read else "new", show_span(one.at, "hour"), one.subject)
            yield Row(one.id, cells)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return MessageShape, [MessageShape.of(one) for one in self.mail.overviews.messages()]

    @on(Listing.Opened)
    def _read(self, event: Listing.Opened) -> None:
        event.stop()
        with told(self.app):
            message = next(
                (one for one in self.mail.overviews.messages() if one.id == event.row), None
            )
            if message is None:
                return
            self.app.push_screen(
                Notice(message.subject, [show_instant(message.at), "", message.body])
            )
            self.mail.overviews.mark_read(message.id)
