"""Whatever is given as the path of a file, a command ends with an answer and an exit code of the contract."""

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dm_tui.cli.main import run

LINES = int(os.environ.get("DM_TUI_LINES", "25"))
"""How many command lines are tried; a long run sets more."""

SEND = ("send", "--from", "news@mail.example.com", "--subject", "s", "--dry-run")
COMMANDS = (
    ("status",),
    ("doctor",),
    ("paths",),
    ("sandbox", "load", "activated"),
    ("buy", "50k", "--accept-terms"),
    ("remind",),
    ("backup", "FILE"),
    ("restore", "FILE"),
    ("templates", "add", "x", "--subject", "s", "--html", "FILE"),
    (*SEND, "--text", "t", "--recipients", "FILE"),
    (*SEND, "--to", "b@example.com", "--html", "FILE"),
    ("complete", "--line", "dm-tui --state FILE orders show "),
)

bytes_of_names = st.binary(min_size=1, max_size=12).map(lambda raw: os.fsdecode(raw.replace(b"/", b"")))
signs = st.text(
    st.sampled_from("a.~*?[]{}$`'\"\\;|&<>()!#%=:,@ \t\n\r\x00\x1b\x7f\u202e…é\ud800"), max_size=8
)
lengths = st.sampled_from((199, 200, 201, 240, 251, 255, 256, 300, 5_000)).map(lambda length: "n" * length)
kinds = st.sampled_from(
    ("", ".", "..", "~", "~nobody", "taken", "taken/x", "folder", "folder/", "pipe", "loop", "zero")
)
segments = st.one_of(bytes_of_names, signs, lengths, kinds)
paths = st.lists(segments, min_size=1, max_size=3).map("/".join).map(lambda path: path.lstrip("/") or ".")


@pytest.fixture
def hostile_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one of each kind, which relative paths lead to."""
    folder = tmp_path / "1" / "2" / "3" / "4"
    (folder / "folder").mkdir(parents=True)
    (folder / "taken").write_text("email\na@b.de\n")
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    (folder / "zero").symlink_to("/dev/zero")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("DM_TUI_STATE", str(folder / "state.json"))
    return folder


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@settings(
    max_examples=LINES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(command=st.sampled_from(COMMANDS), path=paths, state=st.none() | paths, as_json=st.booleans())
def test_no_path_ends_a_command_with_a_fault(
    hostile_folder: Path, command: tuple[str, ...], path: str, state: str | None, as_json: bool
) -> None:
    words = [word.replace("FILE", path) for word in command]
    options = ["--state", state] if state is not None else []
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*options, *words, *(["--json"] if as_json and command[0] != "complete" else [])])
    # 1 is the answer of doctor and of remind, and otherwise a fault of the program
    assert code in ((0, 1, 2, 3, 6, 7) if command[0] in ("doctor", "remind") else (0, 2, 3, 6, 7)), (
        err.getvalue()
    )
    assert "fault" not in err.getvalue()
    assert code == 0 or out.getvalue() == "" or command[0] in ("doctor", "remind")
