"""The status of a mailing, and which program sends it: a mailing and its wording share them."""

from enum import StrEnum


class MailingStatus(StrEnum):
    """The status of a mailing; `cancelled` and `done` are final."""

    SENDING = "sending"
    PAUSED = "paused"
    HELD_BACK = "held-back"
    CANCELLED = "cancelled"
    DONE = "done"


class RunningProgram(StrEnum):
    """The program that is sending a mailing now."""

    THIS_PROGRAM = "this program"
    ANOTHER_PROGRAM = "another program"
    NO_PROGRAM = "nobody"
