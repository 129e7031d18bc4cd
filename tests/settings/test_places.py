"""The places of files are those that platformdirs gives, which is not loaded for them on Linux."""

import sys
from pathlib import Path

import platformdirs
import pytest

from dm_tui.settings.places import default_state_path, settings_path


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("home", ["/home/ada", "/", "not/absolute"])
@pytest.mark.parametrize("named", [None, "", "/somewhere", "/with space ", "relative"])
def test_they_are_those_of_platformdirs(
    home: str, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    for kind in ("CONFIG", "STATE"):
        monkeypatch.delenv(f"XDG_{kind}_HOME")
        if named is not None:
            monkeypatch.setenv(f"XDG_{kind}_HOME", named)
    assert settings_path().parent == platformdirs.user_config_path("dm-tui", appauthor=False)
    assert default_state_path("s.json").parent == platformdirs.user_state_path("dm-tui", appauthor=False)


def test_a_profile_has_a_file_of_its_own() -> None:
    assert default_state_path("alibaba.json", "work").name == "alibaba-work.json"
    assert default_state_path("alibaba.json").parent == default_state_path("alibaba.json", "work").parent
    assert isinstance(settings_path(), Path)
