"""What you are shown when the price is not the one that you confirmed."""

from dm_tui.domain.errors import DirectMailError, ErrorKind, ErrorText
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order

PRICE_ROSE = ErrorText(
    ErrorKind.REFUSED,
    "price-changed",
    "A plan {spec} now costs {price}, {difference} more than you confirmed ({confirmed}). Nothing was bought.",
    "Go back and confirm the order at the new price.",
)

PRICE_FELL = PRICE_ROSE._replace(
    message="A plan {spec} now costs {price}, {difference} less than you confirmed ({confirmed}). "
    "Nothing was bought."
)

CURRENCY_CHANGED = PRICE_ROSE._replace(
    message="A plan {spec} now costs {price}, in another currency than you confirmed ({confirmed}). "
    "Nothing was bought."
)


def price_changed_error(order: Order, price: Money) -> DirectMailError:
    """Return the refusal to buy at another price than the confirmed one."""
    confirmed = order.unit_price
    if price.currency != confirmed.currency:
        return CURRENCY_CHANGED(spec=order.spec, price=price, confirmed=confirmed)
    if confirmed < price:
        return PRICE_ROSE(spec=order.spec, price=price, difference=price - confirmed, confirmed=confirmed)
    return PRICE_FELL(spec=order.spec, price=price, difference=confirmed - price, confirmed=confirmed)
