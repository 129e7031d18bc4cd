"""The widgets shared by all screens."""
