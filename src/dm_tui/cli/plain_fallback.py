"""Where screens cannot be drawn, questions are asked line by line."""

import os
import sys


def needs_plain() -> bool:
    """Say whether there is a terminal to answer from, but none to paint on."""
    if not sys.stdin.isatty():
        return False
    return not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")
