"""Questions and help, over the screen they belong to."""
