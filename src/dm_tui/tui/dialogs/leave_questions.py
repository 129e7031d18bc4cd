"""What is asked before something unfinished is left."""

from dm_tui.domain.purchase.wording import EVERYTHING_SAVED
from dm_tui.tui.dialogs.question import AnswerButton, Question


def leave_question(loose_ends: str) -> Question:
    """Return the question, with what is still under way; True means leave."""
    return Question(
        "leave",
        "Leave dm-tui?",
        [*filter(None, [loose_ends]), EVERYTHING_SAVED],
        AnswerButton("leave-now", "Leave"),
        AnswerButton("stay", "Stay"),
    )


def unsaved_question() -> Question:
    """Return the question about a text that is kept nowhere; True means leave."""
    return Question(
        "unsaved",
        "Leave without saving?",
        ["What was written since the last draft would be lost."],
        AnswerButton("leave-it", "Leave"),
        AnswerButton("stay", "Stay"),
    )


def discard_question() -> Question:
    """Return the question about a mailing that is written and not sent; True means forget it."""
    return Question(
        "discard",
        "Discard what is written?",
        ["Nothing of it was sent. Leaving with Back keeps it for the next time."],
        AnswerButton("discard-it", "Discard"),
        AnswerButton("keep-it", "Keep it"),
    )


def sending_question() -> Question:
    """Return the question while mailings are being sent; True means leave."""
    return Question(
        "leave-sending",
        "Leave while mail is being sent?",
        ["It pauses: what is on its way is waited for, nothing is lost.", "It is resumed from Send."],
        AnswerButton("leave-now", "Pause and leave"),
        AnswerButton("stay", "Stay"),
    )
