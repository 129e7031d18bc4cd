"""The embedded sandbox: an account, a bank and a clock inside the state file. No money moves."""
