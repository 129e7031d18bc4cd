"""The purchase wizard: one screen per step, in the order of `domain.purchase.wizard`."""
