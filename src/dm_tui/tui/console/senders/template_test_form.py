"""The form for a test letter: from which sender address, and to whom."""

from collections.abc import Callable, Mapping
from typing import Any

from textual.app import App

from dm_tui.lines.letter_tests import sent_test_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.dialogs.form import ChoiceField, Form, TextField
from dm_tui.tui.toasts import toast

_MAX_ADDRESS_CHARS = 300


def open_test_form(
    app: App[Any], direct_mail: DirectMail, template: str, done: Callable[[list[str]], None]
) -> None:
    """Ask for sender and recipient, send one letter, and call `done` with what to say."""
    senders = direct_mail.senders.list()
    if not senders:
        toast(app, "Add a sender address first: a test letter needs one.", serious=True)
        return

    def send(values: Mapping[str, str]) -> list[str]:
        sent = direct_mail.letter_tests.send(template, values["test-sender"], values["test-to"])
        return sent_test_lines(sent.recipient, sent.mailing, direct_mail.facts.vendor_name)

    form = Form(
        "test-letter",
        f"A test letter of “{template}”",
        ["One email with example values. It is charged like any other, and counts towards the daily quota."],
        [
            ChoiceField("test-sender", [(sender.address, sender.readable) for sender in senders]),
            TextField("test-to", "To", "you@example.com", limit=_MAX_ADDRESS_CHARS),
        ],
        "Send",
        send,
    )
    app.push_screen(form, lambda words: done(words) if words is not None else None)
