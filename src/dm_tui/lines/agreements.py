"""What you read before you accept an order or an agreement: facts and the text, line by line."""

from dm_tui.content import read_content
from dm_tui.domain.purchase.agreements import Agreement
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_wording import fill_prices
from dm_tui.domain.purchase.wording import Fact

TIMES_SIGN = "x"
"""Screen readers read it aloud as intended."""


def agreement_lines(agreement: Agreement, catalogue: Catalogue) -> list[str]:
    """Return the text of an agreement with the account's amounts, without the marks of its headings."""
    text = fill_prices(read_content(agreement.document), catalogue).splitlines()
    return ["", *(line.removeprefix("# ") for line in text), ""]


def fact_lines(facts: tuple[Fact, ...]) -> list[str]:
    """Return each fact as one line, its label first."""
    return [f"{label}: {value}" for label, value in facts]
