"""The time of a plan as a line: from today to its end, from when it is used, and when it will be used up."""

from datetime import datetime

from textual.content import Content

from dm_tui.domain.purchase.quote import Quote
from dm_tui.lines.pictures import time_sentence
from dm_tui.services.wizard_steps import TimeOfPlan
from dm_tui.tui.bars_and_ladders import Moment, time_line
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import lines, muted


def time_picture(time: TimeOfPlan, width: int) -> Content:
    """Return the line from today to the end of the plan, and when it is used: it is full for that time."""
    begins, place = 0.0, 0.0 if time.used == 0 else 1.0
    moments = [Moment(0, MARKS.here, _short_date(time.begins), "today", "bold")]
    if time.used_from is not None:
        begins = _place(time, time.used_from)
        words = f"used after your plans, from {_short_date(time.used_from)}"
        moments.append(Moment(begins, MARKS.ahead, words, "", "bold"))
    if time.used_up is not None:
        place = _place(time, time.used_up)
        words = "used up about" if time.monthly is not None else "used up at the earliest"
        moments.append(Moment(place, "◆", "", f"{words} {_short_date(time.used_up)}", "$warning"))
    moments.append(Moment(1, "▌", _short_date(time.ends), "expires", "$attention"))
    if time.monthly is None and time.used_up is not None:  # the earliest end is none for certain
        begins = place = 0
    return time_line(moments, place, width, "$good", begins)


def _place(time: TimeOfPlan, moment: datetime) -> float:
    """Return where a moment is on the line, between its ends."""
    return max(0.01, min(0.99, (moment - time.begins) / (time.ends - time.begins)))


def _short_date(moment: datetime) -> str:
    return f"{moment.day} {moment:%b}"


def picture_with_words(time: TimeOfPlan, quote: Quote, width: int, *, words: bool) -> Content:
    """Return the picture, and its sentence below it where there is room for both."""
    picture = time_picture(time, width)
    return lines([picture, "", muted(time_sentence(time, quote))]) if words else picture
