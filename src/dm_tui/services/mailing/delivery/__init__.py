"""Delivers a mailing: chunk by chunk, over several connections, and after a crash."""
