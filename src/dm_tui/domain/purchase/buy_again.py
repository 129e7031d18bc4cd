"""When buying again is suggested."""

BUY_AGAIN_DAYS = 60
"""Days before the plans end from which on buying is suggested (our own choice)."""
