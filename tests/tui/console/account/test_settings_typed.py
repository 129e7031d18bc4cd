"""Typed settings: shown with their values, refused in place, saved for the account."""

from pathlib import Path

import pytest

from dm_tui.domain.reminders.settings import Channel
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.account.settings_panel import SETTING_NAMES
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import SitDown
from tests.tui.journey import User


async def _opens(user: User, row: str) -> None:
    await user.sees("console")
    await user.presses(tab_key("account"))
    await user.until(lambda: user.focused == "access-menu", "the tab")
    await user.presses("tab")
    await user.chooses(row)
    await user.presses("enter")
    await user.sees("setting")


def _types(user: User, value: str) -> None:
    user.find("#value").value = value  # type: ignore[attr-defined]


KEPT = [
    ("expiry", "14, 2", "14, 2"),
    ("low", "50 %, 0", "50, 0"),
    ("channels", "sms", "internal, sms"),
    ("emails", "Ops@example.com, a@example.org", "Ops@example.com, a@example.org"),
    ("phones", "+65 9123 4567", "+6591234567"),
    ("quiet", "22:00-07:00", "22:00-07:00"),
    ("silent", "order-lapse", "order-lapse"),
    ("sms", "dysmsapi.ap-southeast-1.aliyuncs.com", "dysmsapi.ap-southeast-1.aliyuncs.com"),
    ("sender", "dmtui", "dmtui"),
    ("smtp", "smtp://localhost:2525", "smtp://localhost:2525"),
]
EMPTIED = [("expiry", "", "none"), ("smtp", "", "the outbox folder")]


async def test_settings_are_typed_emptied_and_kept(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((100, 40)) as user:
        await _opens(user, KEPT[0][0])
        await user.presses("escape")
        for row, typed, shown in KEPT + EMPTIED:
            await user.sees("console")
            assert not _shows(user, row, shown), f"{row} is {shown} from the start"
            await user.chooses(row)
            await user.presses("enter")
            await user.sees("setting")
            _types(user, typed)
            await user.clicks("#submit")
            await user.sees("console")
            await _sees(user, row, shown)
            if (row, typed, shown) == KEPT[-1]:
                await _is_kept(user_at, KEPT)
    await _is_kept(user_at, EMPTIED)


async def test_the_settings_say_to_whom_reminders_go_while_nobody_is_chosen(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    """A sandbox reminds its owner: settings with nobody in them said that nobody is reminded."""
    direct_mail.sandbox.load("expiring")
    gone = {report.channel: report.to for report in direct_mail.reminders.run().sent}
    async with user_at((100, 40)) as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        await _sees(user, "emails", gone[Channel.EMAIL][0])
        await _sees(user, "phones", gone[Channel.SMS][0])
        direct_mail.reminders.choices.choose(channels=("internal",))
        await user.presses("1", tab_key("account"))
        await _sees(user, "emails", "none")
        await _sees(user, "phones", "none")


async def _is_kept(user_at: SitDown, settings: list[tuple[str, str, str]]) -> None:
    async with user_at((100, 40)) as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        for row, _, shown in settings:
            await _sees(user, row, shown)


async def _sees(user: User, row: str, value: str) -> None:
    await user.until(lambda: _shows(user, row, value), f"{row}: {value}")


def _shows(user: User, row: str, value: str) -> bool:
    return any(SETTING_NAMES[row] in line and value in line for line in user.rows())


REFUSED = [
    ("expiry", "thirty", "not valid here"),
    ("expiry", "181", "1 to 180"),
    ("low", "100", "0 to 99"),
    ("channels", "pigeon", "internal, email, sms"),
    ("emails", "nobody", "address"),
    ("phones", "12", "number"),
    ("quiet", "late", "22:00-07:00"),
    ("silent", "everything", "expiry"),
    ("sms", "https://example.com", "host"),
    ("sender", "what a long name", "11 letters"),
    ("smtp", "smtps://me:secret@smtp.example.com:465", "password"),
    ("smtp", "ftp://example.com", "smtps://"),
    ("smtp", "smtp://example.com:25", "computer"),
]


async def test_what_cannot_be_is_refused_in_place_and_nothing_typed_is_lost(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    before = direct_mail.preferences(), direct_mail.reminders.choices.current()
    async with user_at((100, 40)) as user:
        await _opens(user, REFUSED[0][0])
        await user.presses("escape")
        for row, typed, why in REFUSED:
            await user.sees("console")
            await user.chooses(row)
            await user.presses("enter")
            await user.sees("setting")
            _types(user, typed)
            await user.clicks("#submit")
            await user.until(
                lambda why=why: why in " ".join(user.reads("#form-problem").split()),  # type: ignore[misc]
                f"{row}: {typed} is refused, {why}",
            )
            assert "secret" not in user.reads("#form-problem")
            assert user.value("#value") == typed
            await user.presses("escape")
            assert (direct_mail.preferences(), direct_mail.reminders.choices.current()) == before, row


async def test_the_palette_offers_every_setting(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((100, 40)) as user:
        await user.sees("console")
        offered = {command.title: command for command in user.app.get_system_commands(user.screen)}
        for name in SETTING_NAMES.values():
            assert f"Setting: {name}" in offered
        await offered["Setting: Quiet hours, local time"].callback()
        await user.sees("setting")
        assert "22:00-07:00" in "\n".join(user.rows())


async def test_in_a_small_window_the_highlighted_setting_is_in_sight(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((60, 20)) as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        await user.until(lambda: user.focused == "access-menu", "the tab")
        await user.presses("tab")
        for name in SETTING_NAMES.values():
            await user.until(
                lambda: any(f"→ {name}" in row for row in user.rows()),  # noqa: B023  # awaited here
                name,
            )
            await user.presses("down")


async def test_what_the_settings_file_names_is_set_there(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "config" / "dm-tui" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[reminders]\nexpiry_days = [9]\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    direct_mail.sandbox.load("activated")
    async with user_at((100, 40)) as user:
        await _opens(user, "expiry")
        assert user.value("#value") == "9"
        await user.clicks("#submit")
        await user.until(lambda: "settings.toml" in user.reads("#form-problem"), "who is in charge")
