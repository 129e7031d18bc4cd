"""Reminders by a command of the user: it is started once for each, with the notice as JSON on its stdin."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from dm_tui.domain.reminders.hook_wording import ENDED_WITH, KILLED, NOT_STARTED, TOO_SLOW
from dm_tui.domain.reminders.notice import ReminderNotice
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Unknown,
    notify_nobody,
)

SECONDS = 30.0  # our own limit


class ReminderCommand:
    """Runs `words`, without a shell; exit code 0 says that the reminder arrived.

    Any other exit code says that it did not, and it is tried again. What the command prints is discarded:
    it may be a secret. Subject and text are in the `environment` too, so that a shell command needs no JSON.
    """

    connections, is_real, takes_attachments = 1, True, False

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = os.path.basename(words[0]) if words else "command"
        self._words = tuple(words)
        self._environment = dict(environment)

    def connect(self) -> "ReminderCommand":
        """Return itself: nothing runs before there is a notice."""
        return self

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        """Run the command with a notice."""
        notice = ReminderNotice.model_validate_json(message)
        variables = {"REMINDER_SUBJECT": notice.subject, "REMINDER_TEXT": notice.text}
        leaving()
        try:
            running = subprocess.Popen(  # noqa: S603 (the words are the user's own)
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**self._environment, **variables},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or "its words cannot be passed").lower()
            return Deferred(words=NOT_STARTED.format(program=self.name, reason=reason))
        try:
            running.communicate(message, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return Unknown(words=TOO_SLOW.format(program=self.name, seconds=int(SECONDS)))
        finally:
            if running.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        return self._judge(running.returncode)

    def _judge(self, code: int) -> DeliveryOutcome:
        if code < 0:  # half of its work may be done
            return Unknown(words=KILLED.format(program=self.name, signal=-code))
        return Deferred(words=ENDED_WITH.format(program=self.name, code=code)) if code else Accepted()

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return None: what a command did cannot be asked for."""
        return None

    def close(self) -> None:
        """Do nothing: nothing runs between two notices."""
