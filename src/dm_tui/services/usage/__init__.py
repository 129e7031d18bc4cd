"""Charging, bills, quotas and statistics."""
