"""An order to pay, and the bank's books to hold against it."""

from collections.abc import Callable

import pytest

from dm_tui.domain.order import Order
from dm_tui.providers.sandbox.records import Charge
from dm_tui.services.direct_mail import DirectMail


@pytest.fixture
def new_order(mail: DirectMail) -> Callable[..., Order]:
    """Confirm a purchase with today's terms in the account's region: what every payment begins with."""

    def make(spec: str = "50k", quantity: int = 1, key: str | None = None) -> Order:
        terms = mail.purchases.catalogue().terms_version
        region = mail.prerequisites.account().region
        return mail.purchases.confirm(spec, quantity, region, terms, key=key)

    return make


@pytest.fixture
def charges(mail: DirectMail) -> Callable[[], tuple[Charge, ...]]:
    """Read what the bank really took: the only proof that money moved once."""

    def took() -> tuple[Charge, ...]:
        with mail.state.read() as tables:
            return tuple(charge for charge in tables.of(Charge).all() if not charge.voided)

    return took
