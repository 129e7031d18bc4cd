"""The words that you type at a payment in lines: Enter alone never pays."""

PAY_WORD = "pay"
"""Pays where no real money moves; real money takes the amount."""

NOT_BOUGHT_WORDS = "not bought"
"""Settles a payment of unknown outcome: nothing was bought."""

OTHER_PURCHASE_WORDS = "another"
"""Says that what appeared was bought by another payment."""

AGAIN_WORD = "again"
"""Buys what was paid already once more."""
