"""The sentences about when a mailing is sent, and what it would come to."""

from functools import partial

from dm_tui.domain.errors import ErrorKind

_bad_schedule = partial(ErrorKind.USAGE.text, "bad-schedule")
BAD_WINDOW = _bad_schedule(
    "“{text}” names no hours of the day.", "Write two times of the day, such as 9:00-18:00."
)
BAD_ZONE = _bad_schedule(
    "There is no time zone “{zone}”.", "Write one such as Europe/Berlin, Asia/Shanghai or UTC."
)
BAD_TIME = _bad_schedule(
    "“{text}” is no time.",
    "Write one such as 2026-12-01T09:00, with +08:00 behind it or with a zone of its own, or 9:00 alone.",
)
TIME_HAS_PASSED = _bad_schedule("{at} has passed.", "Give a time that comes, or none.")
BAD_PACE = _bad_schedule("A pace of {number} a minute is not possible.", "Give 1 to {limit:,}.")
PACE_OF_LIST = _bad_schedule(
    "The service itself sends to a list: it keeps no pace of yours.",
    "Do not send it as a list, or leave out the pace.",
)

KEY_HAS_OTHER_SCHEDULE = ErrorKind.REFUSED.text(
    "key-reused",
    "The key “{key}” belongs to mailing {mailing}, which is sent {schedule}.",
    "Nothing was changed. Give the same times and pace, or cancel the mailing and use another key.",
)
WITHOUT_SCHEDULE = "at once"

GOES_OUT_AT_ONCE = "All of it goes out at once."
FROM_INSTANT = "from {at} on"
WITHIN_HOURS = "between {start:%H:%M} and {end:%H:%M}, {zone}"
AT_THE_PACE = "at most {number:,} a minute"

PART_TODAY, PART_TOMORROW, PART_ON = "{emails:,} today", "{emails:,} tomorrow", "{emails:,} on {day}"
PART_LATER_TODAY = "{emails:,} today from {at} on"
MORE_DAYS = "and so on"
DONE_BY = "done by {at}"
LAST_FROM = "the last from {at} on"
REST_AFTER = "the others after {at}"
NO_END = "when the last ones go out is not known"
