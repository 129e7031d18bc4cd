"""What went wrong, in one shape that every face can show.

The words of an error are data, apart from the place that raises it: each subject keeps its own in its
`wording` module, so that a second language needs other sentences and no other code.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from dm_tui.domain.command_words import fill_sentence


class ErrorKind(IntEnum):
    """The family of an error; its value is the exit code of the command line (public contract)."""

    UNEXPECTED = 1
    USAGE = 2
    NOT_ALLOWED = 3
    DECLINED = 4
    OUTCOME_UNKNOWN = 5
    STATE_FILE = 6
    REFUSED = 7
    """The exit codes (public contract)."""

    def text(self, code: str, message: str, hint: str = "") -> "ErrorText":
        """Return the sentences of an error of this kind."""
        return ErrorText(self, code, message, hint)


class DirectMailError(Exception):
    """An error a person can act on: `message` says what happened, `hint` what to do now.

    `code` is a stable kebab-case word for scripts; `kind` decides the exit code; `values` are what the
    sentences name.
    """

    def __init__(
        self,
        kind: ErrorKind,
        code: str,
        message: str,
        hint: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.kind, self.code, self.message, self.hint = kind, code, message, hint
        self.values = dict(values or {})

    def with_more(self, message: str = "", hint: str = "") -> "DirectMailError":
        """Return the same error with these sentences behind its own."""
        said, advice = f"{self.message} {message}".strip(), f"{self.hint} {hint}".strip()
        return DirectMailError(self.kind, self.code, said, advice, self.values)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ErrorText(NamedTuple):
    """The sentences of one error, with `{named}` values; calling it with the values makes the error."""

    kind: ErrorKind
    code: str
    message: str
    hint: str = ""

    def __call__(self, **values: object) -> DirectMailError:
        """Return the error with `values` in its sentences."""
        message, hint = fill_sentence(self.message, values), fill_sentence(self.hint, values)
        return DirectMailError(self.kind, self.code, message, hint, values)
