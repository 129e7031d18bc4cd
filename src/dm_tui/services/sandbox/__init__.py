"""The sandbox: its clock and its scenarios, built from the same services that a user drives."""
