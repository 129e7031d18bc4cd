"""The serious warnings of an order, which stay in sight from the step that raises them until you pay."""

from contextlib import suppress

from textual.content import Content

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import quote_draft
from dm_tui.tui.screen_text import warning


def serious_warning_lines(quote: Quote, width: int) -> list[Content]:
    """Return each serious warning in lines of `width`, the further ones indented; only the first is loud."""
    return [
        warning(caution.message, serious=not before, width=width)
        for before, caution in enumerate(quote.serious_warnings)
    ]


def warnings_to_pay(direct_mail: DirectMail, draft: WizardDraft, order: Order, width: int) -> list[Content]:
    """Return the serious warnings of the order, while it can be paid."""
    if order.status is not OrderStatus.UNPAID:
        return []
    with suppress(DirectMailError):  # an order of another price list has none to show
        return serious_warning_lines(quote_draft(direct_mail, draft), width)
    return []
