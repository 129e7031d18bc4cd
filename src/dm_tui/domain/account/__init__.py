"""The account: its identity and prerequisites, its status at the service, and its internal messages."""
