"""How much one answer of the command line lists at most (our own choice)."""

MOST_LISTED = 1_000
"""Addresses, rows and letters."""

FEW_RECIPIENTS = 10
"""Refused and unknown recipients after sending; `mailings show` has `MOST_LISTED`."""

FEW_PROBLEMS = 3
"""Rows of a list of suppressed addresses that cannot be read."""

MOST_NAMED = 10
"""Names in the outbox of what is no letter."""
