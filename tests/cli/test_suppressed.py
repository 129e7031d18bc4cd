"""The list of addresses that get no mail, on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Run = Callable[..., Ran]


def test_the_list_is_seen_searched_added_to_and_taken_from(dm_tui: Run) -> None:
    assert "Nobody is on the list" in dm_tui("suppressed").out
    added = dm_tui("suppressed", "add", "ada@example.com", "bob@example.org", "--json").document()["added"]
    assert [(entry["address"], entry["reason"], entry["source"]) for entry in added] == [
        ("ada@example.com", "suppressed", "by hand"),
        ("bob@example.org", "suppressed", "by hand"),
    ]
    assert "already" in dm_tui("suppressed", "add", "ada@example.com").out
    dm_tui("suppressed", "add", "eve@example.org", "--reason", "unsubscribed")
    (found,) = dm_tui("suppressed", "--search", "ADA", "--json").document()["suppressed"]
    assert set(found) >= {"address", "reason", "since", "source"}
    assert found["since"].endswith("Z")
    assert [
        entry["address"]
        for entry in dm_tui("suppressed", "--reason", "unsubscribed", "--json").document()["suppressed"]
    ] == ["eve@example.org"]
    removed = dm_tui("suppressed", "remove", "ada@example.com", "--json").document()["removed"]
    assert [entry["address"] for entry in removed] == ["ada@example.com"]
    assert dm_tui("suppressed", "remove", "ada@example.com", "--json").error()["code"] == "unknown-address"
    assert dm_tui("suppressed", "remove").code == 2


def test_what_is_exported_is_imported_as_it_was(dm_tui: Run, tmp_path: Path) -> None:
    dm_tui("suppressed", "add", "ada@example.com", "+bob@example.com", "--reason", "unsubscribed")
    before = dm_tui("suppressed", "--json").document()
    for name, format in (("list.csv", "csv"), ("list.json", "json")):
        file = tmp_path / name
        file.write_text(dm_tui("suppressed", "export", "--format", format).out)
        dm_tui("suppressed", "remove", "--from", "by hand")
        assert dm_tui("suppressed", "--json").document()["suppressed"] == []
        assert len(dm_tui("suppressed", "import", str(file), "--json").document()["added"]) == 2
        by_address = {
            entry["address"]: entry for entry in dm_tui("suppressed", "--json").document()["suppressed"]
        }
        assert by_address == {entry["address"]: entry for entry in before["suppressed"]}


@pytest.mark.parametrize("format", ["csv", "json"])
def test_words_like_a_formula_are_exported_and_imported_as_they_were(
    dm_tui: Run, tmp_path: Path, format: str
) -> None:
    entry = {"address": "ada@example.com", "reason": "invalid", "words": "'=1;-2", "source": "+list"}
    file = tmp_path / "list.json"
    file.write_text(json.dumps([entry]))
    for _ in range(3):
        assert len(dm_tui("suppressed", "import", str(file), "--json").document()["added"]) == 1
        (listed,) = dm_tui("suppressed", "--json").document()["suppressed"]
        assert {name: listed[name] for name in entry} == entry
        file = tmp_path / f"list.{format}"
        file.write_text(dm_tui("suppressed", "export", "--format", format).out)
        dm_tui("suppressed", "remove", "ada@example.com")


def test_a_dry_run_and_a_mailing_say_who_is_left_out(dm_tui: Run) -> None:
    dm_tui("sandbox", "load", "busy")
    sender = dm_tui("senders", "--json").document()["senders"][0]["address"]
    dm_tui("suppressed", "add", "ada@example.com", "--reason", "unsubscribed")
    letter = (
        "send",
        "--from",
        sender,
        "--to",
        "ada@example.com",
        "bob@example.com",
        "--subject",
        "S",
        "--text",
        "T",
    )
    preview = dm_tui(*letter, "--dry-run", "--json").document()
    assert (preview["recipients"], preview["left_out"]) == (2, {"unsubscribed": 1})
    assert "(1 unsubscribed): neither sent to nor billed" in dm_tui(*letter, "--dry-run").out
    answer = dm_tui(*letter, "--json").document()
    assert (answer["accepted"], answer["left_out"], answer["put_on_list"]) == (1, {"unsubscribed": 1}, 0)
    assert answer["refused"][0]["message"].startswith("Not sent to: unsubscribed on ")
    assert "Left out: 1 unsubscribed." in dm_tui("mailings", "show", answer["mailing"]).out


def test_a_damaged_list_stops_sending_and_is_repaired(dm_tui: Run, state_path: Path) -> None:
    dm_tui("sandbox", "load", "busy")
    sender = dm_tui("senders", "--json").document()["senders"][0]["address"]
    for name in ("ada", "bob"):
        dm_tui("suppressed", "add", f"{name}@example.com")
    file = state_path.with_name(state_path.name + ".suppressed")
    file.write_bytes(file.read_bytes().replace(b"ada", b"eve"))
    letter = ("send", "--from", sender, "--to", "bob@example.com", "--subject", "S", "--text", "T", "--json")
    refused = dm_tui(*letter)
    assert (refused.code, json.loads(refused.err)["error"]["code"]) == (6, "suppressed-damaged")
    repaired = dm_tui("suppressed", "repair", "--json").document()
    assert repaired["addresses"] == 1
    assert Path(repaired["damaged"]).exists()
    assert dm_tui("suppressed", "repair", "--json").document() == {"addresses": 1, "damaged": None}


def test_a_backup_has_the_list_and_a_restore_takes_nobody_off_it(dm_tui: Run, tmp_path: Path) -> None:
    dm_tui("sandbox", "load", "activated")
    dm_tui("suppressed", "add", "ada@example.com", "bob@example.com")
    before = dm_tui("suppressed", "--json").document()
    backup = tmp_path / "backup.json"
    assert dm_tui("backup", str(backup)).code == 0
    dm_tui("sandbox", "reset")
    dm_tui("suppressed", "add", "carol@example.com")
    assert dm_tui("restore", str(backup)).code == 0
    after = dm_tui("suppressed", "--json").document()["suppressed"]
    assert after[:2] == before["suppressed"]
    assert [entry["address"] for entry in after[2:]] == ["carol@example.com"]


def test_starting_over_empties_the_list(dm_tui: Run) -> None:
    dm_tui("suppressed", "add", "ada@example.com")
    dm_tui("sandbox", "reset")
    assert dm_tui("suppressed", "--json").document()["suppressed"] == []


def test_a_stray_quote_costs_one_line_and_keeps_nobody_off_the_list(dm_tui: Run, tmp_path: Path) -> None:
    file = tmp_path / "unsubscribed.csv"
    file.write_text(
        'email\na@example.org\n"b@example.org\n' + "".join(f"u{n}@example.org\n" for n in range(50))
    )
    done = dm_tui("suppressed", "import", str(file), "--json").document()
    assert (len(done["added"]), done["problems_total"], done["problems"][0]["line"]) == (51, 1, 3)


def test_an_import_that_reads_nobody_has_failed(dm_tui: Run, tmp_path: Path) -> None:
    file = tmp_path / "garbage"
    file.write_text("nobody\nnor this\nnor that\n")
    ran = dm_tui("suppressed", "import", str(file), "--json")
    assert (ran.code, json.loads(ran.err)["error"]["code"]) == (2, "unusable-file")
    assert json.loads(ran.out)["problems_total"] == 3
