"""What comes up, by date."""

from datetime import timedelta

from dm_tui.domain.purchase.plan import PlanStatus
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


def test_plans_that_expire_on_one_day_are_one_event(direct_mail: DirectMail) -> None:
    """Two orders of one day end at two instants of it."""
    direct_mail.sandbox.load("busy")
    view = direct_mail.overviews.overview()
    active = [plan for plan in view.plans or () if plan.status is PlanStatus.ACTIVE]
    later = active[-1].model_copy(update={"expires_at": active[-1].expires_at + timedelta(minutes=5)})
    apart = view.model_copy(update={"plans": (*active[:-1], later)})
    words = [event.words for event in events_to_come(apart, (30, 1))]
    assert words == [event.words for event in events_to_come(view, (30, 1))]
