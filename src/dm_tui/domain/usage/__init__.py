"""Metering, bills, statistics, forecast and the ledger."""
