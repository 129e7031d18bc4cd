"""Which question is asked before you quit, or leave something unfinished."""

from dm_tui.domain.purchase.wording import EVERYTHING_SAVED
from dm_tui.tui.dialogs.question import AnswerButton, Question


def question_about(*, unsaved: bool, sending: bool, waits: bool, begun: bool) -> Question | None:
    """Return the question about what is unfinished on the console; None where you may quit at once.

    What would be lost comes first, then mail under way, a request that `waits`, and text that is saved.
    """
    if unsaved:
        return unsaved_question()
    if sending:
        return sending_question()
    if waits:
        return waiting_question()
    return draft_question() if begun else None


def leave_question(loose_ends: str = "") -> Question:
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


def draft_question() -> Question:
    """Return the question about text that is saved but not finished; True means leave."""
    return Question(
        "leave-draft",
        "Leave dm-tui?",
        ["What you wrote is saved as a draft, to be finished later."],
        AnswerButton("leave-now", "Leave"),
        AnswerButton("stay", "Stay"),
    )


def waiting_question() -> Question:
    """Return the question while a request has no answer; True means leave."""
    return Question(
        "leave-waiting",
        "Leave while an answer is awaited?",
        ["If it is a payment, its outcome is looked up later. Nothing is charged twice."],
        AnswerButton("leave-now", "Leave"),
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
