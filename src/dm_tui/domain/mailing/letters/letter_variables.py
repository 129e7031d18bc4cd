"""The variables of a letter, and whether a spreadsheet has what they need: any column is one."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.variable_check import (
    VariableProblem,
    find_problems,
    list_problems,
    placed_in,
    unknown_variables,
    write_instead,
)
from dm_tui.domain.setup.variables import VARIABLES, find_variables, same_name
from dm_tui.domain.text import clean_line

_DOCUMENTED = frozenset(map(same_name, VARIABLES))
"""Those are to the letter in any letter, as they are for the service."""


@dataclass(frozen=True)
class LetterVariables:
    """The variables of a letter, by their names as written.

    There must be values for each one that is `used`, and there may be some for those that are `possible`.
    `required` are those that need a value for everyone: no default stands in.
    """

    used: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    content: MailContent = field(default=MailContent(subject=""), compare=False)
    files: tuple[str, ...] = field(default=(), compare=False)

    def named(self, column: str) -> str:
        """Return the name under which the letter uses a column of this name, or an empty text."""
        wanted = same_name(column)
        names = sorted(self.used | self.possible, key=lambda name: (name != column, name))
        return next(
            (
                name
                for name in names
                if name == column or (same_name(name) == wanted and wanted not in _DOCUMENTED)
            ),
            "",
        )

    def require(self, filled: Collection[str], columns: Sequence[str]) -> None:
        """Refuse the letter unless these names are `filled` for it; `columns` are those of the spreadsheet.

        A documented variable with a default needs no column.
        """
        known = tuple(dict.fromkeys((*map(clean_line, columns), *VARIABLES)))
        missing = {
            name for name in self.used.difference(filled) if name in self.required or name not in VARIABLES
        }
        near_misses = find_problems(self.content, columns)
        problems = sorted((*near_misses, *self._places_of(missing, known)), key=_place)
        if not problems:
            return
        if missing.issubset(VARIABLES) and not near_misses:
            error = wording.MISSING_COLUMN if columns else wording.MISSING_VALUES
            raise error(names=list_problems(problems), first=min(missing))
        raise unknown_variables(problems, known)

    def _places_of(self, names: Collection[str], known: Sequence[str]) -> Iterator[VariableProblem]:
        for part, written, line, column, placed in placed_in(self.content):
            name = placed.variable.name
            if placed.variable.likely and name in names:
                yield VariableProblem(part, line, column, written, write_instead(name, known))
        for file in self.files:
            for variable in find_variables(file):
                if variable.likely and variable.name in names:
                    written, reason = f"{{{variable.name}}}", write_instead(variable.name, known)
                    yield VariableProblem("name of the attachment", 1, variable.start + 1, written, reason)


def _place(problem: VariableProblem) -> tuple[int, int, int]:
    parts = ("subject", "text", "HTML")
    return parts.index(problem.part) if problem.part in parts else len(parts), problem.line, problem.column


NO_VARIABLES = LetterVariables()


def letter_variables(
    content: MailContent, files: tuple[str, ...] = (), as_written: MailContent | None = None
) -> LetterVariables:
    """Return the variables that a letter uses, also in the names of files for each row.

    Problems name the places in the letter `as_written`, which may be Markdown.
    """
    used: set[str] = set()
    required: set[str] = set()
    possible: set[str] = set()
    for use in placed_in(content):
        variable = use.placed.variable
        if not variable.likely or variable.name != variable.name.strip():
            possible.add(variable.name)
            continue
        used.add(variable.name)
        if variable.default is None:
            required.add(variable.name)
    for file in files:
        names = {variable.name for variable in find_variables(file) if variable.likely}
        used |= names
        required |= names
    return LetterVariables(
        frozenset(used), frozenset(required), frozenset(possible), as_written or content, files
    )
