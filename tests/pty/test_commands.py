"""Commands on a terminal: what is asked, what is coloured, what Ctrl-C leaves behind."""

import re
from pathlib import Path

import pytest

from tests.pty.conftest import Start
from tests.pty.program import CTRL_C, CTRL_D, ENTER, Program
from tests.pty.test_terminals_that_misbehave import all_is_well, nothing_was_charged
from tests.pty.walking import BOUGHT_ONCE, money

BUY = ("buy", "50k", "--json")
ASKED = "I accept the Resource Plan Terms of Service: type yes"
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")


def hears(program: Program, text: str) -> None:
    program.until(lambda: text in program.said, f"{text!r} to be said")


def test_buying_shows_the_terms_and_asks(start: Start) -> None:
    program = start(arguments=BUY)
    hears(program, ASKED)
    for said in ("50,000 emails", "no refund after use", "An unpaid order lapses one hour"):
        assert said in program.said
    assert money(program)["orders"] == 0
    program.press("yes" + ENTER)
    assert program.wait_for_end() == 0
    assert '"status": "paid"' in program.said
    assert money(program) == BOUGHT_ONCE
    assert program.is_restored()


@pytest.mark.parametrize("answer", ["no", "", "y", "b", "q"])
def test_any_other_word_buys_nothing(start: Start, answer: str) -> None:
    program = start(arguments=BUY)
    hears(program, ASKED)
    program.press(answer + ENTER)
    assert program.wait_for_end() == 2
    assert "terms-not-accepted" in program.said
    assert money(program)["orders"] == 0


@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 2)])
def test_leaving_the_question_buys_nothing(start: Start, key: str, code: int) -> None:
    program = start(arguments=BUY)
    hears(program, ASKED)
    program.press(key)
    assert program.wait_for_end() == code
    assert program.is_restored()
    assert money(program)["orders"] == 0
    assert nothing_was_charged(program)


def test_activating_shows_the_agreement_and_asks(start: Start) -> None:
    program = start(arguments=("activate",))
    hears(program, "I accept the Direct Mail Activation Agreement: type yes")
    program.press("yes" + ENTER)
    assert program.wait_for_end() == 0
    assert "Pay-as-you-go is active" in program.said


def test_ctrl_c_while_the_bank_is_silent_leaves_an_order_to_settle(start: Start) -> None:
    program = start(arguments=("buy", "50k", "--accept-terms", "--pay-with", "card-timeout", "--key", "k"))
    program.until(lambda: money(program)["charges"] == 1, "the charge")
    program.press(CTRL_C)
    assert program.wait_for_end() == 130
    assert "Traceback" not in program.said
    again = start(arguments=("buy", "50k", "--accept-terms", "--key", "k", "--json"))
    assert again.wait_for_end() == 0
    assert '"status": "paid"' in again.said
    assert money(again) == BOUGHT_ONCE
    assert all_is_well(again.state)


def test_tables_are_aligned_and_coloured_on_a_terminal(start: Start) -> None:
    program = start(arguments=("plans",))
    assert program.wait_for_end() == 0
    assert b"\t" not in program.output
    assert COLOUR.findall(bytes(program.output)) == [b"\x1b[1m", b"\x1b[0m"]
    program = start(arguments=("quote", "50k"))
    assert program.wait_for_end() == 0
    assert b"\x1b[33m! " in program.output
    program = start(arguments=("quote", "2m"))
    assert program.wait_for_end() == 2
    assert b"\x1b[31mdm-tui: " in program.output


@pytest.mark.parametrize("by", ["NO_COLOR", "TERM"])
@pytest.mark.parametrize("call", [("plans",), ("quote", "50k"), ("quote", "2m")], ids=" ".join)
def test_no_colour_where_it_is_not_wanted(start: Start, by: str, call: tuple[str, ...]) -> None:
    program = start(arguments=call, NO_COLOR="1") if by == "NO_COLOR" else start(arguments=call, TERM="dumb")
    program.wait_for_end()
    assert b"\x1b" not in program.output


def test_json_is_never_coloured(start: Start) -> None:
    for call in (("quote", "50k", "--json"), ("quote", "2m", "--json")):
        program = start(arguments=call)
        program.wait_for_end()
        assert b"\x1b" not in program.output


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 2), ("", 2)])
def test_rows_in_a_guessed_encoding_are_shown_and_asked_about(
    start: Start, tmp_path: Path, answer: str, code: int
) -> None:
    (tmp_path / "people.csv").write_bytes("email,UserName\nzhang@example.org,张三\n".encode("gbk"))
    letter = ("send", "--from", "news@mail.example.com", "--subject", "Hi {UserName}", "--text", "x")
    assert start(arguments=("sandbox", "load", "busy")).wait_for_end() == 0
    program = start(arguments=(*letter, "--recipients", str(tmp_path / "people.csv")))
    hears(program, "Are these rows right? Type yes")
    assert "read as GB18030, which is a guess" in program.said
    assert "zhang@example.org | 张三" in program.said
    program.press(answer + ENTER)
    assert program.wait_for_end() == code
    assert ("1 of 1 accepted" in program.said, "Nothing was sent" in program.said) == (code == 0, code == 2)
