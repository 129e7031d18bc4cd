"""Advice: the adviser with the figures of the account."""
