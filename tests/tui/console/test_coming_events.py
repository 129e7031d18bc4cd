"""What comes up, by date."""

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.overview.coming_events import events_to_come, paint_coming
from dm_tui.tui.screen_text import lines


def test_what_comes_is_in_the_order_of_its_days_and_has_no_row_too_many(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    view = direct_mail.overviews.overview()
    events = events_to_come(view, (30, 1))
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert [event.words for event in events] == [
        *("50k #1 used up, at this pace", "50k #2 used up, at this pace"),
        *("a reminder, 30 days before", "a reminder, a day before", "2 plans expire"),
    ]
    assert lines(paint_coming(view, (30, 1), 46, 4)).plain.count("\n") == 3
    assert paint_coming(view, (), 46, 3) == []
