"""Which billing model, what to buy and when."""
