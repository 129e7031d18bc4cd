"""What the console asks on landing while pay-as-you-go is not active (purchase guide)."""

from dm_tui.tui.dialogs.question import Answer, Question


def activation_prompt() -> Question:
    """Return the prompt; True means Activate now."""
    return Question(
        "activation-prompt",
        "Enable pay-as-you-go as well?",
        [
            "When your plans are used up or expire, sending stops. With pay-as-you-go it goes on "
            "by itself, at USD 0.29 per 1,000 emails, billed afterwards.",
            "",
            "Activating costs nothing.",
        ],
        Answer("activate", "Activate now"),
        Answer("later", "Later"),
    )
