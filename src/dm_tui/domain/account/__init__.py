"""Who is signed in, and what the service says of the account."""
