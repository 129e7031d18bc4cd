"""What a plan saves against pay-as-you-go, in percent of what you can send of it."""

from dm_tui.domain.purchase.quote import Quote


def percent_saved(quote: Quote | None) -> float | None:
    """Return what a plan saves for what you can send of it, below zero where it costs more.

    Where that is nothing, the plan costs infinitely more.
    """
    if quote is None or quote.usable_saving is None or quote.usable_pay_as_you_go_total is None:
        return None
    instead = quote.usable_pay_as_you_go_total.amount
    return float(quote.usable_saving.amount / instead * 100) if instead else float("-inf")
