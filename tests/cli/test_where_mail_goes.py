"""A dry run ends as the real run would, says where letters will go, and hands over nothing; `send` says where
they went.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.providers.smtp_server import Behaviour, Say, Server

Command = Callable[..., Any]
LETTER = ("--from", "news@mail.example.com", "--to", "you@example.org", "--subject", "Hello", "--text", "Hi.")
PASSWORD = "Sesame-1234-AB"


def dry_and_real(dm_tui: Command) -> tuple[Any, Any]:
    dm_tui("sandbox", "load", "busy")
    return dm_tui("send", *LETTER, "--dry-run"), dm_tui("send", *LETTER)


def test_a_folder_is_named_before_and_after(dm_tui: Command, state_path: Path) -> None:
    outbox = state_path.parent / "outbox"
    dm_tui("sandbox", "load", "busy")
    dry = dm_tui("send", *LETTER, "--dry-run")
    assert f"Goes to: the folder {outbox}; nothing leaves this computer\n" in dry.out
    assert not outbox.exists()
    real = dm_tui("send", *LETTER)
    assert f"Written to the folder {outbox}; nothing left this computer.\n" in real.out
    document = dm_tui("send", *LETTER, "--json").document()
    assert document["way"] == {"name": str(outbox), "leaves": False}
    again = dm_tui("send", *LETTER, "--dry-run", "--json").document()
    assert again["way"] == {"name": str(outbox), "leaves": False}


def test_a_server_is_named_before_and_after(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(Behaviour()) as server:
        monkeypatch.setenv("DM_TUI_SMTP", f"smtp://127.0.0.1:{server.port}")
        dm_tui("sandbox", "load", "busy")
        dry = dm_tui("send", *LETTER, "--dry-run")
        assert server.messages == []
        real = dm_tui("send", *LETTER)
        assert len(server.messages) == 1
    assert f"Goes to: 127.0.0.1, port {server.port}\n" in dry.out
    assert f"Handed over to 127.0.0.1, port {server.port}.\n" in real.out


def test_a_server_that_is_not_there_pauses_both(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://127.0.0.1:1")
    dry, real = dry_and_real(dm_tui)
    assert dry.code == real.code == 7
    assert "does not listen on port 1" in dry.err
    assert "The mailing would be paused" in dry.err
    assert "Nothing was sent." in dry.out
    assert "Handed over" not in real.out


@pytest.mark.parametrize(
    ("password", "planted", "words", "tried_again"),
    [
        ("Wrong-1234-AB", None, "535", False),
        (
            PASSWORD,
            ("MAIL", b"550 5.7.1 not one of your addresses\r\n"),
            "550 5.7.1 not one of your addresses",
            False,
        ),
        (PASSWORD, ("MAIL", b"451 4.3.0 come back later\r\n"), "451 4.3.0 come back later", True),
    ],
)
def test_what_a_server_says_to_the_user_or_the_sender_is_said_by_both(
    dm_tui: Command,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    planted: tuple[str, bytes] | None,
    words: str,
    tried_again: bool,
    waits: list[float],
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP_PASSWORD", password)
    dm_tui("sandbox", "load", "busy")
    ends = []
    for more in (("--dry-run",), ()):
        with Server(Behaviour(password=PASSWORD)) as server:
            monkeypatch.setenv("DM_TUI_SMTP", f"smtp://news@127.0.0.1:{server.port}")
            for _ in range(8):
                if planted:
                    server.plant(planted[0], Say(planted[1]))
            ran = dm_tui("send", *LETTER, *more)
            ends.append(ran.code)
            assert words in ran.err
            assert server.messages == []
    assert ends == [7, 7]
    assert (sum(waits) > 25) is tried_again


def test_a_missing_password_is_refused_by_both(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtps://news%40example.com@smtp.example.com:465")
    monkeypatch.delenv("DM_TUI_SMTP_PASSWORD", raising=False)
    dry, real = dry_and_real(dm_tui)
    assert dry.code == real.code == 3
    assert "There is no SMTP password" in dry.err


def test_a_file_in_place_of_the_folder_is_refused_by_both(dm_tui: Command, state_path: Path) -> None:
    state_path.parent.mkdir(parents=True, exist_ok=True)
    (state_path.parent / "outbox").write_text("")
    dry, real = dry_and_real(dm_tui)
    assert dry.code == real.code == 7
    assert "outbox" in dry.err
    assert (state_path.parent / "outbox").read_text() == ""


def test_a_server_is_not_asked_about_mail_of_tomorrow(
    dm_tui: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://127.0.0.1:1")
    dm_tui("sandbox", "load", "busy")
    dry = dm_tui("send", *LETTER, "--at", "2100-01-31 09:00", "--dry-run")
    assert (dry.code, "port 1" in dry.out) == (0, True)
