"""A letter in Markdown, and a test letter to oneself before everyone gets it."""

from pathlib import Path

from dm_tui.services.direct_mail import DirectMail
from tests.tui.console.send.mailings import composes, reviews, spreadsheet
from tests.tui.journey import sit_down


async def test_a_letter_in_markdown_is_tested_before_it_is_sent(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("busy")
    file = spreadsheet(tmp_path, ["email,First Name", "ada@example.com,Ada", "b@x.example,Bo"])
    async with sit_down(direct_mail) as user:
        await composes(user, file=file, subject="Hi {First Name}", text="Dear **{First Name}**")
        await user.presses("f3", "f3")
        await reviews(user)
        assert "Hi Ada" in user.reads("#review-text")
        await user.presses("t")
        await user.sees("test-letter")
        await user.writes("#test-to", "me@example.com")
        await user.presses("enter", "enter")
        await user.until(lambda: "me@example.com is handed over" in user.reads("#review-outcome"), "the test")
        (letter,) = direct_mail.outbox.letters()
        assert (letter.recipient, letter.subject) == ("me@example.com", "Hi Ada")
        assert "<strong>Ada</strong>" in direct_mail.outbox.open(letter.id).html
        await user.clicks("#send")
        await user.sees("mailing")
        await user.until(lambda: len(direct_mail.outbox.letters()) == 3, "both")
