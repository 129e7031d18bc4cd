"""Reading what a plan costs. A price that is orders of magnitude off the known ones is refused."""

from decimal import Decimal

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import emails_of
from dm_tui.providers.alibaba.api import account_and_plan_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.reading.reading_record import VendorOffer
from dm_tui.providers.alibaba.wording import PRICE_IMPLAUSIBLE

_DOLLARS = {"USD": Decimal(1), "CNY": Decimal("0.14"), "JPY": Decimal("0.007"), "SGD": Decimal("0.75")}
"""One unit in US dollars, roughly: enough to notice a price in the wrong unit (estimate)."""

_CHEAPEST, _DEAREST = Decimal("0.03"), Decimal("3")
"""US dollars for 1,000 emails, ten times off the known prices: beyond, the unit differs. Our own limit."""


def read_price(client: Client, offer: VendorOffer) -> Money:
    """Return what one plan costs now, or refuse a price that is orders of magnitude off the known ones."""
    answer = client.read(Service.BILLING, "GetResourcePackagePrice", answers.PriceAnswer, **offer.parameters)
    amount, currency = answer.data.trade_price, answer.data.currency
    if amount is None or not currency:
        raise OutcomeUnknownError("Alibaba Cloud's answer has no price.")
    dollars = amount * _DOLLARS.get(currency, Decimal(0))
    if not _CHEAPEST <= dollars * 1000 / emails_of(offer.spec) <= _DEAREST:
        raise PRICE_IMPLAUSIBLE(spec=offer.spec, price=f"{currency} {amount}")
    return Money(amount=amount.normalize(), currency=currency).rounded()
