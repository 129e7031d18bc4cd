"""Each setting has one home: the settings file where it names it, the state file otherwise."""

from collections.abc import Callable
from datetime import time

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.reminders import Reminders

NewOrder = Callable[..., Order]


def test_choices_are_kept_for_the_account(
    open_direct_mail: Callable[[], DirectMail], reminders: Reminders
) -> None:
    reminders.choices.choose(expiry_days=(10,), emails=("ops@example.com",))
    found = open_direct_mail().reminders.choices.current()
    assert (found.expiry_days, found.emails) == ((10,), ("ops@example.com",))
    assert found.low_quota == (20, 10, 5, 0)


def test_what_the_file_names_is_set_there_alone(reminders: Reminders) -> None:
    reminders.choices.choose(expiry_days=(10,), low_quota=(50,))
    reminders.choices.file.write_text("[reminders]\nexpiry_days = [3]\nquiet_from = 22:00:00\n")
    with pytest.raises(DirectMailError, match="both quiet_from"):
        reminders.choices.current()
    with reminders.choices.file.open("a") as file:
        file.write("quiet_until = 07:00:00\n")
    found = reminders.choices.current()
    assert (found.expiry_days, found.low_quota, found.quiet_from) == ((3,), (50,), time(22))
    with pytest.raises(DirectMailError) as refused:
        reminders.choices.choose(expiry_days=(5,))
    assert refused.value.code == "set-in-file"
    assert reminders.choices.choose(low_quota=(40,)).low_quota == (40,)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[reminders", "cannot be used"),
        (b"\xff\xfe", "cannot be used"),
        (b"reminders = 3", "must be a section"),
        (b"[reminders]\nphones = ['12']", "phones"),
        (b"[reminders]\ncolour = 1", "colour"),
    ],
)
def test_a_settings_file_that_cannot_be_read_stops_reminding_and_says_why(
    reminders: Reminders, content: bytes, words: str
) -> None:
    reminders.choices.file.write_bytes(content)
    with pytest.raises(DirectMailError, match=words):
        reminders.run()


def test_a_choice_that_cannot_be_changes_nothing(reminders: Reminders) -> None:
    before = reminders.choices.current()
    with pytest.raises(DirectMailError):
        reminders.choices.choose(phones=("12",))
    assert reminders.choices.current() == before
