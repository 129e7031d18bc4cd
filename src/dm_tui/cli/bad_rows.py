"""The rows of a file that cannot be sent to: how many of each cause, and the first as examples."""

from collections import Counter
from typing import NamedTuple

from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem


class BadRows(NamedTuple):
    """The rows of a file that cannot be sent to: the first of them, and how many there are of each cause."""

    listed: tuple[RowProblem, ...] = ()
    causes: dict[str, int] = {}

    @property
    def total(self) -> int:
        """Return how many rows there are, listed or not."""
        return sum(self.causes.values())

    def words(self) -> dict[str, str | int]:
        """Return what a sentence about them says: their number, three examples, the number of others."""
        few = self.listed[:3]
        examples = " ".join(wording.BAD_ROW_EXAMPLE.format(line=row.line, problem=row.message) for row in few)
        causes = ", ".join(
            f"{count:,} {wording.CAUSES.get(code, code)}"
            for code, count in Counter(self.causes).most_common()
        )
        rows = show_count(self.total, "row")
        return {"rows": rows, "causes": causes, "examples": examples, "more": self.total - len(few)}


NO_BAD_ROWS = BadRows()
