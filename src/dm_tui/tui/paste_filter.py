"""Pasted text stays text: nothing in a paste becomes a key press.

Textual's parser takes an escape inside a bracketed paste for the beginning of a key sequence and hands the
rest to the screen as key presses: a pasted Enter would press the focused button.
"""

from collections.abc import Iterator

PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
"""The markers a terminal sends around a paste (xterm: bracketed paste)."""

MAX_PASTE_CHARS = 1_200_000
"""Characters of one paste that pass; the rest is dropped. A template may have 1 MB: the limit is higher, so
that the editor can refuse a longer paste by its number instead of cutting it in silence.
"""


class PasteFilter:
    """Removes the escapes inside pastes from the terminal's input, piece by piece.

    Outside a paste everything passes unchanged and at once, even a lone escape: that is a key.
    """

    def __init__(self) -> None:
        self._inside = False
        self._seen = ""
        self._room = MAX_PASTE_CHARS

    def feed(self, text: str) -> str:
        """Return the filtered piece; the beginning of a sequence inside a paste waits for its end."""
        return "".join(self._filter(text))

    def _filter(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            if not self._seen:
                escape = text.find("\x1b", at)
                plain = text[at:] if escape < 0 else text[at:escape]
                yield self._limit(plain)
                at += len(plain)
                if escape < 0:
                    return
            yield self._match_marker(text[at])
            at += 1

    def _match_marker(self, character: str) -> str:
        """Consume one character of a possible start marker, or of an end marker inside a paste."""
        marker = PASTE_END if self._inside else PASTE_START
        before, self._seen = self._seen, self._seen + character
        if self._seen == marker:
            self._inside, self._seen, self._room = not self._inside, "", MAX_PASTE_CHARS
            return PASTE_END if marker is PASTE_END else character
        if marker.startswith(self._seen):
            return "" if self._inside else character
        self._seen = "\x1b" if character == "\x1b" else ""
        if not self._inside:
            return character
        return self._limit(before.lstrip("\x1b") + character.strip("\x1b"))

    def _limit(self, plain: str) -> str:
        if not self._inside:
            return plain
        plain, self._room = plain[: self._room], max(0, self._room - len(plain))
        return plain
