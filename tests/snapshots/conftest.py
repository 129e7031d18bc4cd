"""Scenarios that are played once for all the pictures of them."""

import pytest

from tests.remembered_scenarios import remember_scenarios


@pytest.fixture(autouse=True)
def scenarios_of_the_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load a scenario as it was the last time the clock said the same."""
    remember_scenarios(monkeypatch, same=lambda now: now)
