"""What is metered, billed and forecast."""
