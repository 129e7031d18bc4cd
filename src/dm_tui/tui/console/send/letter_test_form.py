"""The form for a test letter of the mailing under review: to whom."""

from collections.abc import Callable, Mapping
from typing import Any

from textual.app import App

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.lines.letter_tests import sent_test_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.dialogs.form import Form, TextField

_MAX_ADDRESS_CHARS = 300


def open_test_form(
    app: App[Any],
    direct_mail: DirectMail,
    letter: Letter,
    values: Mapping[str, str],
    done: Callable[[list[str]], None],
) -> None:
    """Ask for the recipient, send one letter with these values, and call `done` with what to say."""

    def send(typed: Mapping[str, str]) -> list[str]:
        sent = direct_mail.letter_tests.send_letter(letter, values, typed["test-to"])
        return sent_test_lines(sent.recipient, sent.mailing, direct_mail.facts.vendor_name)

    form = Form(
        "test-letter",
        "A test letter to yourself",
        [
            "One email with the values of the first recipient. It is charged, and counts towards the daily quota."
        ],
        [TextField("test-to", "To", "you@example.com", limit=_MAX_ADDRESS_CHARS)],
        "Send",
        send,
    )
    app.push_screen(form, lambda words: done(words) if words is not None else None)
