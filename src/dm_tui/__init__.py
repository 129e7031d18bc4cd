"""Buy, activate and run Direct Mail from a terminal."""

__version__ = "0.1.0"
