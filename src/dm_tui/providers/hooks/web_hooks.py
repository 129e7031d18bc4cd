"""Reminders by web hook: the recipient of a message is the name of a hook, never its address."""

from collections.abc import Callable

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.reminders.hooks import Hook
from dm_tui.domain.reminders.notice import ReminderNotice
from dm_tui.providers.hooks.hook_answers import judge
from dm_tui.providers.hooks.hook_messages import compose
from dm_tui.providers.hooks.web_post import NeverLeftError, NoAnswerError, post
from dm_tui.providers.mail.transport import Deferred, DeliveryOutcome, Leaving, Unknown, notify_nobody


class WebHooks:
    """All hooks of the settings file; `find` returns one with its address, or raises why it has none."""

    name, connections, is_real, takes_attachments = "web hook", 1, True, False

    def __init__(self, find: Callable[[str], Hook], real_now: Clock) -> None:
        self._find = find
        self._real_now = real_now

    def connect(self) -> "WebHooks":
        """Return itself: each message has a connection of its own."""
        return self

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        """Send a notice to the hook that `recipient` names."""
        try:
            hook = self._find(recipient)
        except DirectMailError as error:
            return Deferred(words=str(error))
        sent = compose(hook, ReminderNotice.model_validate_json(message), self._real_now())
        try:
            return judge(hook, sent.url, post(*sent, leaving))
        except NeverLeftError as error:
            return Deferred(words=str(error))
        except NoAnswerError as error:
            return Unknown(words=str(error))

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return None: no hook says later whether a message arrived."""
        return None

    def close(self) -> None:
        """Do nothing: each message has a connection of its own."""
