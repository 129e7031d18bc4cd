"""How much of a letter is painted: long ones take too long to lay out (our own choice)."""

CHARS_BESIDE = 4_000
"""Characters of a letter beside a list or a form; opening it shows the rest."""

CHARS_IN_FULL = 60_000
"""Characters of a body in a dialog or a preview; the command line shows all of it."""
