"""Scenarios are played once: months of history take longer than what is done to their records."""

import pytest

from tests.remembered_scenarios import remember_scenarios


@pytest.fixture(autouse=True)
def scenarios_played_once(monkeypatch: pytest.MonkeyPatch) -> None:
    remember_scenarios(monkeypatch, same=lambda now: now)
