"""The section [keys]: names and keys that can be, and what is said of others."""

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.settings.key_conflicts import FIXED, validate_keys
from dm_tui.settings.keymap import KEYS
from dm_tui.settings.places import settings_path
from dm_tui.settings.values import chosen_keys
from tests.settings.conftest import WriteSettings


def test_names_may_be_dotted_or_between_quotation_marks(write_settings: WriteSettings) -> None:
    write_settings('[keys]\nconsole.buy = "B"\n"list.export" = "F7"\napp.quit = "ctrl+o"\n')
    assert chosen_keys() == {"console.buy": "B", "list.export": "f7", "app.quit": "ctrl+o"}


def test_the_usual_keys_are_no_conflict() -> None:
    usual = {key.id: {"slash": "/", "question_mark": "?"}.get(key.key, key.key) for key in KEYS}
    assert validate_keys(settings_path(), usual) == usual
    assert len(usual) == len(KEYS), "every name is there once"
    assert not FIXED & set(usual.values())


def test_two_actions_may_change_their_keys(write_settings: WriteSettings) -> None:
    write_settings('[keys]\nlist.sort = "x"\nlist.export = "s"\n')
    assert chosen_keys() == {"list.sort": "x", "list.export": "s"}


def test_the_same_key_may_do_other_things_on_other_screens(write_settings: WriteSettings) -> None:
    write_settings('[keys]\norder.pay = "x"\nplan.refund = "b"\n')
    assert chosen_keys() == {"order.pay": "x", "plan.refund": "b"}


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ('console.by = "B"', "has no action “console.by”", "Did you mean console.buy?"),
        ('zzz = "B"', "has no action “zzz”", "docs/settings.md"),
        ('console.buy = "x"', "“x” would be the key of both console.buy and list.export", "another key"),
        ('list.export = "b"', "“b” would be the key of both list.export and console.buy", "another key"),
        ('item.remove = "y"', "both item.remove and domain.check", "another key"),
        ('console.buy = "q"', "both console.buy and app.leave", "another key"),
        ('plans.view = "?"', "both plans.view and app.more_help", "another key"),
        ('compose.lists = "f9"', "both compose.lists and compose.review", "another key"),
        ('console.buy = "enter"', "“enter” moves, accepts or goes back", "Buy a plan".lower()),
        ('console.buy = "j"', "“j” moves", "buy a plan"),
        ('console.buy = "hyper+x"', "give a key", "buy a plan"),
        ('console.buy = ""', "give a key", "buy a plan"),
        ("console.buy = 7", "give a key", "buy a plan"),
        ('app.quit = "o"', "“o” would be typed into a field", "leave dm-tui"),
        ('compose.review = "r"', "“r” would be typed", "check it"),
    ],
)
def test_what_cannot_be_is_refused(write_settings: WriteSettings, line: str, message: str, hint: str) -> None:
    write_settings(f"[keys]\n{line}\n")
    with pytest.raises(DirectMailError) as error:
        chosen_keys()
    assert error.value.code == "bad-settings-file"
    assert message in error.value.message
    assert hint in error.value.hint
