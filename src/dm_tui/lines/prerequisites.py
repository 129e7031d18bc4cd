"""The prerequisites of buying and sending, as lines: what is complete, what is missing, what to do."""

from collections.abc import Sequence

from dm_tui.domain.account.prerequisites import Prerequisite, PrerequisiteKind

_MARKS = {True: "ok     ", False: "missing", None: "unknown"}
_LACKING = "partly "


def prerequisite_lines(checks: Sequence[Prerequisite]) -> list[str]:
    """Return a line for each prerequisite, then what to do about those that are missing."""
    rows = [f"{_mark(check)}  {check.title}: {check.detail}" for check in checks]
    return [*rows, *(check.hint for check in checks if check.stands_in_the_way or check.lacking)]


def _mark(check: Prerequisite) -> str:
    return _LACKING if check.met is not False and check.lacking else _MARKS[check.met]


def missing_lines(checks: Sequence[Prerequisite]) -> list[str]:
    """Return a line for each prerequisite that is missing, wholly or in part, with what to do about it.

    A reading that failed has no line.
    """
    return [
        f"! {check.title}: {check.detail.rstrip('.')}. {check.hint}"
        for check in checks
        if (check.stands_in_the_way or check.lacking) and check.kind is not PrerequisiteKind.ACCOUNT
    ]
