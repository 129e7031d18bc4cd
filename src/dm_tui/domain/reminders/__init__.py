"""Reminders: when each is due, what it says, and the record that each is sent once."""
