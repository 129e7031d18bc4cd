"""The question before a template is submitted that a reviewer has a published reason to reject."""

from dm_tui.domain.setup.template_review import ReviewFinding
from dm_tui.tui.dialogs.question import AnswerButton, Question

MAX_FINDINGS = 3
"""Findings that have room in a dialog."""


def submit_question(name: str, findings: tuple[ReviewFinding, ...]) -> Question:
    """Return the question with the first findings; True means submit."""
    more = len(findings) - MAX_FINDINGS
    return Question(
        "submit-template",
        f"Submit “{name}” as it is?" if name else "Submit it as it is?",
        [
            "A reviewer may reject it:",
            *(f"- {finding}" for finding in findings[:MAX_FINDINGS]),
            *[f"and {more} more"] * (more > 0),
        ],
        AnswerButton("submit-it", "Submit anyway"),
        AnswerButton("change-it", "Back"),
    )
