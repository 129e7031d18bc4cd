"""What each command does: a function asks a service, and returns the answer as a document and as lines."""
