"""Copying: by the system's own command where there is one, and by the terminal, which may refuse silently.

Nobody answers the sequence that asks a terminal to copy (OSC 52), so “copied” is said only where a command of
the system took the text.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

from textual.app import App

from dm_tui.domain.text import clean
from dm_tui.tui.toasts import toast

COPIED = "{what} copied."
SENT_TO_TERMINAL = (
    "{what} sent to the terminal's clipboard. If it is not there, the terminal refused it{instead}."
)

_SECONDS = 2.0


def copy(app: App[Any], words: str, what: str, *, instead: str = "") -> None:
    """Copy, and say what is certain; `instead` is another way, as in `s saves it as a file`."""
    toast(app, copy_quietly(app, words, what, instead=instead))


def copy_quietly(app: App[Any], words: str, what: str, *, instead: str = "") -> str:
    """Copy, and return what is certain, for a dialog that has a line of its own for it."""
    words = clean(words)
    app.copy_to_clipboard(words)
    otherwise = f": {instead}" if instead else ""
    message = COPIED if copy_by_command(words) else SENT_TO_TERMINAL
    return message.format(what=what, instead=otherwise)


def copy_by_command(words: str) -> bool:
    """Copy by the first command that is there; return whether one took the text."""
    for command in _commands():
        try:
            done = subprocess.run(  # noqa: S603  # our own list, found in the user's PATH
                command,
                input=words.encode(),
                timeout=_SECONDS,
                check=False,
                stdout=subprocess.DEVNULL,  # some stay in the background and keep a pipe open
                stderr=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False


def _commands() -> Iterator[list[str]]:
    candidates = [["pbcopy"], ["clip.exe"]]
    if os.environ.get("WAYLAND_DISPLAY"):
        candidates.append(["wl-copy"])
    if os.environ.get("DISPLAY"):
        candidates += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    for name, *options in candidates:
        path = shutil.which(name)
        if path is not None:
            yield [path, *options]
