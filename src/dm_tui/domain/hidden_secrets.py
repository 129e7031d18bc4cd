"""Takes secrets out of what a server says, also where it quotes a part of one, or breaks one over lines."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

_PIECE = 8
"""Characters of a secret in a row that are hidden; a shorter secret is hidden whole (our own choice)."""

_SEEN = re.compile(r"\S")


class HiddenSecrets:
    """Secrets that no text may show."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._pieces = {piece for secret in secrets for piece in _pieces("".join(secret.split()))}
        self._sizes = {len(piece) for piece in self._pieces}

    def hide(self, words: str, mark: str = "…") -> str:
        """Return the words with a mark for each stretch of a secret, whatever white space is within it."""
        if not self._pieces:
            return words
        places = [sign.start() for sign in _SEEN.finditer(words)]
        text = "".join(words.split())
        spans = [(places[start], places[end - 1] + 1) for start, end in self._spans(text)]
        if not spans:
            return words
        edges = [0, *(edge for span in spans for edge in span), len(words)]
        return mark.join([words[start:end] for start, end in pairwise(edges)][::2])

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each stretch that pieces cover."""
        start = end = 0
        for place in range(len(text)):
            size = max(
                (size for size in self._sizes if text[place : place + size] in self._pieces), default=0
            )
            if size and place > end:
                if end:
                    yield start, end
                start = place
            elif size and not end:
                start = place
            end = max(end, place + size) if size else end
        if end:
            yield start, end


def _pieces(secret: str) -> Iterator[str]:
    size = min(_PIECE, len(secret))
    return (secret[start : start + size] for start in range(len(secret) - size + 1) if size)
