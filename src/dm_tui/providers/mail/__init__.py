"""Transports of outgoing mail: the outbox and SMTP."""
