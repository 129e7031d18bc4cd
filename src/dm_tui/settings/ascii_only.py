"""Whether only ASCII characters are shown."""

import os
import sys
from functools import lru_cache

from dm_tui.domain.errors import DirectMailError
from dm_tui.settings.values import file_value


def ascii_only() -> bool:
    """Say whether to show only ASCII: a setting asks for it, or the terminal shows nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    if (
        encoding not in ("utf8", "utf16")
        or os.environ.get("TERM") == "linux"
        or os.environ.get("DM_TUI_ASCII")
    ):
        return True
    return _file_wants_ascii(os.environ.get("XDG_CONFIG_HOME"), os.environ.get("HOME"))


@lru_cache(maxsize=4)
def _file_wants_ascii(config: str | None, home: str | None) -> bool:
    """Say what the file said when it was first asked: it is, for every line that is printed.

    The two folders decide which file it is.
    """
    try:
        return bool(file_value("look.ascii"))
    except DirectMailError:  # what is wrong with the file is reported where more of it is needed
        return False
