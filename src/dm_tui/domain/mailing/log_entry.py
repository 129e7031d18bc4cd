"""The entries of a mailing's delivery log: which recipient took which step, and what the server said."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class DeliveryStep(StrEnum):
    """The steps of a recipient in the log of a mailing; the last two are settled by hand."""

    BEGUN = "b"
    ACCEPTED = "a"
    REFUSED = "r"
    DEFERRED = "d"
    UNKNOWN = "u"
    DELIVERED = "y"
    NOT_DELIVERED = "n"


class LogEntry(Model):
    """One step of recipient `number`, counted from 0, with the server's code and words.

    Only refused and unknown recipients carry their address. `at` is the time of the outcome; of an unknown
    one it is when its delivery was begun, of a deferred one when it is due again. The words of a begun one
    name the list at the service, if it is on one.
    """

    number: int
    step: DeliveryStep
    code: int = 0
    words: Line = ""
    address: str = ""
    at: datetime | None = None


class LogEnd(Model):
    """How much of a log is accounted for: its bytes, and their checksum."""

    size: int = 0
    checksum: int = 0
