"""The few widgets every screen is made of."""
