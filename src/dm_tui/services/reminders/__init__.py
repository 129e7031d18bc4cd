"""Reminders: queue what is due, deliver each once by every channel, and run by themselves."""
