"""How far a mailing is: its pace, its outcomes in words, and its funnel where the window has room for it."""

from collections.abc import Callable
from functools import partial

from textual.content import Content

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.status import RunningProgram, is_being_sent
from dm_tui.domain.mailing.time_left import about_time_left
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.bars_and_ladders import bar
from dm_tui.tui.console.send.funnel import paint_funnel
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, text
from dm_tui.tui.widgets.text_block import TextBlock

LINES_BESIDES_FUNNEL, FUNNEL_LINES = 19, 5
"""Lines of the window besides the funnel, and those it takes."""

SAMPLES = 10
"""Readings over which the rate of another program's mailing is measured."""


class MailingProgress(TextBlock):
    """Follows one mailing; `taken` are the lines that others below it need."""

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id="mailing-progress")
        self.direct_mail = direct_mail
        self._readings: list[tuple[float, int]] = []
        self._painted: tuple[int, Callable[[], None]] | None = None

    def on_resize(self) -> None:
        """Paint it again for its width: a scroll bar of the dialog takes a cell of it."""
        if self._painted is not None and self._painted[0] != self.content_size.width:
            self._painted[1]()

    def note(self, now: float, concluded: int) -> None:
        """Note a reading of the state file, to measure the rate of another program."""
        self._readings = [*self._readings[1 - SAMPLES :], (now, concluded)]

    def follow(self, mailing: Mailing, by: RunningProgram, taken: int) -> None:
        """Show the mailing as it is now."""
        width = self.content_size.width or min(68, self.app.size.width - 9)
        self._painted = width, partial(self.follow, mailing, by, taken)
        moving = is_being_sent(mailing.status, by)
        progress = self.progress(mailing, by)
        if self.app.size.height - LINES_BESIDES_FUNNEL - taken >= FUNNEL_LINES:
            words: list[Part] = [pace_words(progress, moving=moving), outcome_words(progress), ""]
            self.update(lines([*words, *paint_funnel(mailing, progress, width)]))
        else:
            self.update(lines(paint_progress(progress, width, moving=moving)))

    def progress(self, mailing: Mailing, by: RunningProgram) -> Progress:
        """Return the progress; for another program's mailing, measure its rate here."""
        progress = self.direct_mail.background_mailings.progress(mailing)
        if by is not RunningProgram.ANOTHER_PROGRAM or not self._readings:
            return progress
        (began, before), (now, done) = self._readings[0], self._readings[-1]
        if done <= before or now <= began:
            return progress
        rate = (done - before) / (now - began)
        left = (progress.total - done) / rate
        return progress.model_copy(update={"rate": rate, "seconds_left": left})


def paint_progress(progress: Progress, width: int, *, moving: bool) -> list[Part]:
    """Return the bar, the pace while it is `moving`, and the outcomes so far."""
    done, total = progress.done, progress.total
    drawn = bar(done, total, max(10, width))
    return [text((drawn, "$success")), pace_words(progress, moving=moving), outcome_words(progress)]


def pace_words(progress: Progress, *, moving: bool) -> str:
    """Return how far it is, and while it is `moving` how fast and how long it will take."""
    done, total = progress.done, progress.total
    pace = f"{done:,} of {total:,} {MARKS.dot} {done * 100 // total if total else 0} %"
    if moving and progress.rate > 0:
        pace += f" {MARKS.dot} {_rate(progress.rate)}"
        if progress.seconds_left is not None:
            pace += f" {MARKS.dot} {about_time_left(progress.seconds_left)}"
    elif moving and progress.seconds >= 1:
        pace += f" {MARKS.dot} {progress.seconds:,.0f} s so far"
    return pace


def outcome_words(progress: Progress) -> Content:
    """Return how many were accepted, refused, unknown or deferred so far."""
    outcomes: list[Part] = [f"{progress.accepted:,} accepted {MARKS.dot} {progress.refused:,} refused"]
    if progress.unknown:
        outcomes.append((f" {MARKS.dot} {MARKS.warning} {progress.unknown:,} unknown", "$warning"))
    if progress.deferred:
        outcomes.append(f" {MARKS.dot} {progress.deferred:,} to be retried")
    return text(*outcomes)


def _rate(rate: float) -> str:
    return f"{rate:,.0f} a second" if rate >= 1 else f"{rate * 60:,.0f} a minute"
