"""The recipients of a mailing while it is composed: typed, in a file, or from a saved list."""

from pathlib import Path

import pytest
from textual.widgets import TextArea

from dm_tui.services.direct_mail import DirectMail
from tests.post import PostOffice
from tests.tui.console.send.mailings import (
    ahead,
    body,
    composes,
    opens_send,
    reads_in_dialog,
    report,
    reviews,
    said,
    sends,
    spreadsheet,
)
from tests.tui.hostile import ALL_AT_ONCE, HOSTILE, shows_nothing_hostile
from tests.tui.journey import sit_down


async def test_a_guessed_encoding_is_shown_with_its_rows_and_can_be_said(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_bytes(
        "email,UserName,Work\r\nzhang@example.org,张三,x@y.example\r\n".encode("gbk")
    )
    async with sit_down(sender) as user:
        await composes(user, file=str(tmp_path / "people.csv"), subject="Hi", text="Hello {UserName}")
        await user.until(lambda: "GB18030 is a guess" in user.reads("#recipients-report"), "the guess")
        assert "zhang@example.org | 张三" in user.reads("#recipients-report")
        await reviews(user)
        assert "read as GB18030, which is a guess" in user.reads("#review-text")
        assert "zhang@example.org | 张三" in user.reads("#review-text")
        await user.presses("escape")
        await user.sees("compose")
        await user.presses("f5")
        await user.sees("reading")
        await user.writes("#reading-encoding", "rot13")
        await user.clicks("#submit")
        await user.until(lambda: "no encoding" in user.reads("#form-problem"), "the refusal")
        await user.writes("#reading-encoding", "gbk")
        await user.writes("#reading-column", "Work")
        await user.clicks("#submit")
        await user.sees("compose")
        await user.until(lambda: "“Work”" in user.reads("#recipients-report"), "read again")
        assert "guess" not in user.reads("#recipients-report")
        await user.until(lambda: sender.mailing_drafts.load().reading.column == "Work", "the draft")
        await reviews(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert office.received == ["x@y.example"]


async def test_a_file_is_kept_as_a_list_and_chosen_again(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email,Town", "ada@example.com,Köln", "nobody,x"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello {Town}")
        await user.until(lambda: "1 recipient" in ahead(user), "the recipients")
        await user.presses("f2")
        await user.sees("lists")
        await user.clicks("#keep")
        await user.sees("keep-list")
        await user.writes("#list-name", "towns")
        await user.clicks("#submit")
        await user.sees("compose")
        await user.hears("“towns” is saved: 1 recipient")
        (tmp_path / "people.csv").unlink()
        await user.presses("f2")
        await user.sees("lists")
        await user.presses("enter")
        await user.sees("compose")
        await user.until(lambda: user.value("#recipients").endswith("towns.csv"), "the list")
        await user.until(lambda: "1 recipient" in ahead(user), "its recipients")
        await reviews(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert office.received == ["ada@example.com"]


ENDS = ("\r", "\n", "\r\n")


async def test_a_pasted_column_of_addresses_is_as_many_addresses(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        for end in ENDS:
            await user.writes("#to", "")
            await user.until(lambda: "3 recipients" not in ahead(user), "none")
            await user.pastes("a1@example.org\na2@example.org\na3@example.org\n", end)
            await user.until(lambda: "3 recipients" in ahead(user), f"three recipients, {end!r}")
            user.screen.query_one("#text", TextArea).load_text("")
            await user.reaches("#text")
            await user.pastes("Dear reader,\n\nhello\n", end)
            assert body(user) == "Dear reader,\n\nhello\n"


async def test_a_column_of_addresses_that_does_not_fit_is_not_cut(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        for end in ENDS:
            await user.writes("#to", "")
            user.app.clear_notifications()
            await user.pastes("".join(f"u{number}@example.org\n" for number in range(10_000)), end)
            await user.hears("nothing was pasted: 1", "one address a line")
            assert user.value("#to") == ""
            await user.pastes("".join(f"u{number}@example.org\n" for number in range(550)), end)
            await user.until(lambda: "550 recipients" in ahead(user), "those that fit")
            user.app.clear_notifications()
            await user.pastes("".join(f"v{number}@example.org\n" for number in range(50)), end)
            await user.hears("nothing was pasted:")
            assert "v0" not in user.value("#to")


async def test_a_file_says_how_it_was_understood_and_what_is_left_out(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    rows = ["Name;E-Mail;UserName", "x;ada@example.com;Ada", "x;nobody;N", "x;ADA@example.com;A"]
    async with sit_down(sender) as user:
        await composes(
            user,
            file=spreadsheet(tmp_path, [*rows, "y;grace@example.com;Grace", "too;few"]),
            subject="Hi",
            text="Hello",
        )
        await user.until(lambda: "left out" in user.reads("#recipients-report"), "the report")
        report = user.reads("#recipients-report")
        for words in ("2 recipients", "UTF-8", "semicolon", "“E-Mail”", "{UserName}", "ignored: Name"):
            assert words in report
        assert "3 left out (F4): line 3" in report
        await user.presses("f4")
        await user.sees("notice-screen")
        shown = "\n".join(user.rows())
        assert "line 3: “nobody” is not an email" in shown
        assert "line 4: ADA@example.com is in line 2 already." in shown
        assert "line 6: “few” is not an email" in shown
        await user.presses("escape")
        await user.sees("compose")
        await reviews(user)
        review = " ".join(user.reads("#review-text").split())
        assert "2 rows of the file cannot be sent to: they get no email." in review
        assert "1 row of the file repeats an address: each address gets one email." in review
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert sorted(office.received) == ["ada@example.com", "grace@example.com"]


async def test_an_address_typed_twice_is_sent_to_once_and_the_review_says_so_of_no_file(
    sender: DirectMail, office: PostOffice
) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="a@x.example, a@x.example", subject="Hi", text="Hello")
        await user.until(lambda: "1 left out (F4): address 2" in report(user), "the report")
        await reviews(user)
        review = " ".join(user.reads("#review-text").split())
        assert "1 address is listed again: each address gets one email." in review
        assert "the file" not in review
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert office.received == ["a@x.example"]


async def test_a_letter_with_other_variables_judges_the_file_anew(sender: DirectMail, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,", "bob@example.com,Bob"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello ")
        await user.until(lambda: "2 recipients" in ahead(user), "both")
        await user.pastes("{UserName}")
        await user.until(lambda: "1 recipient ·" in ahead(user), "who has a name")
        assert "UserName is empty" in user.reads("#recipients-report")
        await user.pastes(" {Mobile}")
        await user.until(lambda: "no column for {Mobile}" in user.reads("#recipients-report"), "the refusal")
        await user.presses("f9")
        await user.until(lambda: "Fix the recipients" in ahead(user), "what to do")
        assert user.here == "compose"


async def test_addresses_and_a_file_are_not_mixed(sender: DirectMail, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, ["email", "bob@example.com"])
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", file=file, subject="Hi", text="Hello")
        await user.until(lambda: "not both" in user.reads("#recipients-report"), "the refusal")


async def test_hostile_text_in_every_row_of_a_file(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    quoted = [text.replace('"', '""') for text in HOSTILE]
    rows = [
        "email,UserName,[red]Company",
        *(f'"{name}",x,y' for name in quoted),
        *(f'r{n}@example.com,"{name}",y' for n, name in enumerate(quoted)),
        f"last@example.com,ok,{ALL_AT_ONCE}",
    ]
    file = spreadsheet(tmp_path, [row.replace("\ud800", "") for row in rows])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="For {UserName}", text="Hello {UserName}")
        await user.until(lambda: "left out" in user.reads("#recipients-report"), "the report")
        shows_nothing_hostile(user)
        await user.presses("f4")
        await user.sees("notice-screen")
        shows_nothing_hostile(user)
        await user.presses("escape")
        await user.sees("compose")
        await reviews(user)
        shows_nothing_hostile(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
        shows_nothing_hostile(user)
        assert "[red]x[/red]" not in said(user)
    assert "last@example.com" in office.received


@pytest.mark.parametrize(
    ("rows", "body", "words"),
    [
        (["Name,Town", "Ada,Ulm"], "Hi", "or name it with F5"),
        (["a,b", "ada@example.com,bob@example.com"], "Hi", "Say which: F5, Column of addresses"),
        (["email", "ada@example.com"], "Hi {UserName}", "write UserName=COLUMN under Variables (F5)"),
    ],
)
async def test_a_hint_names_the_fields_of_the_composer_and_no_option_of_a_command(
    sender: DirectMail, tmp_path: Path, rows: list[str], body: str, words: str
) -> None:
    file = spreadsheet(tmp_path, rows)
    async with sit_down(sender, size=(100, 40)) as user:
        await composes(user, file=file, subject="Hi", text=body)
        await user.until(lambda: words in report(user), words)
        assert "--" not in report(user)


async def test_enter_in_to_skips_the_file_that_has_to_stay_empty(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        await user.types("ada@example.com")
        await user.presses("enter")
        assert user.focused == "subject"
        await user.presses("shift+tab", "shift+tab")
        await user.presses("end", "ctrl+u", "enter")
        assert user.focused == "recipients"


async def test_the_key_that_lists_rows_left_out_is_named_while_there_are_any(sender: DirectMail) -> None:
    def named() -> bool:
        return "F4 Left out" in user.rows()[-1]

    async with sit_down(sender, (120, 36)) as user:
        await composes(user, to="ada@example.org", subject="News", text="Hello")
        assert not named()
        await user.writes("#to", "ada@example.org, ada@example.org")
        await user.until(named, "the key")
        await user.writes("#to", "ada@example.org")
        await user.until(lambda: not named(), "no key")
