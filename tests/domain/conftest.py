"""The catalogue as it is shipped, and an order to play with."""

from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.content import read_content
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The prices on sale: the rules are tested with the figures a customer sees."""
    return Catalogue.model_validate_json(read_content("catalogue.json"))


@pytest.fixture(scope="session")
def order() -> Order:
    """An unpaid order of one 50k plan."""
    return Order(
        id="DM260131-0001",
        spec="50k",
        emails=50_000,
        quantity=1,
        unit_price=usd("13.05"),
        total=usd("13.05"),
        validity_months=6,
        region="ap-southeast-1",
        terms_version="2026-11",
        catalogue_version="2026-11",
        created_at=NOW,
        lapses_at=NOW + timedelta(hours=1),
    )
