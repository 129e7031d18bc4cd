"""What can be done with a mailing now: it follows from its status, and from the program that sends it."""

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.resuming import resumes_by_itself
from dm_tui.domain.mailing.status import RunningProgram, is_being_sent


def offered_actions(mailing: Mailing, runner: RunningProgram, *, stopping: bool) -> dict[str, bool]:
    """Return every action, and whether it is offered; `stopping` says that it was paused and still sends."""
    sending = is_being_sent(mailing.status, runner)
    return {
        "pause": (sending and not stopping) or (not sending and resumes_by_itself(mailing)),
        "resume": not sending and not mailing.ended,
        "remove": not mailing.ended,
        "settle": mailing.unknown > 0 and runner is RunningProgram.NO_PROGRAM,
        "recipients": not mailing.detached,
        "export": mailing.refused > 0 and not mailing.detached,
    }
