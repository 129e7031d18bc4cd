"""Which prices are shown: the account's own; where they could not be read, earlier ones or the guide's."""

from dm_tui.domain.purchase.catalogue import Catalogue, PriceSource
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount
from dm_tui.providers.purchase_guide import documented_catalogue


def shown_catalogue(account: LiveAccount, currency: str, daily_quota: int | None) -> Catalogue:
    """Return the prices, which say where they are from; `currency` is that of the account's site."""
    catalogue = account.catalogue or documented_catalogue(currency)
    source = PriceSource.EARLIER if account.catalogue else PriceSource.GUIDE
    update = {
        "daily_quota": daily_quota,
        "prices_from": PriceSource.ACCOUNT if account.has_prices else source,
        "pay_as_you_go_from": PriceSource.GUIDE,
        "unpriced": account.unpriced,
    }
    return catalogue.model_copy(update=update)
