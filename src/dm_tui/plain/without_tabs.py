"""Words that name a tab of the full screen, for line mode: there are no tabs."""

import re

_ON_A_TAB = re.compile(r"on the \w+ tab")


def without_tabs(words: str) -> str:
    """Return `words` for a reader who has no tabs: what they name is in the full screen."""
    return _ON_A_TAB.sub("in the full screen (dm-tui)", words)
