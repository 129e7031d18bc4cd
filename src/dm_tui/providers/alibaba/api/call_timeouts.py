"""How long a call to the vendor may take."""

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WRITE_SECONDS = 60.0
"""How long a whole call may take. Giving up a purchase leaves its outcome unknown. Our own choice."""
