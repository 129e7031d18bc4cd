"""How often reminders are looked at: by the timer, and while a command sends mail."""

TIMER_MINUTES = 5
"""Minutes between two runs of the timer.

A reminder of an unpaid order is due 15 minutes before it lapses (our own choice).
"""

REMIND_EVERY = TIMER_MINUTES * 60.0
"""Seconds after which a command that sends mail looks at them again (arithmetic)."""
