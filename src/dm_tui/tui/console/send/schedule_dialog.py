"""When a mailing is sent, and how fast: what goes out on which day is said while it is typed."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.mailing.schedule_parsing import local_zone_name, parse_pace, parse_schedule
from dm_tui.domain.mailing.schedule_wording import GOES_OUT_AT_ONCE
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.dialogs.form import Form, TextField
from dm_tui.tui.screen_text import lines, muted
from dm_tui.tui.widgets.text_block import TextBlock

PLAN_EVERY = 1.0
"""Seconds after which the plan is made again: the recipients may be known by then, and time passes."""


class ScheduleDialog(Form[Schedule]):
    """Returns the schedule; all fields empty send the mailing at once.

    `preview` returns that of the mailing now, None while its recipients are not known.
    """

    DEFAULT_CSS = "ScheduleDialog #schedule-plan { height: auto; min-height: 2; margin-bottom: 1; }"

    def __init__(
        self, direct_mail: DirectMail, begun: Schedule, preview: Callable[[], Preview | None]
    ) -> None:
        super().__init__(
            "schedule-form",
            "When is it sent?",
            ["Empty fields set no limit. The mailing resumes by itself, here or by the timer."],
            [
                TextField(
                    "schedule-at", "Not before", "2026-12-01T09:00, or 9:00 for the next one", _at(begun), 40
                ),
                TextField(
                    "schedule-between", "Only within these hours of the day", "9:00-18:00", _hours(begun), 40
                ),
                TextField(
                    "schedule-zone",
                    "The zone of these times",
                    "",
                    _zone(begun),
                    60,
                    words=f"{local_zone_name()}, if empty",
                ),
                TextField(
                    "schedule-pace", "Recipients a minute, at most", "100", str(begun.per_minute or ""), 12
                ),
            ],
            "Use",
            self._read,
        )
        self._direct_mail = direct_mail
        self._preview = preview

    def body(self) -> ComposeResult:
        yield from super().body()
        yield TextBlock(id="schedule-plan")

    def begin(self) -> None:
        super().begin()
        self._show_plan()
        self.set_interval(PLAN_EVERY, self._show_plan)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_plan()

    def _show_plan(self) -> None:
        try:
            words = self._plan(self._read(self.values))
        except DirectMailError as error:
            words = error.message
        self.query_one("#schedule-plan", TextBlock).update(lines([muted(words)]))

    def _plan(self, schedule: Schedule) -> str:
        """Return what goes out when, as far as that is known."""
        preview = self._preview()
        if preview is None:
            return schedule.words() or GOES_OUT_AT_ONCE
        planned = self._direct_mail.sending.dry_run.with_schedule(preview, schedule)
        return planned.schedule_words or GOES_OUT_AT_ONCE

    def _read(self, values: Mapping[str, str]) -> Schedule:
        return parse_schedule(
            self._direct_mail.now(),
            values["schedule-at"],
            values["schedule-between"],
            values["schedule-zone"],
            parse_pace(values["schedule-pace"]),
        )


def _zone(schedule: Schedule) -> str:
    return schedule.window.zone if schedule.window is not None else ""


def _at(schedule: Schedule) -> str:
    """Return the time as it is written in the zone beside it; without one that is the reader's own."""
    if schedule.at is None:
        return ""
    zone = ZoneInfo(schedule.window.zone) if schedule.window is not None else None
    return f"{schedule.at.astimezone(zone).replace(tzinfo=None).isoformat(timespec='minutes')}"


def _hours(schedule: Schedule) -> str:
    window = schedule.window
    return f"{window.start:%H:%M}-{window.end:%H:%M}" if window is not None else ""
