"""Progress of a mailing on standard error: a bar on a terminal, a line now and then anywhere else."""

import shutil
import sys
import time
from typing import TextIO

from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.time_left import exact_duration

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""

_WIDEST, _NARROWEST_BAR = 100, 10
"""Cells of the whole line at most, and of a bar at least."""


class ProgressPrinter:
    """Prints progress. `close` leaves a clean line behind."""

    def __init__(self, stream: TextIO | None = None, *, silent: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._silent = silent
        self._bar = not silent and self._stream.isatty()
        self._width = 0
        self._last = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """Print the progress, as a bar or as an occasional line."""
        if self._bar:
            columns = min(_WIDEST, shutil.get_terminal_size().columns - 1)
            self._overwrite_line(bar_line(progress, columns))
        elif not self._silent and time.monotonic() - self._last >= LINE_EVERY:
            self._last = time.monotonic()
            print(progress_words(progress), file=self._stream, flush=True)

    def close(self) -> None:
        """Remove the bar."""
        if self._width:
            self._overwrite_line("")
            print(end="\r", file=self._stream, flush=True)

    def _overwrite_line(self, line: str) -> None:
        print(f"\r{line.ljust(self._width)}", end="", file=self._stream, flush=True)
        self._width = len(line)


def bar_line(progress: Progress, columns: int) -> str:
    """Return the bar with counts and speed beside it, in so many columns."""
    share = progress.done / progress.total if progress.total else 0.0
    beside = f" {share * 100:3.0f} %  {progress_words(progress)}"
    width = columns - len(beside) - 2
    if width < _NARROWEST_BAR:
        return beside.strip()[:columns]
    full = round(width * share)
    return f"[{'#' * full}{'-' * (width - full)}]{beside}"


def progress_words(progress: Progress) -> str:
    """Return the counts, the speed and the time left."""
    words = [f"{progress.done:,} of {progress.total:,}"]
    if progress.rate:
        words.append(f"{progress.rate:,.0f}/s")
    elif progress.seconds >= 1:
        words.append(f"{exact_duration(progress.seconds)} so far")
    if progress.seconds_left is not None and progress.done < progress.total:
        words.append(f"{exact_duration(progress.seconds_left)} left")
    for count, name in (
        (progress.refused, "refused"),
        (progress.unknown, "unknown"),
        (progress.deferred, "to be tried again"),
    ):
        if count:
            words.append(f"{count:,} {name}")
    return ", ".join(words)
