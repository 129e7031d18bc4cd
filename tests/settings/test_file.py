"""The settings file: what it may say, and what is said of what it may not."""

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.settings.ascii_only import ascii_only
from dm_tui.settings.declared import SECTIONS, SETTINGS
from dm_tui.settings.value_kinds import PARSERS
from dm_tui.settings.values import file_value, settings_file, text_value
from tests.settings.conftest import WriteSettings


def refused(write_settings: WriteSettings, text: str) -> DirectMailError:
    path = write_settings(text)
    with pytest.raises(DirectMailError) as error:
        settings_file()
    assert (error.value.kind, error.value.code) == (ErrorKind.USAGE, "bad-settings-file")
    assert str(path) in error.value.message
    return error.value


def test_without_a_file_nothing_is_set() -> None:
    assert settings_file().sections == settings_file().profiles == {}
    assert file_value("look.theme") is None


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[acount]\n", "there is no section [acount]", "Did you mean [account]?"),
        ("[profile.work]\n", "there is no section [profile]", "Did you mean [profiles]?"),
        ("[zzz]\n", "there is no section [zzz]", "The sections are [account], [look]"),
        ('[look]\nthme = "x"\n', "[look] has no setting “thme”", "Did you mean theme? It has theme, ascii."),
        ('theme = "x"\n', "“theme” comes before the first section", "Did you mean theme in [look]?"),
        (
            "[profiles.work]\nregoin = 'x'\n",
            "[profiles.work] has no setting “regoin”",
            "Did you mean region?",
        ),
        ("[profiles.work]\ntheme = 'x'\n", "[profiles.work] has no setting “theme”", "It has provider,"),
        ("[profiles.'a b']\n", "“a b” cannot be the name of a profile", "[profiles.work]"),
        ("[look]\nascii = 'yes'\n", "ascii in [look]: give true or false", "show only ASCII"),
        ("[look]\ntheme = 1\n", "theme in [look]: give a text", "dm-dark"),
        (
            "[mail]\nserver = 'a\\u0007b'\n".replace("'", '"'),
            "server in [mail]: give one line",
            "mail server",
        ),
        ("[budget]\nmonthly = 'much'\n", "monthly in [budget]: give an amount", "pay-as-you-go"),
        ("[budget]\nmonthly = true\n", "monthly in [budget]: give an amount", "pay-as-you-go"),
        ("[budget]\nmonthly = nan\n", "monthly in [budget]: give an amount", "pay-as-you-go"),
        ("[budget]\nwhen_over = 'stop'\n", "give refuse or hold-back", "hold back the rest"),
        ("look = 1\n", "“look”: it must be a section: [look]", "Fix it"),
        ("profiles = 1\n", "“profiles”: it must be a section", "Fix it"),
        ("[look\n", "Expected", "Fix it"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_right(
    write_settings: WriteSettings, text: str, message: str, hint: str
) -> None:
    error = refused(write_settings, text)
    assert message in error.message
    assert hint in error.hint


def test_what_has_no_encoding_or_is_no_file_is_refused(write_settings: WriteSettings) -> None:
    path = write_settings("")
    path.write_bytes(b"\xff")
    with pytest.raises(DirectMailError):
        settings_file()
    path.unlink()
    path.mkdir()
    with pytest.raises(DirectMailError):
        settings_file()


@pytest.mark.parametrize(
    ("written", "amount"), [("50", "50"), ("49.90", "49.90"), ('"USD 7"', "USD 7"), ("1e2", "100")]
)
def test_an_amount_is_a_number_or_as_it_is_typed(
    write_settings: WriteSettings, written: str, amount: str
) -> None:
    write_settings(f"[budget]\nmonthly = {written}\n")
    assert file_value("budget.monthly") == amount


def test_a_changed_file_is_read_again(write_settings: WriteSettings) -> None:
    write_settings("[look]\ntheme = 'dm-light'\n")
    assert file_value("look.theme") == "dm-light"
    write_settings("[look]\ntheme = 'dm-contrast'\n")
    assert file_value("look.theme") == "dm-contrast"


def test_a_variable_counts_before_the_file(
    write_settings: WriteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings("[mail]\nname_server = '192.0.2.53'\n[look]\nascii = true\n")
    assert text_value("mail.name_server") == "192.0.2.53"
    assert ascii_only()
    monkeypatch.setenv("DM_TUI_DNS", "192.0.2.54")
    assert text_value("mail.name_server") == "192.0.2.54"


def test_a_broken_file_does_not_break_the_words_that_say_so(write_settings: WriteSettings) -> None:
    write_settings("[look]\nascii = 3\n")
    assert ascii_only() is False


def test_every_setting_has_a_section_and_a_kind() -> None:
    sections = {section.name for section in SECTIONS} | {""}
    for setting in SETTINGS:
        assert setting.section in sections, setting
        assert setting.kind in PARSERS or setting.choices, setting
        assert setting.key or setting.variable or setting.option, setting
    names = [setting.name for setting in SETTINGS if setting.key]
    assert len(set(names)) == len(names)
