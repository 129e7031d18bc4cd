"""How often a read is tried again, and after which pauses; what changes something is called once."""

RETRY_BUDGET_SECONDS = 25.0
"""How long a read may take in all, over all its tries and pauses (our own choice)."""

RETRY_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between retries of a read (our own choice)."""

THROTTLED_PAUSES = (0.5, 1.0, 2.0, *(4.0,) * 20)
"""Seconds, give or take a half, between retries of a read that was not taken (our own choice)."""

BROKEN_TRIES = 2
"""How often a read is tried that is answered with a fault: more would hold up what works (our own choice)."""

PERMANENT_FAILURES = ("no-credentials", "half-key", "cli-session", "certificate")
"""Failures that trying again does not fix."""
