"""What is asked before the program is left in the middle of the wizard."""

from dm_tui.tui.dialogs.question import Answer, Question


def leave_question() -> Question:
    """Return the question; True means leave."""
    return Question(
        "leave",
        "Leave dm-tui?",
        ["Everything you typed is saved. Next time you go on from here."],
        Answer("leave-now", "Leave"),
        Answer("stay", "Stay"),
    )
