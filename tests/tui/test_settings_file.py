"""What the settings file says of the interface: the theme, and which profile is in use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings.places import settings_path
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import SitDown


@pytest.fixture
def settings() -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = settings_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


async def test_a_theme_of_the_users_own_is_used_and_its_weak_contrast_told(
    user_at: SitDown, settings: Callable[[str], Path]
) -> None:
    path = settings("[look]\ntheme = 'mine.toml'\n")
    theme = path.parent / "mine.toml"
    theme.write_text('based_on = "dm-light"\n[colours]\nmuted = "#999999"\n', encoding="utf-8")
    async with user_at() as user:
        assert user.app.theme == "own-mine"
        assert user.app.get_css_variables()["muted"] == "#999999"
        assert user.app.current_theme.background == "#faf8f3"
        await user.until(lambda: any("hard to read: muted on background" in toast for toast in user.toasts))
        user.app.use_theme("dm-light")
        assert user.app.theme == "dm-light"
        await user.until(lambda: any("is set in" in toast for toast in user.toasts))
    async with user_at() as user:
        assert user.app.theme == "own-mine", "the file has the last word"
        theme.write_text('based_on = "dm-light"\n', encoding="utf-8")
    async with user_at() as user:
        assert user.toasts == []


async def test_the_profile_is_shown_at_any_width(
    user_at: SitDown, settings: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings("[profiles.work]\n")
    monkeypatch.setenv("DM_TUI_PROFILE", "work")
    async with user_at() as user:
        for width in (60, 80, 160):
            await user.resizes(width, 24)
            assert "profile work" in user.rows()[0]


async def test_without_a_profile_the_title_line_is_as_it_was(user_at: SitDown) -> None:
    async with user_at() as user:
        assert "profile" not in user.rows()[0]


async def test_a_theme_that_cannot_be_read_is_told_and_the_kept_one_used(
    user_at: SitDown, settings: Callable[[str], Path]
) -> None:
    settings("[look]\ntheme = 'gone.toml'\n")
    async with user_at() as user:
        assert user.app.theme == "dm-dark"
        await user.until(lambda: any("gone.toml cannot be used" in toast for toast in user.toasts))


async def test_where_reminders_also_go_is_shown_without_an_address(
    user_at: SitDown, direct_mail: DirectMail, settings: Callable[[str], Path]
) -> None:
    settings(
        '[reminders]\ncommand = ["/home/me/bin/remind-me"]\n'
        '[reminders.hooks.team]\nkind = "slack"\nurl = "https://example.com/sesame1234"\n'
    )
    direct_mail.sandbox.load("activated")
    async with user_at((100, 40)) as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        shown = "Reminders also go to team (slack), the command remind-me"
        await user.until(lambda: any(shown in line for line in user.rows()), shown)
        assert not any("sesame" in line for line in user.rows())
