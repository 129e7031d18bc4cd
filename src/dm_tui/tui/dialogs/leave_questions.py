"""The questions before you leave something unfinished."""

from dm_tui.domain.purchase.wording import EVERYTHING_SAVED
from dm_tui.tui.dialogs.question import AnswerButton, Question


def leave_question(loose_ends: str) -> Question:
    """Return the question, with the loose ends; True means leave."""
    return Question(
        "leave",
        "Leave dm-tui?",
        [*filter(None, [loose_ends]), EVERYTHING_SAVED],
        AnswerButton("leave-now", "Leave"),
        AnswerButton("stay", "Stay"),
    )


def unsaved_question() -> Question:
    """Return the question about text that is saved nowhere; True means leave."""
    return Question(
        "unsaved",
        "Leave without saving?",
        ["Everything since the last draft would be lost."],
        AnswerButton("leave-it", "Leave"),
        AnswerButton("stay", "Stay"),
    )


def discard_question() -> Question:
    """Return the question about a mailing that was not sent; True means discard it."""
    return Question(
        "discard",
        "Discard this draft?",
        ["It was not sent. Back saves it for next time."],
        AnswerButton("discard-it", "Discard"),
        AnswerButton("keep-it", "Keep"),
    )


def sending_question() -> Question:
    """Return the question while mail is being sent; True means pause and leave."""
    return Question(
        "leave-sending",
        "Leave while mail is being sent?",
        [
            "Sending pauses once the emails on their way have an outcome. Nothing is lost.",
            "Resume it on the Send tab.",
        ],
        AnswerButton("leave-now", "Pause and leave"),
        AnswerButton("stay", "Stay"),
    )
