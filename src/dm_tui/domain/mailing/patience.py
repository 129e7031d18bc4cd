"""How long a mailing is waited for: one that another program sends, and one that is stopped."""

BUSY_SECONDS = 0.3
"""Seconds until it is said that another program sends a mailing (our own limit).

A program that only checks whether it is being sent holds the lock briefly.
"""

STOP_PATIENCE = 15.0
"""Seconds to wait for servers that have not answered yet when the program is closed (our own limit).

Crash recovery settles their recipients the next time.
"""
