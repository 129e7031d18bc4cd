"""Where the log of the program's work goes: into a file, and with `--verbose` onto standard error."""

import sys
from contextlib import suppress
from datetime import UTC, datetime

from dm_tui import __version__, work_log
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.text import clean_line
from dm_tui.settings.values import log_path

LOG_UNUSABLE = ErrorKind.USAGE.text(
    "log-unusable",
    "The log {path} cannot be written: {reason}.",
    "Name another file in DM_TUI_LOG, or in the settings file under [log].",
)
VERBOSE_NEEDS_LINES = ErrorKind.USAGE.text(
    "verbose-interface",
    "--verbose writes to the terminal, which the interface paints.",
    "Name a file instead: DM_TUI_LOG=FILE dm-tui. Or use --plain, or a command.",
)


class ErrorStream:
    """Standard error, on which `--verbose` shows the events."""

    def write(self, line: str) -> None:
        """Print an event."""
        with suppress(OSError, ValueError):
            print(f"  {line}", file=sys.stderr, flush=True)


def open_log(command: str, *, verbose: bool) -> None:
    """Begin to take notes if the user wants any; refuses a file that cannot be written to.

    An earlier log of this process ends.
    """
    work_log.close_sinks()
    try:
        path = log_path()
    except DirectMailError:  # of a settings file that cannot be used: reported where more of it is needed
        path = None
    if path is not None:
        try:
            work_log.open_sink(work_log.LogFile(path, _now))
        except OSError as error:
            reason = (error.strerror or "it cannot be opened").lower()
            raise LOG_UNUSABLE(path=clean_line(str(path), 100), reason=reason) from error
    if verbose:
        work_log.open_sink(ErrorStream())
    work_log.note("start", version=__version__, command=command)


def close_log(code: int) -> None:
    """Note the exit code, and take no more notes."""
    work_log.note("end", code=code)
    work_log.close_sinks()


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
