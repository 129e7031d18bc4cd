"""The disk under the store, three times: one that refuses, one that is watched, and what a power cut leaves.

The store reaches files through the `os` of its modules; `under` puts another one there. What a power cut may
leave follows from what was fsynced: bytes of a file that were not may be there, torn, zeroed or missing; a
name that was not may be there or not, each by itself.
"""

import errno
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from dm_tui.store import archive, delivery_log, file_owner, journal, recipients_file, state_files
from dm_tui.store import durable_files as durable
from dm_tui.store import mailing_files as deliveries
from dm_tui.store import progress_notes as in_hand
from dm_tui.store import state as state_module

MODULES = (
    durable, journal, archive, file_owner, state_module, state_files, deliveries, recipients_file,
    delivery_log, in_hand,
)  # fmt: skip
"""The modules of the store that touch files."""

OPENING = (journal, delivery_log, in_hand)
"""Those of them that change files which are there already."""

CALLS = (
    "open", "write", "pwrite", "fsync", "ftruncate", "close", "link", "replace", "unlink", "mkdir",
)  # fmt: skip
"""The calls that can fail, or be the last before the end."""

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
"""A full disk, a broken one, and one that may no longer be written to."""

SECTOR = 512
"""Bytes that a disk writes at once."""

EVERY = "DM_TUI_EVERY" in os.environ
"""Whether all is tried of which CI takes turns: a write is torn in five ways, not in two, and taken in more
pieces; a call fails once and from then on, not in one of these ways."""

ALL_SUBSETS = 6
"""With more names in doubt than these, each alone, each left out and each beginning is tried."""


@contextmanager
def under(layer: object) -> Iterator[None]:
    """Put `layer` in the place of the `os` of the store."""
    with ExitStack() as patched:
        for module in MODULES:
            patched.enter_context(mock.patch.object(module, "os", layer))
        for module in OPENING:
            opened = mock.patch.object(module, "open_regular", partial(_open_regular, layer))
            patched.enter_context(opened)
        yield


def _open_regular(layer: Any, path: Path, flags: int) -> int:
    descriptor: int = layer.open(path, flags, 0o600)
    return descriptor


class FaultyOs:
    """The `os` of the store, in which the `at`-th call fails, and with `forever` all after it."""

    def __init__(self, at: int = 0, error: int = 0, forever: bool = False) -> None:
        self.at, self.error, self.forever = at, error, forever
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._counted(name, real) if name in CALLS else real

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.calls.append(name)
            number = len(self.calls)
            if number == self.at or (self.forever and number > self.at > 0):
                if name == "close":
                    real(*args)  # the descriptor is gone whatever close answers
                raise OSError(self.error, os.strerror(self.error))
            if name == "write":
                return real(args[0], args[1][: _taken(len(args[1]))])
            return real(*args, **named)

        return call

    @property
    def failed(self) -> str:
        """The call that failed first, nothing where there were not so many."""
        return self.calls[self.at - 1] if 0 < self.at <= len(self.calls) else ""


def _taken(size: int) -> int:
    """Return how much a disk takes of what it is given: half of it, and 200 bytes at least."""
    return 200 if EVERY else max(200, size // 2)


def refusing(call: str, error: int) -> Any:
    """Return the `os` of a disk that refuses one kind of call."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    layer = FaultyOs()
    setattr(layer, call, refuse)
    return layer


@dataclass(frozen=True)
class Write:
    """Bytes put into a file."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    """A file cut."""

    file: int
    size: int


@dataclass(frozen=True)
class Fsync:
    """A file or directory made durable."""

    node: int


@dataclass(frozen=True)
class Names:
    """Names of a directory changed at once: each leads to a node now, or to nothing. A new node is a file
    unless it is a `directory`."""

    directory: int
    changes: tuple[tuple[str, int | None], ...]
    makes_directory: bool = False


@dataclass(frozen=True)
class Acknowledged:
    """Somebody was told that a change is safe."""


Operation = Write | Truncate | Fsync | Names | Acknowledged


class Killed(BaseException):
    """The program ends here, without tidying up."""


class RecordingOs:
    """The `os` of the store, writing down whatever changes a file or a name below `root`.

    The `last`-th operation ends the program: nothing after it is done.
    """

    def __init__(self, root: Path, last: int = 0) -> None:
        self.trace: list[Operation] = []
        self.last = last
        self._done = 0
        self._nodes: dict[Path, int] = {}
        self._open: dict[int, tuple[int, int, int]] = {}  # descriptor → node, flags, position
        paths = [root, *(path for path in sorted(root.rglob("*")) if path.suffix != ".lock")]
        self._nodes.update({path: number for number, path in enumerate(paths)})
        self._numbers = itertools.count(len(self._nodes))
        self.before = Disk(root, dict(self._nodes))

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def revive(self) -> None:
        """Let another program go on with the same disk."""
        self.last = 0

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        writes = flags & (os.O_WRONLY | os.O_RDWR)
        if writes:
            self._count()
        descriptor = os.open(path, flags, mode)
        path = Path(path)
        if flags & os.O_CREAT and path not in self._nodes:
            self._name(path, next(self._numbers))
        elif flags & os.O_TRUNC:
            self.trace.append(Truncate(self._nodes[path], 0))
        if path in self._nodes:
            self._open[descriptor] = self._nodes[path], flags, 0
        return descriptor

    def write(self, descriptor: int, data: bytes) -> int:
        self._count()
        node, flags, position = self._open[descriptor]
        if flags & os.O_APPEND:
            position = os.fstat(descriptor).st_size
        size = os.write(descriptor, data)
        self.trace.append(Write(node, position, bytes(data[:size])))
        self._open[descriptor] = node, flags, position + size
        return size

    def lseek(self, descriptor: int, position: int, how: int) -> int:
        node, flags, _ = self._open[descriptor]
        self._open[descriptor] = node, flags, os.lseek(descriptor, position, how)
        return self._open[descriptor][2]

    def pwrite(self, descriptor: int, data: bytes, position: int) -> int:
        self._count()
        size = os.pwrite(descriptor, data, position)
        self.trace.append(Write(self._open[descriptor][0], position, bytes(data[:size])))
        return size

    def ftruncate(self, descriptor: int, size: int) -> None:
        self._count()
        os.ftruncate(descriptor, size)
        self.trace.append(Truncate(self._open[descriptor][0], size))

    def fsync(self, descriptor: int) -> None:
        self._count()
        self.trace.append(Fsync(self._open[descriptor][0]))

    def close(self, descriptor: int) -> None:
        self._open.pop(descriptor, None)
        os.close(descriptor)

    def mkdir(self, path: Path, mode: int = 0o777) -> None:
        self._count()
        os.mkdir(path, mode)
        self._name(path, next(self._numbers), makes_directory=True)

    def link(self, source: Path, target: Path) -> None:
        self._count()
        os.link(source, target)
        self._name(target, self._nodes[source])

    def unlink(self, path: Path) -> None:
        self._count()
        os.unlink(path)
        del self._nodes[path]
        self.trace.append(Names(self._nodes[path.parent], ((path.name, None),)))

    def replace(self, source: Path, target: Path) -> None:
        self._count()
        assert source.parent == target.parent
        os.replace(source, target)
        if self._nodes[source] == self._nodes.get(target):
            return  # two names of one file: nothing is done
        node = self._nodes[target] = self._nodes.pop(source)
        changes = ((target.name, node), (source.name, None))
        self.trace.append(Names(self._nodes[source.parent], changes))

    def _count(self) -> None:
        self._done += 1
        if self.last and self._done > self.last:
            raise Killed

    def _name(self, path: Path, node: int, *, makes_directory: bool = False) -> None:
        self._nodes[path] = node
        changes = ((path.name, node),)
        self.trace.append(Names(self._nodes[path.parent], changes, makes_directory))


@dataclass
class _File:
    durable: bytes = b""
    pending: list[Write | Truncate] = field(default_factory=list)

    def now(self) -> bytes:
        content = self.durable
        for change in self.pending:
            content = _applied(content, change)
        return content

    def possible(self) -> set[bytes]:
        found = {self.durable}
        content = self.durable
        for change in self.pending:
            if not _is_one_sector(change, len(content)):
                found |= {_applied(content, some) for some in _tried(change)}
            found |= {_applied(self.durable, change)}  # what came before it is still on its way
            content = _applied(content, change)
            found.add(content)
        return found


@dataclass
class _Directory:
    durable: dict[str, int] = field(default_factory=dict)
    pending: list[Names] = field(default_factory=list)

    def now(self) -> dict[str, int]:
        return self._with(range(len(self.pending)))

    def possible(self) -> Iterator[dict[str, int]]:
        every = range(len(self.pending))
        subsets: set[tuple[int, ...]] = {tuple(every), ()}
        if len(every) <= ALL_SUBSETS:
            for size in every:
                subsets.update(itertools.combinations(every, size))
        else:
            subsets.update((step,) for step in every)
            subsets.update(tuple(range(step)) for step in every)
            subsets.update(tuple(other for other in every if other != step) for step in every)
        return map(self._with, sorted(subsets))

    def _with(self, applied: "range | tuple[int, ...]") -> dict[str, int]:
        names: dict[str, int | None] = dict(self.durable)
        for number in applied:
            names.update(self.pending[number].changes)
        return {name: node for name, node in names.items() if node is not None}


Tree = frozenset[tuple[str, bytes | None]]
"""Files with their bytes and directories with None, by path."""


class Disk:
    """What is durable, and what is not yet."""

    def __init__(self, root: Path, nodes: dict[Path, int]) -> None:
        self._root = nodes[root]
        self._nodes: dict[int, _File | _Directory] = {}
        for path, number in nodes.items():
            if path.is_dir():
                names = {file.name: nodes[file] for file in path.iterdir() if file in nodes}
                self._nodes[number] = _Directory(names)
            else:
                self._nodes[number] = _File(path.read_bytes())

    def do(self, operation: Operation) -> None:
        """Let something happen."""
        match operation:
            case Write() | Truncate():
                file = self._nodes[operation.file]
                assert isinstance(file, _File)
                file.pending.append(operation)
            case Names():
                for _, node in operation.changes:
                    if node is not None and node not in self._nodes:
                        self._nodes[node] = _Directory() if operation.makes_directory else _File()
                directory = self._nodes[operation.directory]
                assert isinstance(directory, _Directory)
                directory.pending.append(operation)
            case Fsync():
                match self._nodes[operation.node]:
                    case _File() as file:
                        file.durable = file.now()
                        file.pending.clear()
                    case directory:
                        directory.durable = directory.now()
                        directory.pending.clear()

    def now(self) -> Tree:
        """Return what a program sees."""
        return frozenset(self._now("", self._root))

    def after_a_power_cut(self) -> set[Tree]:
        """Return every tree that may be found after the lights came back."""
        return {frozenset(tree) for tree in self._possible("", self._root)}

    def _now(self, path: str, number: int) -> Iterator[tuple[str, bytes | None]]:
        match self._nodes[number]:
            case _File() as file:
                yield path, file.now()
            case directory:
                yield path, None
                for name, child in directory.now().items():
                    yield from self._now(f"{path}/{name}", child)

    def _possible(self, path: str, number: int) -> Iterator[tuple[tuple[str, bytes | None], ...]]:
        match self._nodes[number]:
            case _File() as file:
                for content in file.possible():
                    yield ((path, content),)
            case directory:
                for names in directory.possible():
                    below = [list(self._possible(f"{path}/{name}", child)) for name, child in names.items()]
                    for chosen in itertools.product(*below):
                        yield ((path, None), *itertools.chain(*chosen))


def materialise(tree: Tree, root: Path) -> None:
    """Make the files of `tree` below `root`, which is there and empty."""
    for path, content in sorted(tree, key=lambda one: one[0]):
        if content is not None:
            (root / path[1:]).write_bytes(content)
            (root / path[1:]).chmod(0o600)
        elif path:
            (root / path[1:]).mkdir(0o700)


def _applied(content: bytes, change: Write | Truncate) -> bytes:
    if isinstance(change, Truncate):
        return content[: change.size].ljust(change.size, b"\0")
    before = content[: change.offset].ljust(change.offset, b"\0")
    return before + change.data + content[change.offset + len(change.data) :]


def _is_one_sector(change: Write | Truncate, size: int) -> bool:
    """Say whether a write goes over bytes of one sector: a disk does that whole or not at all."""
    if isinstance(change, Truncate):
        return False
    end = change.offset + len(change.data)
    return end <= size and change.offset // SECTOR == (end - 1) // SECTOR


def refusals(at: int) -> tuple[tuple[bool, int], ...]:
    """Return how the `at`-th call fails: once or from then on, and with which error."""
    once, forever = (False, ERRORS[at % 3]), (True, ERRORS[(at + 1) % 3])
    return (once, forever) if EVERY else ((forever,) if at % 2 else (once,))


def _tried(change: Write | Truncate) -> list[Write]:
    """Return the ways to tear a write that are tried: two of five, others for one of another size."""
    ways = list(_torn(change))
    if EVERY or not ways:
        return ways
    assert isinstance(change, Write)
    turn = change.offset + len(change.data)
    return [ways[turn % 5], ways[(turn + 2) % 5]]


def _torn(change: Write | Truncate) -> Iterator[Write]:
    """Yield what may be on the disk of a change that was under way."""
    if isinstance(change, Truncate):
        return
    data, size = change.data, len(change.data)
    third = size // 3
    for part in (
        data[:1],
        data[: size // 2],
        data[:-1],
        bytes(size),  # the size is there, the bytes are not
        data[:third] + bytes(size - 2 * third) + data[size - third :],
    ):
        yield Write(change.file, change.offset, part)
