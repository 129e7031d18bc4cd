"""Domains, sender addresses and templates."""
