"""The time of a plan as a line: from today to its end, and when it will be used up."""

from datetime import datetime

from textual.content import Content

from dm_tui.domain.purchase.quote import Quote
from dm_tui.lines.pictures import time_sentence
from dm_tui.services.wizard_steps import TimeOfPlan
from dm_tui.tui.bars_and_ladders import Moment, time_line
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import lines, muted


def time_picture(time: TimeOfPlan, width: int) -> Content:
    """Return the line from today to the end of the plan, and when it will be used up."""
    whole = (time.ends - time.begins).total_seconds()
    moments = [Moment(0, MARKS.here, _short_date(time.begins), "today", "bold")]
    used = time.used_up or (time.earliest if time.monthly is None else None)
    place = 1.0
    if used is not None:
        place = max(0.01, min(0.99, (used - time.begins).total_seconds() / whole))
        words = "used up about" if time.used_up else "used up at the earliest"
        moments.append(Moment(place, "◆", "", f"{words} {_short_date(used)}", "$warning"))
    moments.append(Moment(1, "▌", _short_date(time.ends), "expires", "$attention"))
    return time_line(moments, place if time.used_up else 0 if used else 1, width, "$good")


def _short_date(moment: datetime) -> str:
    return f"{moment.day} {moment:%b}"


def picture_with_words(time: TimeOfPlan, quote: Quote, width: int, *, words: bool) -> Content:
    """Return the picture, and its sentence below it where there is room for both."""
    picture = time_picture(time, width)
    return lines([picture, "", muted(time_sentence(time, quote))]) if words else picture
