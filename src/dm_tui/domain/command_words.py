"""Commands inside sentences: you copy one to a shell, and a name from an account must not become a command.

The service takes nearly any name for a template, and an address may have a backtick.
"""

import re
from collections.abc import Mapping

_HARMLESS = re.compile(r"[\w@%+=:,./-]*")
_COMMAND = re.compile(r"\bdm-tui(?: (?:\{\w+\}|[\w-]+))+")
_PLACE = re.compile(r"\{(\w+)\}")


def shell_word(text: str) -> str:
    """Return a value as one word of a shell: in quotes where the shell would see more than a word in it."""
    return text if _HARMLESS.fullmatch(text) else "'" + text.replace("'", "'\"'\"'") + "'"


def fill_sentence(sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence with its `{named}` values, those inside a command of ours as words of a shell."""
    if "dm-tui" not in sentence:
        return sentence.format(**values)
    words = {f"word_of_{name}": shell_word(str(value)) for name, value in values.items()}
    named = _COMMAND.sub(lambda command: _PLACE.sub(r"{word_of_\1}", command.group()), sentence)
    return named.format(**values, **words)
