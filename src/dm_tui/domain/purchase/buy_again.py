"""When buying again is spoken of. Whether it is advised, the adviser says: `Advice.on_buying_again`."""

BUY_AGAIN_DAYS = 60
"""Days before the plans end from which on buying again is spoken of (our own choice)."""
