"""How long a test holds a thread: until it lets it go; only a test that fails never does.

A shorter time is over on a busy machine while the test still looks at what must not have come yet.
"""

HELD = 60.0
"""Seconds after which a thread goes on by itself."""
