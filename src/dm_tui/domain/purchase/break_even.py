"""The break-even: above how many emails plans cost less than pay-as-you-go."""

from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification


def break_even_emails(catalogue: Catalogue, plan: PlanSpecification, quantity: int = 1) -> int | None:
    """Return above how many emails `quantity` plans cost less than pay-as-you-go.

    None where that has no price.
    """
    if catalogue.pay_as_you_go_per_thousand is None:
        return None
    emails = plan.price.amount * 1000 * quantity / catalogue.pay_as_you_go_per_thousand.amount
    return int(emails.to_integral_value(rounding="ROUND_CEILING"))
