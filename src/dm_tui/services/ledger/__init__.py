"""The books, and the owner of a state file."""
