"""A log of the program's work, to find a fault by: calls, talks with mail servers, decisions on money.

No event has a text of its own. It has fields that are known here, each with a pattern that no address, no
secret and no sentence of a letter fits; what does not fit is written as “?”. So nothing has to be taken out,
and nothing can be forgotten. Without a sink a note costs one comparison.
"""

import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from dm_tui.user_files import open_regular

MAX_BYTES, KEPT = 1_048_576, 3
"""A log that is larger is put aside, and so many are kept: FILE.1 is the newest (our own choice)."""

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND

SMTP_VERBS = (
    *("CONNECT", "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "MESSAGE", "RSET", "QUIT"),
)
"""What is said of a conversation with a mail server, besides the codes of its replies."""

_COUNT = r"[0-9]{1,15}"
FIELDS = {
    "version": r"[0-9]{1,4}(?:\.[0-9a-z]{1,8}){1,4}",
    "provider": r"[a-z]{1,20}",
    "command": r"[a-z]{1,20}(?: [a-z]{1,20}){0,2}",
    "code": r"[0-9]{1,3}|[A-Za-z]{1,40}(?:[._][A-Za-z]{1,40}){0,4}",
    "service": r"[a-z]{1,20}[0-9]{0,8}",
    "action": r"[A-Z][A-Za-z]{1,50}",
    "outcome": r"[a-z]{1,20}(?:-[a-z]{1,20}){0,3}",
    "status": r"[1-5][0-9]{2}|[245]\.[0-9]{1,3}\.[0-9]{1,3}",
    "request": r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4,12}){3,5}",
    "verb": "|".join(SMTP_VERBS),
    "ms": _COUNT,
    "bytes": _COUNT,
    "step": r"[a-z]{1,20}(?:-[a-z]{1,20}){0,4}",
    "about": r"[a-z]{1,20}(?:-[a-z]{1,20}){0,3}",
    "channel": r"[a-z]{1,20}(?:-[a-z]{1,20}){0,2}",
    "id": r"[A-Z]{1,4}[0-9]{6}-(?:[0-9]{4,8}|[0-9a-f]{8})",
    "amount": r"[A-Z]{3} [0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,8})?",
    "spec": r"[0-9]{1,4}[km]",
    "quantity": _COUNT,
    "emails": _COUNT,
    "free": _COUNT,
    "plans": _COUNT,
    "metered": _COUNT,
}
"""What an event may say, and how each value looks."""

KINDS = ("start", "end", "call", "smtp", "money", "reminder")

UNFIT = "?"
"""In the place of a value that does not fit its field."""


class Sink(Protocol):
    """What takes the lines of the log."""

    def write(self, line: str) -> None:
        """Take a line."""


_sinks: list[Sink] = []


def is_open() -> bool:
    """Say whether anyone takes notes: who has to measure something for a note need not otherwise."""
    return bool(_sinks)


def open_sink(sink: Sink) -> None:
    """Write all events to `sink` from here on."""
    _sinks.append(sink)


def close_sinks() -> None:
    """Write no more events."""
    _sinks.clear()


def note(kind: str, **fields: object) -> None:
    """Write an event, without the fields that are None or empty."""
    if not _sinks:
        return
    words = event_words(kind, fields)
    for sink in _sinks:
        sink.write(words)


def event_words(kind: str, fields: dict[str, object]) -> str:
    """Return an event as it is written; raises KeyError for a kind or a field that is not known."""
    if kind not in KINDS:
        raise KeyError(kind)
    parts = [kind]
    for name, value in fields.items():
        pattern, text = FIELDS[name], "" if value is None else str(value)
        if text:
            fits = re.fullmatch(pattern, text, re.ASCII) is not None
            text = text if fits else UNFIT
            parts.append(f'{name}="{text}"' if " " in text else f"{name}={text}")
    return " ".join(parts)


def is_event(line: str) -> bool:
    """Say whether a line of a file is one of the log, every field of it of its pattern."""
    instant, _, rest = line.partition(" ")
    process, _, rest = rest.partition(" ")
    kind, _, rest = rest.partition(" ")
    if kind not in KINDS or not process.isdigit() or not re.fullmatch(r"[0-9T:.Z-]{1,40}", instant):
        return False
    fields = re.findall(r'([a-z]+)=(?:"([^"]*)"|([^ "]+))(?: |$)', rest)
    written = " ".join(f'{name}="{quoted}"' if quoted else f"{name}={bare}" for name, quoted, bare in fields)
    return written == rest and all(
        name in FIELDS and (value == UNFIT or re.fullmatch(FIELDS[name], value, re.ASCII))
        for name, value in ((name, quoted or bare) for name, quoted, bare in fields)
    )


class LogFile:
    """A file that only its owner can read, put aside when it is large.

    Several programs may write to it: each line is one append. A file that can no longer be written to loses
    events, and stops no program.
    """

    def __init__(self, path: Path, now: Callable[[], str]) -> None:
        self._path, self._now = path, now
        self._turn = threading.Lock()
        self._descriptor = self._open()

    def write(self, line: str) -> None:
        """Append an event, with the time and the number of the process."""
        data = f"{self._now()} {os.getpid()} {line}\n".encode("ascii", "replace")
        with self._turn, suppress(OSError):
            if os.fstat(self._descriptor).st_size + len(data) > MAX_BYTES:
                self._rotate()
            os.write(self._descriptor, data)

    def _open(self) -> int:
        descriptor = open_regular(self._path, _APPEND)
        os.fchmod(descriptor, 0o600)
        return descriptor

    def _rotate(self) -> None:
        """Begin a new file, unless another program just did."""
        with suppress(OSError):
            if os.stat(self._path).st_ino == os.fstat(self._descriptor).st_ino:
                for number in range(KEPT - 1, 0, -1):
                    with suppress(FileNotFoundError):
                        os.replace(self._aside(number), self._aside(number + 1))
                os.replace(self._path, self._aside(1))
        before, self._descriptor = self._descriptor, self._open()
        os.close(before)

    def _aside(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
