"""A letter in Markdown, and a test letter to oneself before everyone gets it."""

from pathlib import Path

from dm_tui.services.direct_mail import DirectMail
from tests.tui.console.send.mailings import composes, reviews, sends, spreadsheet
from tests.tui.journey import User, sit_down


def consequence(user: User) -> str:
    return " ".join(user.reads("#refusal-text").split())


async def test_a_letter_in_markdown_is_tested_before_it_is_sent(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("busy")
    file = spreadsheet(tmp_path, ["email,First Name", "ada@example.com,Ada", "b@x.example,Bo"])
    async with sit_down(direct_mail) as user:
        await composes(user, file=file, subject="Hi {First Name}", text="Dear **{First Name}**")
        await user.presses("f3", "f3")
        (tmp_path / "Ada.txt").write_text("for Ada")
        await user.writes("#attach", f"{tmp_path}/gone.pdf")
        await user.presses("f9")
        await user.until(lambda: "cannot be attached" in consequence(user), "why not")
        assert user.focused == "attach"
        await user.writes("#attach", f"{tmp_path}/{{First Name}}.txt")
        await user.presses("f9")
        await user.until(lambda: "b@x.example" in consequence(user), "whose file is missing")
        (tmp_path / "Bo.txt").write_text("for Bo")
        await reviews(user)
        assert "Hi Ada" in user.reads("#review-text")
        await user.presses("t")
        await user.sees("test-letter")
        await user.writes("#test-to", "me@example.com")
        await user.presses("enter", "enter")
        await user.until(lambda: "me@example.com is handed over" in user.reads("#review-outcome"), "the test")
        (letter,) = direct_mail.outbox.letters()
        assert (letter.recipient, letter.subject) == ("me@example.com", "Hi Ada")
        (attached,) = direct_mail.outbox.open(letter.id).attachments
        assert (attached.name, attached.size) == ("Ada.txt", 7)
        assert "<strong>Ada</strong>" in direct_mail.outbox.open(letter.id).html
        await sends(user)
        await user.sees("mailing")
        await user.until(lambda: len(direct_mail.outbox.letters()) == 3, "both")
