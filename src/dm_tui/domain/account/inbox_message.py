"""Internal messages: the service's notices to the account."""

from datetime import datetime
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line, Text


class InternalMessage(Model):
    """One message of the inbox."""

    TABLE: ClassVar[str] = "messages"
    closed: ClassVar[bool] = True
    """The newest messages are the inbox, read or not; older ones may be archived."""

    id: str
    at: datetime
    subject: Line
    body: Text = ""
    read: bool = False
