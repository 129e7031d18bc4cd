"""Why a call failed: it was not sent, refused, or nobody knows."""

import re

from dm_tui.domain.hidden_secrets import HiddenSecrets
from dm_tui.domain.text import clean_line

ALREADY_EXISTS = re.compile(r"(Exist|Duplicate|Repeat)", re.IGNORECASE)
"""Words in the code of a refusal to create what is there already.

The pages do not list the codes (estimate).
"""


class CallFailedError(Exception):
    """A call had no useful answer. `code` is the vendor's, empty if there was none; `words` are for people.

    `action` is the RAM action that was missing, if that was why. `retry_after` is in seconds, None if the
    vendor names no time. `status` is that of HTTP, 0 if there was no answer.
    """

    def __init__(
        self,
        words: str,
        code: str = "",
        *,
        action: str = "",
        retry_after: float | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(words)
        self.words = clean_line(words)
        self.code = clean_line(code, 80)
        self.action = clean_line(action, 80)
        self.retry_after = retry_after
        self.status = status

    @property
    def was_answered(self) -> bool:
        """Whether something answered: a fault in an answer passes less often than a time-out."""
        return self.status > 0 or self.code in ("unreadable", "no-vendor")

    def hide(self, secret: str) -> None:
        """Take a secret of the call out of the words and the code, should the vendor repeat a piece of it."""
        hidden = HiddenSecrets([secret])
        self.words, self.code = hidden.hide(self.words), hidden.hide(self.code)
        self.args = (self.words,)


class NotSentError(CallFailedError):
    """The call certainly never left this computer."""


class RefusedError(CallFailedError):
    """The vendor did nothing."""


class ThrottledError(RefusedError):
    """Too many calls; nothing was done."""


class OutcomeUnknownError(CallFailedError):
    """It is unknown whether the vendor did what it was asked."""
