"""What is wrong with a row of a spreadsheet."""

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class RowProblem(Model):
    """Why a row cannot be sent to. `line` is where it begins in the file, counted from 1.

    `code` is `bad-address`, `duplicate`, `cells`, `empty-variable`, `too-long`, `line-break`,
    `control-character`, `nul`, `above-header` or `quote`.
    """

    line: int
    code: str
    message: Line
