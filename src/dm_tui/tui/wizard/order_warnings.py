"""The serious warnings of an order, which stay in sight from the step that raises them until you pay."""

from textual.content import Content

from dm_tui.domain.purchase.quote import Quote
from dm_tui.tui.paint import warning


def serious_warning_lines(quote: Quote, width: int) -> list[Content]:
    """Return each serious warning in lines of `width`, the further ones indented; only the first is loud."""
    return [
        warning(caution.message, serious=not before, width=width)
        for before, caution in enumerate(quote.serious_warnings)
    ]
