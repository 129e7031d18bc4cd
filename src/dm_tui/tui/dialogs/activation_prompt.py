"""What the console asks on landing while pay-as-you-go is not active (purchase guide)."""

from dm_tui.content import read
from dm_tui.tui.dialogs.question import Answer, Question


def activation_prompt() -> Question:
    """Return the prompt; True means Activate now."""
    title, _, *body = read("activation-prompt.txt").splitlines()
    return Question(
        "activation-prompt",
        title,
        body,
        Answer("activate", "Activate now"),
        Answer("later", "Later"),
    )
