"""When a mailing is sent, on the command line: said beforehand, shown while it waits, and gone on with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]

NEWS = ("send", "--from", "news@mail.example.com", "--subject", "News", "--text", "Hello")


@pytest.fixture
def busy(dm_tui: Command) -> Command:
    dm_tui("sandbox", "load", "busy")
    return dm_tui


@pytest.fixture
def people(tmp_path: Path) -> Callable[[int], str]:
    def write(number: int) -> str:
        path = tmp_path / "people.csv"
        path.write_text("email\n" + "".join(f"p{n}@example.com\n" for n in range(number)))
        return str(path)

    return write


def test_what_goes_out_on_which_day_is_said_beforehand(busy: Command, people: Callable[[int], str]) -> None:
    schedule = ("--between", "0:00-16:00", "--zone", "UTC", "--per-minute", "60")
    planned = busy(*NEWS, "--recipients", people(2_500), *schedule, "--dry-run", "--json").document()
    emails = [part["emails"] for part in planned["forecast"]["parts"]]
    assert sum(emails) == 2_500
    assert len(emails) >= 2
    assert max(emails) <= 2_000
    assert planned["forecast"]["done_at"].endswith("Z")
    assert planned["schedule"]["per_minute"] == 60
    out = busy(*NEWS, "--recipients", people(2_500), *schedule, "--dry-run").out
    assert "done by" in out
    assert "between 00:00 and 16:00, UTC, at most 60 a minute" in out


def test_what_has_a_time_waits_for_it_and_is_no_failure(busy: Command, people: Callable[[int], str]) -> None:
    held = busy(*NEWS, "--recipients", people(3), "--at", "2099-01-01T09:00", "--zone", "UTC", "--json")
    assert held.code == 0
    document = held.document()
    assert (document["status"], document["held_back"], document["waiting"]) == ("held-back", 3, 0)
    assert document["until"] == "2099-01-01T09:00:00Z"
    assert "It resumes after" in held.err
    (listed,) = busy("mailings", "--json").document()["mailings"]
    assert (listed["held_back"], listed["waiting"]) == (3, 0)
    due = busy("mailings", "resume", "--due", "--json")
    assert (due.code, due.document()) == (0, {"mailings": [], "waiting": 3, "until": "2099-01-01T09:00:00Z"})


def test_a_repeated_command_finds_its_mailing_when_its_time_has_passed(
    busy: Command, people: Callable[[int], str]
) -> None:
    day = busy("sandbox", "advance", "1d", "--json").document()["now"][:10]
    schedule = ("--at", f"{day}T23:59:59", "--zone", "UTC")
    command = (*NEWS, "--recipients", people(2), *schedule, "--key", "k1", "--json")
    made = busy(*command).document()
    busy("sandbox", "advance", "3d")
    again = busy(*command).document()
    assert (again["mailing"], again["accepted"]) == (made["mailing"], 2)
    assert busy(*NEWS, "--recipients", people(2), *schedule, "--key", "k2").code == 2


def test_the_quota_of_the_next_day_ends_a_mailing_by_the_timer(
    busy: Command, people: Callable[[int], str]
) -> None:
    held = busy(*NEWS, "--recipients", people(2_100), "--json").document()
    assert (held["accepted"], held["held_back"]) == (2_000, 100)
    assert "No mailing may resume now" in busy("mailings", "resume", "--due").out
    busy("sandbox", "advance", "1d")
    assert "2,100 of 2,100 accepted" in busy("remind").out
    assert busy("mailings", "resume", "--due", "--json").document() == {
        "mailings": [],
        "waiting": 0,
        "until": None,
    }


@pytest.mark.parametrize("words", [(), ("M1", "--due")])
def test_resuming_names_a_mailing_or_those_that_are_due(busy: Command, words: tuple[str, ...]) -> None:
    assert busy("mailings", "resume", *words).code == 2


@pytest.mark.parametrize(
    "words", [("--at", "soon"), ("--between", "9-18"), ("--zone", "Mars"), ("--per-minute", "0")]
)
def test_what_is_no_schedule_is_refused_before_anything_is_made(
    busy: Command, words: tuple[str, ...]
) -> None:
    refused = busy(*NEWS, "--to", "ann@example.com", *words)
    assert (refused.code, busy("mailings", "--json").document()["mailings"]) == (2, [])


def test_who_got_it_is_told_one_by_one(busy: Command, people: Callable[[int], str]) -> None:
    id = busy(*NEWS, "--recipients", people(3), "--json").document()["mailing"]
    recipients = busy("mailings", "show", id, "--all", "--json").document()["recipients"]
    assert [(recipient["address"], recipient["outcome"]) for recipient in recipients] == [
        (f"p{n}@example.com", "accepted") for n in range(3)
    ]
    assert all(recipient["at"].endswith("Z") for recipient in recipients)
    rows = busy("mailings", "show", id, "--csv").out.splitlines()
    assert rows[0] == "address,at,outcome,code,message"
    assert len(rows) == 4
    traced = busy("mailings", "trace", "P1@example.com", "--json").document()
    assert [(recipient["mailing"], recipient["outcome"]) for recipient in traced["recipients"]] == [
        (id, "accepted")
    ]
    assert traced["service"] is None
    assert "No mailing on record" in busy("mailings", "trace", "nobody@example.com").out
    assert busy("mailings", "export", id).out.splitlines() == ["EAddr,outcome,code,message"]


def test_who_was_refused_or_left_out_is_exported_with_the_whole_row(busy: Command, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        'Name,Email address,City\nX,ann@example.com,Bonn\nY,nobody,Ulm\nZ,bo@example.com,"Bad, Ems"\n'
        "Z,bo@example.com,again\n"
    )
    id = busy(*NEWS, "--recipients", str(path), "--skip-bad-rows", "--json").document()["mailing"]
    rows = busy("mailings", "export", id, "--rows-of", str(path), "--outcome", "accepted").out.splitlines()
    assert rows[0] == "Name,Email address,City,outcome,code,message"
    assert rows[1].startswith("X,ann@example.com,Bonn,accepted,")
    assert rows[3].startswith('Z,bo@example.com,"Bad, Ems",accepted,')
    assert rows[2].startswith("Y,nobody,Ulm,left-out,bad-address,")
    assert len(rows) == 4
    (head, left_out) = busy("mailings", "export", id, "--rows-of", str(path)).out.splitlines()
    path.write_text(f"{head}\n{left_out}\n".replace("nobody", "cy@example.com"))
    again = busy(*NEWS, "--recipients", str(path), "--json").document()
    assert (again["accepted"], again["recipients"]) == (1, 1)


def test_what_begins_like_a_formula_is_sent_again_as_it_was(busy: Command, tmp_path: Path) -> None:
    path, values = (
        tmp_path / "people.csv",
        ["+86 138", "=1+1", "-5", "@ann", "\N{MINUS SIGN}5", "'quoted'", "'+1"],
    )
    path.write_text(
        "\n".join(["email,Note", *(f"no{n}.example.org,{value}" for n, value in enumerate(values))])
    )
    with path.open("a") as file:
        file.write("\nann@example.org,\n")
    letter = (
        "send",
        "--from",
        NEWS[2],
        "--text",
        "x",
        "--subject",
        "N {Note|none}",
        "--recipients",
        str(path),
    )
    id = busy(*letter, "--skip-bad-rows", "--json").document()["mailing"]
    rows = busy("mailings", "export", id, "--rows-of", str(path)).out
    assert "no0.example.org,'+86 138,left-out" in rows
    path.write_text(rows.replace(".example.org,", "@example.org,"))
    shown = busy(*letter, "--dry-run").out
    assert "no0@example.org | +86 138" in shown
    assert busy(*letter, "--json").document()["accepted"] == len(values)
    for number, value in enumerate(values):
        (traced,) = busy("mailings", "trace", f"no{number}@example.org", "--json").document()["recipients"]
        assert traced["subject"] == f"N {value}"
    path.write_text("email,Note\nbob@example.org,'+86\n")  # nobody but its author put the mark there
    busy(*letter)
    assert "N '+86" in busy("mailings", "trace", "bob@example.org").out


@pytest.mark.parametrize("whole", [True, False], ids=["whole rows", "variables"])
def test_a_column_named_like_a_formula_is_found_again(busy: Command, tmp_path: Path, whole: bool) -> None:
    path, again = tmp_path / "people.csv", tmp_path / "again.csv"
    path.write_text("email,=1+1,+x,a;=2\nann@example.org,1,2,3\n", encoding="utf-8")
    letter = ("send", "--from", NEWS[2], "--text", "x", "--subject", "{=1+1} {+x} {a;=2}", "--recipients")
    id = busy(*letter, str(path), "--json").document()["mailing"]
    for file in (path, again):
        rows = ("--rows-of", str(file)) if whole else ()
        written = busy("mailings", "export", id, "--outcome", "accepted", *rows).out
        assert ",'=1+1,'+x,a;'=2,outcome," in written.splitlines()[0]
        again.write_text(written, encoding="utf-8")
    assert "Subject  1 2 3" in busy(*letter, str(again), "--again", "--dry-run").out


def test_a_torn_row_is_exported_with_its_cells(busy: Command, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        'email,Name,City\nann@example.com,A,Bonn\nbo@example.com,"Bo,Ulm\n"cy@example.com,Cy,Ems\nd@example.com,D,Rom\n'
    )
    id = busy(*NEWS, "--recipients", str(path), "--skip-bad-rows", "--json").document()["mailing"]
    rows = busy("mailings", "export", id, "--rows-of", str(path)).out.splitlines()
    assert [row.split(",left-out,quote,")[0] for row in rows[1:]] == [
        "bo@example.com,Bo,Ulm",
        "cy@example.com,Cy,Ems",
    ]
    path.write_text("\n".join(rows))
    again = busy(*NEWS, "--recipients", str(path), "--json").document()
    assert (again["accepted"], again["recipients"]) == (2, 2)
