"""A settings file of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.settings.places import settings_path

WriteSettings = Callable[[str], Path]


@pytest.fixture
def write_settings() -> WriteSettings:
    """Write the settings file, in the place of the one before."""

    def write(text: str) -> Path:
        path = settings_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
