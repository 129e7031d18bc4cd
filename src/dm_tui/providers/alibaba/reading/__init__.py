"""Reading the account, and storing what was read."""
