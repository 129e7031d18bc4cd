"""What is painted for a character that the terminal's encoding does not have, as in a Latin-1 locale."""

import unicodedata

from rich.cells import cell_len


def replace_what_is_missing(text: str, encoding: str) -> str:
    """Return `text` as far as `encoding` can say it, of the same width on the screen."""
    missing = {
        ord(character): _of_same_width(character)
        for character in set(text)
        if not character.isascii() and not character.encode(encoding, "ignore")
    }
    return text.translate(missing)


def _of_same_width(character: str) -> str:
    name = unicodedata.name(character, "")
    if name.startswith("BOX DRAWINGS"):
        across, down = "HORIZONTAL" in name, "VERTICAL" in name
        return "+" if across == down else "-" if across else "|"
    return "?" * cell_len(character)
