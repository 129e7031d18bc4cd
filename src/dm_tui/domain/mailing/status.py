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


def is_being_sent(status: MailingStatus, runner: RunningProgram) -> bool:
    """Say whether a program is sending a mailing of this status."""
    return status is MailingStatus.SENDING and runner is not RunningProgram.NO_PROGRAM


def has_been_interrupted(status: MailingStatus, runner: RunningProgram) -> bool:
    """Say whether the program that sent a mailing of this status ended in the middle of it."""
    return status is MailingStatus.SENDING and runner is RunningProgram.NO_PROGRAM
