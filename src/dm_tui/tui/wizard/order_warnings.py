"""The serious warnings of an order, which stay in sight from the step that raises them until you pay."""

from textual.content import Content

from dm_tui.domain.purchase.quote import Quote
from dm_tui.tui.paint import warning


def serious_warning_lines(quote: Quote, width: int = 0) -> list[Content]:
    """Return each serious warning, with further lines indented in a known `width`."""
    return [warning(caution.message, serious=True, width=width) for caution in quote.serious_warnings]
