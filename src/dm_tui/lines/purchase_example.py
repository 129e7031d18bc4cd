"""The command that buys a plan, where a list is empty: one place, so that it is the same in each."""

BUY_EXAMPLE = "dm-tui buy 50k --accept-terms"
