"""The rows of the first step: each prerequisite with how to complete it."""

from textual.content import Content

from dm_tui.domain.account.prerequisites import Prerequisite
from dm_tui.tui.keys_for_commands import with_button
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import hanging, muted, text


def check_rows(check: Prerequisite, width: int, *, by_button: bool) -> list[Content]:
    """Return a prerequisite and, where it is missing, what to do; `by_button` names the button for it."""
    if check.complete:
        return [check_title(check)]
    hint = with_button(check.hint) if by_button else check.hint
    return [
        text(
            (f"{MARKS.warning} ", "bold $warning"), (hanging(f"{check.title}: {check.detail}", width), "bold")
        ),
        muted("  " + hanging(hint, width)),
    ]


def check_title(check: Prerequisite) -> Content:
    """Return how a prerequisite is, in one line however long."""
    if check.complete:
        return text((f"{MARKS.done} ", "$success"), f"{check.title}: ", (check.detail, "$muted"))
    return text((f"{MARKS.warning} ", "bold $warning"), (f"{check.title}: {check.detail}", "bold"))
