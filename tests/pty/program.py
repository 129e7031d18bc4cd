"""The real program on a pseudo-terminal, seen through a terminal emulator. Keys go in, a screen comes out.

Nothing here sleeps: every method that waits reads the terminal until what it waits for is so, or fails at
its deadline showing the screen.
"""

import os
import re
import select
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pexpect
import pyte
from ptyprocess import PtyProcess  # type: ignore[import-untyped]

from dm_tui.domain.purchase.wizard import step_rule
from dm_tui.lines.ending_signals import ENDING_SIGNALS
from dm_tui.tui.marks import MARKS
from dm_tui.tui.theme import THEMES
from dm_tui.tui.wizard.step import StepScreen
from tests import preloaded
from tests.kept import kept

ENTER, TAB, SPACE, ESCAPE, UP, DOWN = "\r", "\t", " ", "\x1b", "\x1b[A", "\x1b[B"
F1, CTRL_Q, CTRL_U, BACKSPACE = "\x1bOP", "\x11", "\x15", "\x7f"
CTRL_C, CTRL_D, CTRL_Z = "\x03", "\x04", "\x1a"

DEADLINE = 30.0

SHOWN_AT_FIRST = (b"25", b"7")
"""The modes a terminal begins with: a cursor is shown, and long lines go on below (xterm: DECSET)."""

_MARK_AND_KEY = len("▸ Enter  ")
_COLOUR = frozenset((*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)))
_MARKED = re.compile(r"▸ .+? ◂|> [^<>\n]+(?: >)? <")
"""A button with the focus, also where marks are ASCII."""

_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")


LONGEST_SEQUENCE = 256
"""More bytes than any sequence has that the program sends."""


def _words_of(painted: bytearray) -> str:
    plain = re.sub(rb"\x1b\[[0-9;?<>=$]*[a-zA-Z]", b"", painted)
    return plain.decode(errors="replace").replace("\r\n", "")


def _stands_out(cell: "pyte.screens.Char") -> bool:
    if cell.reverse or "default" in (cell.fg, cell.bg):
        return bool(cell.reverse)
    return _brightness(cell.bg) > _brightness(cell.fg)


def _is_accent(colour: str) -> bool:
    """Say whether a colour is the accent of a theme, as Textual blends it: at most a step off."""
    return any(
        accent is not None
        and len(colour) == 6
        and all(abs(int(colour[at : at + 2], 16) - int(accent[at + 1 : at + 3], 16)) <= 1 for at in (0, 2, 4))
        for accent in (theme.accent for theme in THEMES)
    )


def _brightness(colour: str) -> int:
    return sum(int(colour[i : i + 2], 16) for i in (0, 2, 4))


def _set_signals(deaf: bool) -> None:
    """Make signals what they are at a login, whatever those who started the tests ignore: nohup does, and a
    shell that starts them in the background.
    """
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    if deaf:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _untouched() -> "list[object]":
    """Return the settings of a terminal nobody has changed yet."""
    ends = os.openpty()
    try:
        return list(termios.tcgetattr(ends[1]))
    finally:
        for end in ends:
            os.close(end)


class _Copied(pexpect.spawn):  # type: ignore[type-arg]
    """A program that is a copy of a process which has imported it."""

    def _spawnpty(self, args: list[str], **named: Any) -> PtyProcess:
        ours, its = os.openpty()
        try:
            termios.tcsetwinsize(its, named["dimensions"])
            at = args.index("--state")
            deaf = named["preexec_fn"].args[0]
            ignored = [signal.SIGHUP] if deaf else []
            pid = preloaded.start([its], args[at:], named["env"], named["cwd"], args[at - 1], ignored)
            return PtyProcess(pid, ours)
        finally:
            os.close(its)


class Program:
    """One run of `python -m dm_tui` on a terminal of `columns` × `rows`.

    `script` is run in its place; `deaf` ignores hang-ups, as under nohup.
    """

    def __init__(
        self,
        state: Path,
        env: Mapping[str, str],
        columns: int,
        rows: int,
        arguments: Sequence[str] = (),
        script: Path | None = None,
        deaf: bool = False,
    ) -> None:
        self.state = state
        self.keys = 0
        self.output = bytearray()
        self._terminal = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._terminal)
        self._fed = 0
        self._said, self._said_of = "", 0
        self._rows: list[str] = []
        self._rows_of: tuple[int, int, int] = (-1, 0, 0)
        program = ["-m", "dm_tui"] if script is None else [str(script)]
        start = _Copied if preloaded.fits(env) else pexpect.spawn
        self._child: pexpect.spawn[bytes] = start(
            sys.executable,
            [*program, "--state", str(state), *arguments],
            env=dict(env),
            cwd=str(state.parent.parent),
            dimensions=(rows, columns),
            timeout=DEADLINE,
            preexec_fn=partial(_set_signals, deaf),
        )
        self._before = _untouched()
        self._child.delaybeforesend = None
        self._ended = False
        self._gone = False

    # What is seen

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(row.rstrip() for row in self._display)

    @property
    def said(self) -> str:
        """All that was painted so far, without the sequences: what is cut into lines is one text."""
        begun = self.output.rfind(b"\x1b", max(self._said_of, len(self.output) - LONGEST_SEQUENCE))
        whole = begun if begun >= 0 else len(self.output)
        while whole > self._said_of and self.output[whole - 1] & 0x80 | (self.output[whole - 1] == ord("\r")):
            whole -= 1  # more may come of a character, or of the end of a line
        self._said += _words_of(self.output[self._said_of : whole])
        self._said_of = whole
        return self._said + _words_of(self.output[whole:])

    @property
    def colours(self) -> list[bytes]:
        """Every sequence painted so far that sets a colour."""
        return [
            found.group()
            for found in _SGR.finditer(bytes(self.output))
            if _COLOUR & {int(code) for code in re.split(rb"[;:]", found[1]) if code}
        ]

    @property
    def styles(self) -> set[tuple[str, str, bool]]:
        """The colours and the weight of what is on the screen, by whatever way they came there: a blank has
        that of its background.
        """
        rows, columns = range(len(self._display)), range(self._screen.columns)
        cells = [self._screen.buffer[row][column] for row in rows for column in columns]
        return {
            (cell.fg, cell.bg, cell.bold) if cell.data.strip() else ("", cell.bg, False) for cell in cells
        }

    def paints(self, text: str) -> None:
        """Wait until `text` is painted once more."""
        before = len(self.output)
        self.until(lambda: text.encode() in self.output[before:], f"{text!r} to be painted")

    def has_focus(self, label: str) -> bool:
        """Say whether a button (its `label` begins with ▸), or a box in reversed colours, is in focus."""
        if label.startswith("▸"):
            return any(label.strip("▸◂ ") in marked for marked in _MARKED.findall(self.text))
        return bool(cells := self._cells(label)) and all(_stands_out(cell) for cell in cells)

    def cursor_is_in(self, label: str) -> bool:
        """Say whether the input to the right of `label` shows its cursor."""
        for row, line in enumerate(self._display):
            at = line.find(label)
            if at >= 0:
                cells = self._screen.buffer[row]
                return any(_stands_out(cells[at + len(label) + i]) for i in range(16))
        return False

    def list_has_focus(self) -> bool:
        """Say whether the list on the screen has the focus: what is chosen has the accent, or is reversed."""
        chosen = self._cells("(•)")
        return bool(chosen) and (_stands_out(chosen[0]) or _is_accent(chosen[0].fg))

    def chosen_row(self) -> str:
        """The row of the list that carries the mark, or the head of the card; empty while none is seen."""
        line = next((line for line in self.text.splitlines() if "(•)" in line), "")
        return f"(•){line.partition('(•)')[2].partition('( )')[0]}" if line else ""

    def choice_left(self, before: str) -> bool:
        """Say whether the mark is on another row than `before`; what else was painted does not count."""
        return self.chosen_row() not in ("", before)

    def tables(self) -> dict[str, list[dict[str, object]]]:
        """The state file's tables as they are now, whether the program has ended or not."""
        return {name: list(rows.values()) for name, rows in kept(self.state).items()}

    def draft_step(self) -> object:
        """The step of the saved draft."""
        return self.tables()["draft"][0]["step"]

    # What is done

    def press(self, *keys: str) -> None:
        """Send keys, all in one write: a second one follows before the first is answered."""
        self.keys += len(keys)
        self._child.send("".join(keys))

    def type_in(self, text: str) -> None:
        """Type text."""
        self.press(*text)

    def send(self, raw: bytes) -> None:
        """Send bytes that may be no text, as many as there are."""
        terminal, at = self._child.child_fd, 0
        while at < len(raw):
            painted, free, _ = select.select([terminal], [terminal], [], DEADLINE)
            if painted:  # it is taken at once: a full terminal would stop both
                self._read()
            if free:
                at += os.write(terminal, raw[at : at + 1024])
            assert painted or free, "Nobody takes what is sent."

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        assert self._child.pid is not None
        os.kill(self._child.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away."""
        self._gone = True
        child: Any = self._child  # `ptyproc` is missing in its types
        child.ptyproc.fileobj.close()
        child.ptyproc.fd = child.child_fd = -1  # nobody closes the next file that has the number
        child.ptyproc.closed = child.closed = True

    def wait_without_terminal(self) -> int:
        """Wait until a program whose terminal is gone has ended.

        Return its exit code, -n if signal n ended it.
        """
        assert self._child.pid is not None
        process = os.pidfd_open(self._child.pid)
        try:
            if not select.select([process], [], [], DEADLINE)[0]:
                raise AssertionError("It did not end when its terminal was gone.")
        finally:
            os.close(process)
        self._ended = True
        return os.waitstatus_to_exitcode(os.waitpid(self._child.pid, 0)[1])

    @property
    def ended_by(self) -> int | None:
        """The signal that ended the program, if one did."""
        return self._child.signalstatus

    @property
    def is_stopped(self) -> bool:
        """Whether the program is stopped, as by Ctrl-Z."""
        status = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii")
        return status.rpartition(")")[2].split()[0] == "T"

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def kill(self) -> None:
        """End the program as a crash would (SIGKILL), by its id."""
        if not self._ended:
            self._ended = True
            if self._child.isalive() and self._child.pid is not None:
                os.kill(self._child.pid, signal.SIGKILL)
                if self._gone:
                    os.waitpid(self._child.pid, 0)
                else:
                    self._child.wait()
            if not self._gone:
                self._child.close(force=True)

    # What is waited for

    def wait_for(self, *texts: str) -> None:
        """Wait until all the texts are on the screen."""
        self.until(lambda: all(text in self.text for text in texts), f"{texts} to be shown")

    def wait_for_step(self, screen: type[StepScreen]) -> None:
        """Wait until a step is on the screen: its question above, and its mark in the line of steps."""
        rule = step_rule(screen.step)
        self.wait_for(f"{MARKS.here} {rule.crumb}", rule.question)

    def wait_for_value(self, label: str, value: str) -> None:
        """Wait until the input to the right of `label` shows `value`."""
        shown = re.compile(rf"{re.escape(label)} +{re.escape(value)}(?= |$)", re.MULTILINE)
        self.until(lambda: bool(shown.search(self.text)), f"{label} {value}")

    def focus_by_tab(self, label: str) -> None:
        """Press Tab until the button that shows `label` has the focus."""
        self.wait_for(label.strip("▸◂ "))
        for _ in range(8):
            if self.has_focus(label):
                return
            before = self._focus()
            self.press(TAB)
            self.until(partial(self._focus_left, before), "an answer to Tab")
        raise AssertionError(f"Tab does not lead to {label}. The screen:\n{self.text}")

    def wait_for_focus(self, label: str) -> None:
        """Wait until the button or box that shows `label` has the focus."""
        self.until(lambda: self.has_focus(label), f"the focus on {label!r}")

    def wait_for_list(self) -> None:
        """Wait until the list has the focus."""
        self.until(self.list_has_focus, "the focus on the list")

    def wait_for_end(self) -> int | None:
        """Wait until the program has ended, and return its exit code."""
        self.until(lambda: self._ended_by_itself(), "the end of the program")
        while self._read():  # what it painted last
            pass
        return self._child.exitstatus

    def settle(self, seconds: float = 0.5) -> None:
        """Read the terminal until nothing was painted for so long: what is seen first may be half a frame."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            seen = len(self.output)
            if self._read() and len(self.output) > seen:
                end = time.monotonic() + seconds

    def until(self, so: Callable[[], bool], what: str) -> None:
        """Read the terminal until `so`, and fail at the deadline."""
        end = time.monotonic() + DEADLINE
        while not so():
            if time.monotonic() > end:
                raise AssertionError(f"Waited in vain for {what}. The screen:\n{self.text}")
            if not self._read() and not so():
                raise AssertionError(f"Ended before {what}. The screen:\n{self.text}")

    def is_restored(self) -> bool:
        """Say whether the terminal is as it was: every mode that was switched, the keys, and every setting of
        the line.
        """
        return self.has_modes_of_before() and list(termios.tcgetattr(self._child.child_fd)) == self._before

    def has_modes_of_before(self) -> bool:
        """Say whether every mode that was switched, and the keys, are as they were."""
        modes = {mode: switch for mode, switch in re.findall(rb"\x1b\[\?(\d+)([hl])", self.output)}
        if any(switch != (b"h" if mode in SHOWN_AT_FIRST else b"l") for mode, switch in modes.items()):
            return False
        keys = re.findall(rb"\x1b\[([><])\d*u", self.output)
        return keys.count(b">") == keys.count(b"<")

    @property
    def _display(self) -> list[str]:
        """The rows of the screen. They are put together once for all that looks at them, until more is
        painted.
        """
        present = len(self.output), self._screen.columns, self._screen.lines
        if present != self._rows_of:
            columns, buffer = range(self._screen.columns), self._screen.buffer
            self._rows = [  # as `display` has it, which measures each character again
                "".join([line[column].data for column in columns])
                for line in (buffer[row] for row in range(self._screen.lines))
            ]
            self._rows_of = present
        return self._rows

    def _ended_by_itself(self) -> bool:
        return not self._child.isalive()

    def _read(self) -> bool:
        """Take what was painted, waiting a moment for it; False when the program has ended."""
        try:
            painted = self._child.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            self._child.wait()
            return False
        self.output += painted
        return True

    @property
    def _screen(self) -> pyte.Screen:
        """What the terminal shows. It is told what was painted when somebody looks."""
        if self._fed < len(self.output):
            painted, self._fed = bytes(self.output[self._fed :]), len(self.output)
            self._stream.feed(painted)
        return self._terminal

    def _focus(self) -> object:
        """What has the focus now: what is marked or stands out, or the list; None while nothing is seen."""
        if marked := _MARKED.findall(self.text):
            return tuple(marked)
        cells = {
            (row, column, self._screen.buffer[row][column].data)
            for row in range(self._screen.lines)
            for column in range(self._screen.columns)
            if _stands_out(self._screen.buffer[row][column])
        }
        return cells or ("list" if self.list_has_focus() else None)

    def _focus_left(self, before: object) -> bool:
        """Say whether the focus is elsewhere, once all of the frame that shows it has been read."""
        if self._focus() in (None, before):
            return False
        seen = len(self.output)
        return self._read() and len(self.output) == seen

    def _cells(self, label: str) -> "list[pyte.screens.Char]":
        """Return the cells of a label; `▸ ` before it asks for the mark of the focus."""
        words = label.removeprefix("▸ ")
        for row, line in enumerate(self._display):
            at = line.find(words)
            if at >= 0 and (words == label or "▸" in line[max(0, at - _MARK_AND_KEY) : at]):
                return [self._screen.buffer[row][at + i] for i in range(len(words))]
        return []
