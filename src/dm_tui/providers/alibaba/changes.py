"""Changes of what the service has: each call is made once, and without an answer a read looks for it."""

from collections.abc import Callable
from typing import TypeVar

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import (
    CallFailedError,
    NotSentError,
    OutcomeUnknownError,
    RefusedError,
)
from dm_tui.providers.alibaba.api.failure_kinds import names_a_fault
from dm_tui.providers.alibaba.api.failure_wording import explain_failure
from dm_tui.providers.alibaba.wording import CHANGE_MADE, CHANGE_NOT_MADE, CHANGE_UNKNOWN, NOTHING_CHANGED

A = TypeVar("A", bound=Model)


class Change:
    """One change of `subject`, such as “the domain example.com”, which is then `deed`, such as “added”.

    `begun` says that its call may have been made, `made` that it certainly was.
    """

    def __init__(self, client: Client, subject: str, deed: str) -> None:
        self.client = client
        self._subject, self._deed = subject, deed
        self.begun = self.made = False

    @property
    def made_words(self) -> str:
        """Say that it was made."""
        return CHANGE_MADE.format(subject=self._subject, deed=self._deed)

    def make(
        self, action: str, answer: type[A], is_made: Callable[[], bool], **parameters: object
    ) -> A | None:
        """Return the answer of a call that changes something; None where a look says that it was made.

        A fault of the service may have happened after the deed, whatever its status. Raises whether it was
        made or not, or that this is not known.
        """
        self.begun = True
        try:
            answered = self.client.write(Service.MAIL, action, answer, **parameters)
        except NotSentError as failure:
            raise explain_failure(failure).with_more(NOTHING_CHANGED) from None
        except RefusedError as failure:
            if not names_a_fault(failure.code):
                raise
            self._require_made(failure, is_made)
        except OutcomeUnknownError as failure:
            self._require_made(failure, is_made)
        else:
            self.made = True
            return answered
        self.made = True
        return None

    def _require_made(self, failure: CallFailedError, is_made: Callable[[], bool]) -> None:
        named = {"answer": failure.words, "subject": self._subject, "deed": self._deed}
        try:
            made = is_made()
        except (CallFailedError, DirectMailError):
            raise CHANGE_UNKNOWN(**named) from None
        if not made:
            raise CHANGE_NOT_MADE(**named)
