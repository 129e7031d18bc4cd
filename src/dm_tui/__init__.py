"""Buy, activate and run Direct Mail from a terminal."""

__version__ = "0.2.0"

HOME_PAGE = ""
"""Where the project lives, without a slash at its end; empty while it lives nowhere that others can reach.

The package's URLs, the pictures on an index page (`hatch_build.py`) and what a crash report says follow from
it.
"""

INDEX_NAME = ""
"""The name to install from a package index by, empty before the program is published there."""
