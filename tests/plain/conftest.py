"""A conversation in process: answers are written beforehand, and what was said is read afterwards."""

import io
import os
from collections.abc import Callable, Iterator

import pytest

from dm_tui.lines.dialogue import Dialogue
from dm_tui.plain.conversation import converse
from dm_tui.services.direct_mail import DirectMail

Talk = Callable[..., str]


@pytest.fixture
def talk(direct_mail: DirectMail) -> Iterator[Talk]:
    """Answer the questions in order; after the last one nobody answers. Return all that was said."""
    opened: list[int] = []

    def talk(*answers: str, ascii_only: bool = False) -> str:
        source, end = os.pipe()
        opened.append(source)
        os.write(end, "".join(f"{answer}\n" for answer in answers).encode())
        os.close(end)
        out = io.StringIO()
        assert converse(direct_mail, Dialogue(source, out, ascii_only=ascii_only)) == 0
        return out.getvalue()

    yield talk
    for source in opened:
        os.close(source)
