"""How long a payment is waited for: another program's, a busy payment party, an outcome, a late one."""

from datetime import timedelta

TURN_SECONDS = 600.0
"""How long a payment waits for another program's. Our own limit: a hundred plans take a few minutes."""

BUSY_PAUSES = (1, 2, 4, 8, 16, 16, 16)
"""Seconds, give or take a half, before a payment that was not taken is made again. Our own limit."""

CHECK_PAUSES = (2, 4, 8, 16, 30, 30, 30, 30, 30)
"""Seconds between the checks of a payment without an answer. Our own limit."""

ORDER_APPEARS_WITHIN = timedelta(minutes=3)
"""How long a plan that was bought may take to appear; after that you may settle it (estimate)."""

LOOK_BACK = timedelta(days=1)
"""How long a refused payment is looked after. Our own limit: an order that is not paid lapses in an hour."""

CHECK_AGAIN_SECONDS = 8
"""Seconds until a step that waits for an unknown outcome asks again by itself. Our own choice."""

CHECK_AGAIN_AT_MOST = 64
"""Seconds to which that wait is doubled where the answers come as lines. Our own choice."""
