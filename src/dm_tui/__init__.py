"""Buy, activate and run Alibaba Cloud Direct Mail from a terminal."""

__version__ = "0.1.0"
