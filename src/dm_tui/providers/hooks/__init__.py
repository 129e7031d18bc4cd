"""Reminders by web hook and by a command of the user."""
