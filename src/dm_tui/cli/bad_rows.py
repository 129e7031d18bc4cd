"""The rows of a file, or the typed addresses, that are left out: their causes, the first as examples."""

from collections import Counter
from typing import NamedTuple

from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.services.mailing.spreadsheets.row_problem import DUPLICATE, RowProblem

MOST_EXAMPLES = 3
"""Rows that a sentence names."""


class BadRows(NamedTuple):
    """What is left out: the first rows, or `typed` addresses, and how many there are of each cause."""

    listed: tuple[RowProblem, ...] = ()
    causes: dict[str, int] = {}
    typed: bool = False

    @property
    def total(self) -> int:
        """Return how many rows there are, listed or not."""
        return sum(self.causes.values())

    def words(self) -> dict[str, str | int]:
        """Return what a sentence about them says: their number, three examples, the number of others."""
        few = self.listed[:MOST_EXAMPLES]
        example = wording.BAD_ADDRESS_EXAMPLE if self.typed else wording.BAD_ROW_EXAMPLE
        examples = " ".join(example.format(line=row.line, problem=row.message) for row in few)
        causes = ", ".join(
            f"{count:,} {wording.CAUSES.get(code, code)}"
            for code, count in Counter(self.causes).most_common()
        )
        rows = show_count(self.total, "row")
        return {"rows": rows, "causes": causes, "examples": examples, "more": self.total - len(few)}

    def lines(self) -> list[str]:
        """Return what becomes of them with examples, and all causes where there are more than these."""
        if not self.total:
            return []
        words, more = self.words(), self.total > MOST_EXAMPLES
        said = wording.left_out_sentences(self.total, self.causes.get(DUPLICATE, 0), typed=self.typed)
        rest = [wording.MORE_LEFT_OUT.format(**words)] if more else []
        causes = [wording.ALL_CAUSES.format(**words)] if more and not self.typed else []
        return [" ".join((*said, str(words["examples"]), *rest)), *causes]


NO_BAD_ROWS = BadRows()
