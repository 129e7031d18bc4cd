"""Whatever happens to one of the files we keep, the program says so or shows what it showed before.

Each round damages one file of an account: a bit, a line, a value in valid JSON, its end, the whole file for
another one, an older one or that of another account, or the file itself. Then everything is read as the
program reads it. `DM_TUI_MUTATIONS` is the number of rounds, `DM_TUI_MUTATIONS_SEED` draws others.
"""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.kept_list import KeptList
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.suppressed import rejected_address
from dm_tui.domain.model import Model
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.mailing.log_totals import count_log
from dm_tui.store import archive, snapshot
from dm_tui.store import state as state_module
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.list_files import ListFiles
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile
from dm_tui.store.suppression_file import SuppressionFile

ROUNDS = int(os.environ.get("DM_TUI_MUTATIONS", "60"))
SEED = int(os.environ.get("DM_TUI_MUTATIONS_SEED", "1"))
NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
THINGS = 36
RIGHT = ("told", "unharmed")

Mutation = Callable[[random.Random, Path, Path], None]


class Thing(Model):
    """Something with a name that its caller gave it."""

    TABLE: ClassVar[str] = "things"

    id: str
    key: str
    words: str = ""
    done: bool = True

    @property
    def closed(self) -> bool:
        """Whether it may be archived."""
        return self.done


def make_account(directory: Path, words: str) -> None:
    """Write an account with archived history, a backup, two journals, a mailing, its log, and lists.

    What its files were at an earlier time is beside it.
    """
    state = StateFile(directory / "state.json", lambda: NOW)
    for number in range(THINGS):
        with state.transaction() as tables:
            thing = Thing(id=f"t{number}", key=f"k{number}", words=f"{words} {number}", done=number % 9 != 0)
            tables.of(Thing).put(thing)
        if number % 10 == 9:
            keep_lists(state, words, number)
            state.close()
            state = StateFile(directory / "state.json", lambda: NOW)
        if number == 24:
            shutil.copytree(directory, earlier(directory))
    files = MailingFiles(state)
    letter = Letter(sender="a@example.com", content=MailContent(subject=words, text=words))
    with files.hold("M1"):
        written = files.write(
            "M1", letter, (Recipient(address=f"{words}{number}@b.org") for number in range(9))
        )
        files.keep("M1")
    log = files.open_log("M1", empty_log_end("M1"))
    for number in range(5):
        log.write(LogEntry(number=number, step=DeliveryStep.ACCEPTED))
    mailing = Mailing(
        id="M1", digest=written.digest, created_at=NOW, sender=letter.sender, subject=words,
        recipients=9, offset=written.offset, accepted=5, position=5, log=log.end,
    )  # fmt: skip
    with state.transaction() as tables:
        tables.of(Mailing).put(mailing)


def earlier(directory: Path) -> Path:
    """Return where the earlier files of an account are."""
    return directory.with_name(f"{directory.name}-earlier")


def keep_lists(state: StateFile, words: str, number: int) -> None:
    """Put somebody on the list of who gets no mail, and keep another list of recipients as `people`."""
    address = f"{words}{number}@example.com"
    SuppressionFile(state).change([rejected_address(address, NOW, "M1", "550 no such user")])
    kept = KeptList(name="people", count=1, columns=("email",), kept_at=NOW, source=words)
    ListFiles(state).write("people", ["sep=,\n", "email\n", f"{address}\n"], lambda: kept)


def look(directory: Path) -> tuple[str, bool]:
    """Return everything there is, and whether the program told of something."""
    state = StateFile(directory / "state.json", lambda: NOW)
    found: list[Any] = []
    try:
        with state.read() as tables:
            found.append({name: table for name, table in tables.dump().items() if table})
            found.append([thing.id for thing in tables.of(Thing).history()])
            for number in range(THINGS + 1):
                found.append([thing.id for thing in tables.of(Thing).where("key", f"k{number}")])
            mailings = tables.of(Mailing).all()
        files = MailingFiles(state)
        for mailing in mailings:
            files.recipients(mailing.id).verify(mailing.digest)
            found.append(count_log(files, mailing))
            found.append(files.recipients(mailing.id).letter().model_dump(mode="json"))
            found.append([line.recipient.address for line in files.recipients("M1").lines(0, mailing.offset)])
        found.append([entry.model_dump(mode="json") for entry in SuppressionFile(state).search()])
        lists = ListFiles(state)
        found.append([(name, lists.find(name), lists.read(name)) for name in lists.names()])
    except DirectMailError:
        return "", True
    return json.dumps(found, sort_keys=True, default=str), bool(state.notices)


def _flip(draw: random.Random, file: Path, other: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
    file.write_bytes(raw)


def _digit(draw: random.Random, file: Path, other: Path) -> None:
    raw = bytearray(file.read_bytes())
    digits = [at for at, byte in enumerate(raw) if 48 <= byte <= 57]
    if digits:
        raw[draw.choice(digits)] = 48 + draw.randrange(10)
    file.write_bytes(raw)


def _remove_line(draw: random.Random, file: Path, other: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    del lines[draw.randrange(len(lines))]
    file.write_bytes(b"".join(lines))


def _swap_lines(draw: random.Random, file: Path, other: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    file.write_bytes(b"".join(lines))


def _repeat_line(draw: random.Random, file: Path, other: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    lines.insert(draw.randrange(len(lines)), draw.choice(lines))
    file.write_bytes(b"".join(lines))


def _truncate(draw: random.Random, file: Path, other: Path) -> None:
    file.write_bytes(file.read_bytes()[: draw.randrange(file.stat().st_size)])


def _value(draw: random.Random, file: Path, other: Path) -> None:
    """Change one value so that the file stays valid JSON, laid out as it was or not."""
    try:
        data = json.loads(file.read_bytes())
    except ValueError:
        return _digit(draw, file, other)
    places = list(_places(data))
    inside, key = draw.choice(places)
    if draw.random() < 0.3:
        del inside[key]
    else:
        inside[key] = draw.choice([None, True, 0, 17, "", "2", "x", {}, []])
    if all(isinstance(table, dict) for table in data.values()) and draw.random() < 0.5:
        file.write_bytes(snapshot._encode(data, ensure_ascii=False))
    else:
        file.write_text(json.dumps(data))
    return None


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    pairs = list(data.items()) if isinstance(data, dict) else list(enumerate(data))
    for key, value in pairs:
        yield data, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _foreign(draw: random.Random, file: Path, other: Path) -> None:
    shutil.copyfile(other, file)


def _neighbour(draw: random.Random, file: Path, other: Path) -> None:
    beside = file.parent if len(list(file.parent.iterdir())) > 1 else file.parent.parent
    others = [path for path in sorted(beside.rglob("*")) if path.is_file() and path != file]
    shutil.copyfile(draw.choice(others), file)


def _missing(draw: random.Random, file: Path, other: Path) -> None:
    file.unlink()


MUTATIONS: dict[str, tuple[Mutation, int]] = {
    "bit": (_flip, 6), "digit": (_digit, 3), "value": (_value, 5), "line removed": (_remove_line, 2),
    "lines swapped": (_swap_lines, 2), "line repeated": (_repeat_line, 1), "cut": (_truncate, 2),
    "of another account": (_foreign, 2), "another file": (_neighbour, 1), "missing": (_missing, 1),
    "an older one": (_foreign, 2),
}  # fmt: skip


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two accounts whose files have the same names."""
    root = tmp_path_factory.mktemp("accounts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state_module, "KEEP_LIVE", 5)
        patch.setattr(archive, "ARCHIVE_BATCH", 2)
        patch.setattr(archive, "SEGMENT_SIZE", 10)
        for name in ("ours", "theirs"):
            make_account(root / name, name)
    return root / "ours", root / "theirs"


def judge(directory: Path, expected: str) -> str:
    """Return what came of a damage: a fault of the program is neither told nor unharmed."""
    try:
        found, told = look(directory)
    except Exception as error:
        return type(error).__name__
    return "told" if told else "unharmed" if found == expected else "silently wrong"


def damage(accounts: tuple[Path, Path], scratch: Path, rounds: int) -> Iterator[tuple[str, str]]:
    """Damage as often; yield what was damaged how, and what came of it."""
    ours, theirs = accounts
    draw = random.Random(SEED)
    files = [path for path in sorted(ours.rglob("*")) if path.is_file() and path.suffix != ".lock"]
    important = [path for path in files if path.parent == ours and path.suffix != ".bak"]
    kinds = [name for name, (_, weight) in MUTATIONS.items() for _ in range(weight)]
    expected, told = look(ours)
    assert not told
    for round in range(rounds):
        file = draw.choice(important if draw.random() < 0.4 else files)
        kind, name = draw.choice(kinds), file.relative_to(ours)
        other = (earlier(ours) if kind == "an older one" else theirs) / name
        if MUTATIONS[kind][0] is _foreign and not other.exists():
            kind = "bit"
        target = scratch / f"{round}"
        shutil.copytree(ours, target)
        if (target / name).stat().st_size:
            MUTATIONS[kind][0](draw, target / name, other)
        yield f"round {round}: {name}, {kind}", judge(target, expected)
        shutil.rmtree(target)


@pytest.mark.slow
def test_no_damage_of_a_file_is_silently_wrong(accounts: tuple[Path, Path], tmp_path: Path) -> None:
    rounds = list(damage(accounts, tmp_path, ROUNDS))
    outcomes = Counter(outcome for _, outcome in rounds)
    print(f"DM_TUI_MUTATIONS_SEED={SEED}", dict(outcomes))
    assert [f"{what}, {outcome}" for what, outcome in rounds if outcome not in RIGHT] == []
    assert outcomes["told"] > ROUNDS / 4


@pytest.mark.slow
def test_what_is_not_verified_is_found(
    accounts: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harness finds a store that takes every digest for right."""

    def claimed(raw: bytes) -> str | None:
        return snapshot.written_digest(raw) if raw.startswith(snapshot._HEAD) else None

    monkeypatch.setattr(snapshot, "verified_digest", claimed)
    monkeypatch.setattr(archive, "verified_digest", claimed)
    assert any(outcome not in RIGHT for _, outcome in damage(accounts, tmp_path, 2_000))
