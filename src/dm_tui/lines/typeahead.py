"""What was typed or pasted before a question was there: it must not confirm a payment, or an agreement."""

import os
from contextlib import suppress


def drop_typeahead(source: int) -> bool:
    """Drop what a terminal holds of it; say whether there is one: a file or a pipe holds answers."""
    if not os.isatty(source):
        return False
    import termios

    with suppress(termios.error):  # the terminal is gone: the next read notices
        termios.tcflush(source, termios.TCIFLUSH)
    return True
