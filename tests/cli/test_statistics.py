"""`statistics` in the sandbox: the mailings sent from here, and no outcome that nobody knows."""

from collections.abc import Callable

from tests.cli.conftest import Ran

Command = Callable[..., Ran]


def send(dm_tui: Command, sender: str, *more: str) -> None:
    ran = dm_tui(
        "send", "--from", sender, "--to", "ada@example.com", "--subject", "Hi", "--text", "Hi", *more
    )
    assert ran.code == 0, ran.err


def test_what_was_sent_from_here_is_counted_by_sender_and_by_tag(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "activated")
    dm_tui("domains", "add", "mail.example.com")
    dm_tui("domains", "verify", "mail.example.com")
    for sender in ("news@mail.example.com", "info@mail.example.com"):
        dm_tui("senders", "add", sender)
    send(dm_tui, "news@mail.example.com", "--tag", "spring")
    send(dm_tui, "news@mail.example.com")
    send(dm_tui, "info@mail.example.com", "--tag", "spring")
    by_sender = dm_tui("statistics", "--json").document()
    assert [(line["name"], line["sent"]) for line in by_sender["statistics"]] == [
        ("news@mail.example.com", 2),
        ("info@mail.example.com", 1),
    ]
    assert {line["opened"] for line in by_sender["statistics"]} == {None}
    assert {line["delivered"] for line in by_sender["statistics"]} == {None}
    dm_tui("sandbox", "advance", "1d")
    by_tag = dm_tui("statistics", "--by", "tag", "--json").document()
    assert [(line["name"], line["sent"]) for line in by_tag["statistics"]] == [("spring", 2)]
    dm_tui("sandbox", "advance", "40d")
    assert dm_tui("statistics", "--by", "tag", "--json").document()["statistics"] == []
    assert "No mail with a tag" in dm_tui("statistics", "--by", "tag").out
