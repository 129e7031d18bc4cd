"""The exit codes of the command line (public contract); that of an error is its `ErrorKind`."""

EXIT_CODES = (
    "exit codes: 0 done, 1 unexpected, 2 usage, 3 not allowed yet, 4 payment declined, "
    "5 outcome unknown, 6 state file unusable or busy, 7 refused by a rule, 130 interrupted, "
    "129 hung up, 143 terminated"
)
"""All of them in a sentence, for the help."""

USAGE_ERROR = 2
"""The words given make no command."""

INTERRUPTED = 130
"""Ctrl+C, as a shell counts it: 128 and the number of the signal."""

UNSOUND = 1
"""A check of `doctor` failed, so that a script need not read its lines."""

UNREADABLE = 2
"""Nothing of a file can be read."""
