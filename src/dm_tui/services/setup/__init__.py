"""Add, verify and remove domains, sender addresses and templates."""
