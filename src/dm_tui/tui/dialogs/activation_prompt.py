"""The question of the console on landing before Direct Mail is activated (purchase guide)."""

from dm_tui.content import read_content
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_wording import fill_prices
from dm_tui.tui.dialogs.question import AnswerButton, Question


def activation_prompt(catalogue: Catalogue) -> Question:
    """Return the question; True means Activate now."""
    title, _, *body = fill_prices(read_content("activation-prompt.txt"), catalogue).splitlines()
    return Question(
        "activation-prompt",
        title,
        body,
        AnswerButton("activate", "Activate now"),
        AnswerButton("later", "Later"),
    )
