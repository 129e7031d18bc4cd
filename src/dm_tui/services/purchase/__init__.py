"""Quote, order, pay and settle."""
