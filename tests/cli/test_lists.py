"""A list of recipients is kept once and sent to again, with all its columns."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]
SEND = (
    "send",
    "--from",
    "news@mail.example.com",
    "--subject",
    "Hi {UserName}",
    "--text",
    "To {First Name} {Town|all}",
)


@pytest.fixture
def busy(dm_tui: Command) -> Command:
    dm_tui("sandbox", "load", "busy")
    return dm_tui


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(
        "Note;E-Mail;姓名;First Name;Town\n"
        f'{"n" * 300};ann@example.org;张三;"Ann; =1";Bonn\n'
        "y;nobody;x;x;x\n"
        "y;bob@example.org;Bob;Bob;\n",
        encoding="utf-8",
    )
    return str(path)


def test_a_list_is_kept_shown_sent_to_and_removed(busy: Command, file: str, state_path: Path) -> None:
    assert busy("lists", "--json").document()["lists"] == []
    refused = busy("lists", "add", "customers", "--recipients", file, "--json")
    assert refused.error()["code"] == "bad-rows"
    assert busy("lists", "--json").document()["lists"] == []
    ran = busy("lists", "add", "客户 2026", "--recipients", file, "--skip-bad-rows", "--json")
    kept = ran.document()["list"]
    assert (kept["name"], kept["count"], kept["source"]) == ("客户 2026", 2, "people.csv")
    assert kept["columns"] == ["EAddr", "Note", "E-Mail", "姓名", "First Name", "Town"]
    assert kept["kept_at"].endswith("Z")
    assert busy("lists", "--json").document() == {"lists": [kept], "damaged": []}
    assert busy("lists", "show", "客户 2026", "--json").document() == {"list": kept}
    os.unlink(file)
    document = busy(*SEND, "--list", "客户 2026", "--json").document()
    assert (document["accepted"], document["encoding"], document["skipped"]) == (2, "UTF-8", [])
    sent = sorted(path.read_text() for path in (state_path.with_name("outbox") / "new").iterdir())
    assert ["To Ann; =1 Bonn" in sent[0] or "To Ann; =1 Bonn" in sent[1], len(sent)] == [True, 2]
    assert busy("lists", "remove", "客户 2026").code == 0
    assert busy(*SEND, "--list", "客户 2026", "--json").error()["code"] == "unknown-list"


def test_a_list_is_for_its_owner_alone(busy: Command, file: str, state_path: Path) -> None:
    busy("lists", "add", "customers", "--recipients", file, "--skip-bad-rows")
    (path,) = Path(f"{state_path}.lists").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert busy("paths", "--json").document()["lists"] == str(path.parent)


def test_a_list_is_replaced_only_when_you_say_so(busy: Command, file: str) -> None:
    keep = ("lists", "add", "customers", "--recipients", file, "--skip-bad-rows", "--json")
    busy(*keep)
    Path(file).write_text("email\nzoe@example.org\n")
    assert busy(*keep).error()["code"] == "list-exists"
    assert busy("lists", "show", "customers", "--json").document()["list"]["count"] == 2
    assert busy(*keep[:-1], "--replace", "--json").document()["list"]["count"] == 1


@pytest.mark.parametrize("name", ["../state", "a/b", ".hidden", "", " ", "x" * 41, "a\nb", "-x", "con."])
def test_a_name_that_could_be_no_file_is_refused(busy: Command, file: str, name: str) -> None:
    ran = busy("lists", "add", "--recipients", file, "--skip-bad-rows", "--json", "--", name)
    assert (ran.code, ran.error()["code"]) == (2, "bad-list-name")


def test_what_is_no_list_is_not_sent_to(busy: Command, file: str, state_path: Path) -> None:
    busy("lists", "add", "customers", "--recipients", file, "--skip-bad-rows")
    folder = Path(f"{state_path}.lists")
    (folder / "other.csv").write_text("email\nann@example.org\n")
    (folder / "broken.csv").write_bytes(b'{"dm-tui list": {"name": 1}}\n')
    (folder / "linked.csv").symlink_to(folder / "customers.csv")
    assert [kept["name"] for kept in busy("lists", "--json").document()["lists"]] == ["customers"]
    assert busy(*SEND, "--list", "broken", "--json").error()["code"] == "list-damaged"


def test_a_guessed_encoding_is_not_kept_unseen(busy: Command, tmp_path: Path) -> None:
    (tmp_path / "gbk.csv").write_bytes("邮箱,姓名\nzhang@example.org,张三\n".encode("gbk"))
    keep = ("lists", "add", "c", "--recipients", str(tmp_path / "gbk.csv"))
    assert busy(*keep, "--json").error()["code"] == "encoding-uncertain"
    assert busy("lists", "--json").document()["lists"] == []
    assert busy(*keep, "--encoding", "gbk", "--json").document()["list"]["count"] == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"count"', b'"c\xffunt"'),
        (b'"count":2', b'"count":3'),
        (b"bob@example.org", b"rob@example.org"),
        (b"y,bob@example.org", b"y,bob@example.org\neve@example.org"),
        (b"bob@example.org,", b""),
    ],
)
def test_a_list_that_was_changed_is_not_sent_to(
    busy: Command, file: str, state_path: Path, old: bytes, new: bytes
) -> None:
    keep = ("lists", "add", "customers", "--recipients", file, "--skip-bad-rows", "--json")
    busy(*keep)
    (path,) = Path(f"{state_path}.lists").iterdir()
    changed = path.read_bytes().replace(old, new)
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    assert busy(*SEND, "--list", "customers", "--json").error()["code"] == "list-damaged"
    assert busy(*keep).code != 0
    assert path.read_bytes() == changed
    examined = busy("doctor", "--json")
    assert examined.code == 1
    assert [check["name"] for check in json.loads(examined.out)["checks"] if not check["ok"]] == ["lists"]
    assert busy(*keep[:-1], "--replace", "--json").code == 0
    assert busy(*SEND, "--list", "customers", "--json").document()["accepted"] == 2


def test_a_list_that_cannot_be_read_is_named(busy: Command, file: str, state_path: Path) -> None:
    for name in ("customers", "friends"):
        busy("lists", "add", name, "--recipients", file, "--skip-bad-rows")
    path = Path(f"{state_path}.lists", "friends.csv")
    path.write_bytes(path.read_bytes().replace(b'"count":2', b'"count":20'))
    document = busy("lists", "--json").document()
    assert [kept["name"] for kept in document["lists"]] == ["customers"]
    assert document["damaged"] == ["friends"]
    assert "friends" in busy("lists").out
    for command in ("show", "remove"):
        assert busy("lists", command, "friends", "--json").error()["code"] == "list-damaged"
