"""Scenarios that are played once for all the pictures of them."""

import pytest

from dm_tui.tui import app
from tests.at_rest import pause_until_at_rest
from tests.remembered_scenarios import remember_scenarios


@pytest.fixture(autouse=True)
def scenarios_of_the_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load a scenario as it was the last time the clock said the same."""
    remember_scenarios(monkeypatch, same=lambda now: now)


@pytest.fixture(autouse=True)
def pauses_until_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the app, never for the clock."""
    pause_until_at_rest(monkeypatch)


@pytest.fixture(autouse=True)
def only_the_steps_that_are_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mount no step beforehand: mounting is what takes the time, and no picture shows it."""
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)
