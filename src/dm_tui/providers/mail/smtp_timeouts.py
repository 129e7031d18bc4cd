"""How long an SMTP server may take to answer."""

REPLY_TIMEOUT = 60.0
"""Seconds a server may take to answer (our own limit)."""

FINAL_REPLY_TIMEOUT = 600.0
"""Seconds to wait for the answer to a message: giving up leaves it unknown (RFC 5321, 4.5.3.2)."""

QUIT_TIMEOUT = 5.0
"""Seconds to wait for the answer to QUIT, which changes nothing (our own limit)."""
