"""The vendor's calls: the client, its answers, and why a call failed."""
