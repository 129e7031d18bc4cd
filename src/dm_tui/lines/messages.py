"""The list of internal messages."""

from collections.abc import Sequence

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.dates import show_instant
from dm_tui.lines.table import table


def message_list_lines(messages: Sequence[InternalMessage]) -> list[str]:
    """Return the table of messages, the unread ones marked."""
    rows = [
        (message.id, "" if message.read else "new", show_instant(message.at), message.subject)
        for message in messages
    ]
    return table(("message", "", "at", "subject"), rows, empty="No messages yet.")
