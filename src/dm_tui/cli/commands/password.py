"""`password …`: the SMTP password of a mail server's user in the keyring, typed unseen and never shown."""

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

from pydantic import SecretStr

from dm_tui.cli.output import Answer
from dm_tui.domain.mailing.smtp_password import password_problem
from dm_tui.domain.mailing.smtp_settings import SmtpSettings
from dm_tui.domain.mailing.smtp_wording import (
    IN_KEYRING,
    NO_PASSWORD_USER,
    NOT_IN_KEYRING,
    OUT_OF_KEYRING,
    PASSWORD_NOT_TYPED,
)
from dm_tui.lines.ending_signals import ENDING_SIGNALS
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transport_choice import smtp_settings
from dm_tui.services.password_keyring import (
    KEYRING_SERVICE,
    has_password,
    remove_password,
    require_open_keyring,
    save_password,
)
from dm_tui.services.setup.json_shapes import SmtpPasswordAnswer

LOOK_EVERY = 0.25
"""Seconds between two looks whether a signal came while a password is typed (our own choice)."""


def password_set(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Asks for a password that is not shown, and saves it."""
    settings = smtp_settings(direct_mail.preferences(), os.environ)
    user = _user(settings, args)
    if not _can_type():
        raise PASSWORD_NOT_TYPED(user=user)
    require_open_keyring()
    with _signals_exit():
        typed = getpass(f"SMTP password of {user}: ", sys.stderr)
    if not typed:
        raise PASSWORD_NOT_TYPED(user=user)
    save_password(user, SecretStr(typed))
    at_service = settings is not None and settings.service and settings.user == user
    problem = password_problem(typed) if at_service else ""
    lines = [IN_KEYRING.format(user=user), *([f"! {problem}"] if problem else [])]
    document = SmtpPasswordAnswer(address=user, in_keyring=True, keyring_service=KEYRING_SERVICE)
    return Answer(document, lines)


def password_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Says whether the keyring has a password."""
    user = _user(smtp_settings(direct_mail.preferences(), os.environ), args)
    there = has_password(user)
    words = IN_KEYRING if there else NOT_IN_KEYRING
    return _answer(user, words, in_keyring=there)


def password_remove(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Removes a password."""
    user = _user(smtp_settings(direct_mail.preferences(), os.environ), args)
    words = OUT_OF_KEYRING if remove_password(user) else NOT_IN_KEYRING
    return _answer(user, words, in_keyring=False)


def _user(settings: SmtpSettings | None, args: Namespace) -> str:
    user: str = args.user or (settings.user if settings is not None else "")
    if not user:
        raise NO_PASSWORD_USER()
    return user


def _answer(user: str, words: str, *, in_keyring: bool) -> Answer:
    document = SmtpPasswordAnswer(address=user, in_keyring=in_keyring, keyring_service=KEYRING_SERVICE)
    return Answer(document, [words.format(user=user)])


@contextmanager
def _signals_exit() -> Iterator[None]:
    """Turn a signal that ends the program into an exit: the terminal has to show again what is typed.

    A signal that comes just before the program waits for the terminal does not end the wait, so a timer does.
    """

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = {
        number: signal.signal(number, leave)
        for number in ENDING_SIGNALS
        if signal.getsignal(number) is signal.SIG_DFL
    }
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY, LOOK_EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _can_type() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
