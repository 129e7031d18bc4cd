"""What went wrong, in one shape that every face can show."""

from enum import IntEnum


class ErrorKind(IntEnum):
    """The family of an error; its value is the exit code of the command line (public contract)."""

    UNEXPECTED = 1
    USAGE = 2
    NOT_ALLOWED = 3
    DECLINED = 4
    OUTCOME_UNKNOWN = 5
    STATE_FILE = 6
    REFUSED = 7


class DirectMailError(Exception):
    """An error a person can act on: `message` says what happened, `hint` what to do now.

    `code` is a stable kebab-case word for scripts; `kind` decides the exit code.
    """

    def __init__(self, kind: ErrorKind, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
