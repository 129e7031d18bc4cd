"""Why a mailing cannot be sent is read to its end in a small window, beside the field to fix."""

from pathlib import Path

import pytest

from dm_tui.domain.mailing.letters.letter_wording import BAD_UNSUBSCRIBE_URL
from dm_tui.services.direct_mail import DirectMail
from tests.tui.console.send.mailings import ahead, composes, spreadsheet
from tests.tui.journey import sit_down

SIZES = [(80, 24), (60, 20)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_refusal_is_seen_to_its_end_with_its_field(
    sender: DirectMail, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "x,y"])
    async with sit_down(sender, size) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await user.reaches("#unsubscribe")
        await user.pastes("notaurl")
        await user.presses("f9")
        error = str(BAD_UNSUBSCRIBE_URL())
        await user.until(lambda: error in ahead(user), "the refusal")
        await user.until(lambda: "only variable, once." in " ".join(user.rows()), "its end on the screen")
        await user.until(lambda: "notaurl" in " ".join(user.rows()), "the field")
        assert user.focused == "unsubscribe"


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_problem_of_the_letter_hides_neither_the_text_nor_its_own_end(
    sender: DirectMail, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada"])
    async with sit_down(sender, size) as user:
        await composes(user, file=file, subject="Hi", text="Hello {{Nope}} {{Foo}} {% Bar %} {{Baz}}")
        await user.presses("f9")
        await user.until(lambda: "Fix the text." in ahead(user), "the refusal")
        await user.until(lambda: "Hello {{Nope}}" in " ".join(user.rows()), "the text on the screen")
        end = "for readers without a value."
        await user.until(lambda: end in " ".join(" ".join(user.rows()).split()), "the end of the problem")
        assert user.focused == "text"
