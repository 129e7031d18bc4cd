"""The purchase by lines: the real program on a real terminal, and on terminals that misbehave."""

import signal
from pathlib import Path

import pytest

from dm_tui.tui.wizard.plan import PlanScreen
from tests.pty.conftest import Start
from tests.pty.program import CTRL_C, CTRL_D, CTRL_Q, CTRL_Z, ENTER, TAB, Program
from tests.pty.test_terminals_that_misbehave import PASTE, all_is_well, nothing_was_charged
from tests.pty.walking import BOUGHT_ONCE, LEAVE, QUANTITY, money, walk_to

HERE = Path(__file__).parent
PLAIN = ("--plain",)

REGION, VOLUME, MODEL = "Region [", "Emails a month, to compare both", "Billing model ["
PLAN, HOW_MANY, ACCEPT = "Plan [", "How many, 1 to 100 [", "type yes"
METHOD, PAY, RECEIPT, ANSWER, WHAT = (
    "Pay by [",
    "Type pay to pay",
    "Press Enter to continue",
    "Choose [",
    "Choose [",
)

TO_PAY = {REGION: "", VOLUME: "20k", MODEL: "", PLAN: "", HOW_MANY: "3", ACCEPT: "yes", METHOD: ""}


class Talk:
    """A conversation with the program: it waits for each question, and earlier output does not count."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._heard = 0

    def hears(self, text: str) -> None:
        """Wait until the program says `text`, after whatever was heard before."""
        self.program.until(lambda: self._at(text) >= 0, f"{text!r} to be said")
        self._heard = self._at(text) + len(text)

    def _at(self, text: str) -> int:
        return self.program.said.find(text, self._heard)

    def answers(self, question: str, answer: str = "") -> None:
        """Wait for the question and answer it."""
        self.hears(question)
        self.program.press(answer + ENTER)

    def goes_to(self, question: str, **other: str) -> None:
        """Answer every question before this one, and wait for this one."""
        for asked, answer in TO_PAY.items():
            if asked == question:
                break
            self.answers(asked, answer)
        self.hears(question)

    def leaves(self) -> None:
        """Leave as a user does, from any question, once it is asked."""
        self.program.until(lambda: self.program.said.endswith(": "), "a question")
        self.program.press("q" + ENTER)
        self.hears("Everything you typed is saved.")
        assert self.program.wait_for_end() == 0
        assert self.program.is_restored()


@pytest.fixture
def talk(start: Start) -> Talk:
    """A conversation just begun."""
    return Talk(start(columns=100, arguments=PLAIN))


def again(start: Start) -> Talk:
    return Talk(start(columns=100, arguments=PLAIN))


def test_back_decline_leave_and_resume_on_the_way_to_the_receipt(talk: Talk, start: Start) -> None:
    talk.goes_to(HOW_MANY)
    talk.program.press("b" + ENTER)
    talk.hears("Step 2 of 6")
    for question in (VOLUME, MODEL, PLAN):
        talk.answers(question)
    talk.answers(HOW_MANY, "2")
    talk.answers(ACCEPT, "yes")
    talk.answers(METHOD, "3")
    talk.answers(PAY, "pay")
    talk.hears("The bank declined the card.")
    talk.hears(METHOD)
    talk.leaves()
    assert nothing_was_charged(talk.program)

    talk = again(start)
    talk.hears("Step 5 of 6: Payment")
    talk.answers(METHOD, "2")
    talk.answers(PAY, "pay")
    talk.hears("Step 6 of 6: Receipt")
    talk.answers(RECEIPT)
    talk.answers(ANSWER, "1")
    talk.answers(WHAT, "1")
    talk.hears("You can send 0 emails today.")
    talk.leaves()
    assert money(talk.program) == {"orders": 1, "paid": 1, "plans": 2, "charges": 1}
    assert all_is_well(talk.program.state)


def test_nothing_is_said_but_text(talk: Talk) -> None:
    talk.goes_to(PAY)
    talk.program.press("pay" + ENTER)
    talk.hears(RECEIPT)
    talk.leaves()
    assert b"\x1b" not in talk.program.output


def test_ascii_by_choice(start: Start) -> None:
    talk = Talk(start(arguments=("--ascii", "--plain")))
    talk.goes_to(MODEL)
    talk.leaves()
    assert talk.program.output.isascii()


def test_a_draft_of_the_screen_goes_on_by_lines_and_back(start: Start) -> None:
    program = start()
    walk_to(program, PlanScreen, volume="20k")
    program.press(CTRL_Q)
    program.wait_for(LEAVE)
    program.wait_for_focus("Stay")
    program.press(TAB)
    program.wait_for_focus("▸ Leave ◂")
    program.press(ENTER)
    assert program.wait_for_end() == 0

    talk = again(start)
    talk.hears("Step 3 of 6")
    talk.answers(PLAN, "2")
    talk.answers(HOW_MANY, "7")
    talk.hears(ACCEPT)
    talk.program.press("b" + ENTER)
    talk.hears(PLAN)
    talk.leaves()

    program = start()
    program.wait_for_step(PlanScreen)
    program.wait_for_value(QUANTITY, "7")
    program.wait_for("3,500,000 emails")
    assert nothing_was_charged(program)


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_without_a_screen_is_talked_to(start: Start, term: str) -> None:
    talk = Talk(start(TERM=term))
    talk.goes_to(MODEL)
    talk.leaves()


def test_with_its_output_in_a_pipe_it_talks(start: Start) -> None:
    talk = Talk(start(script=HERE / "into_a_pipe.py"))
    talk.goes_to(MODEL)
    talk.leaves()


@pytest.mark.parametrize("question", [*TO_PAY, PAY])
def test_the_end_of_input_leaves_and_keeps_everything(talk: Talk, start: Start, question: str) -> None:
    talk.goes_to(question)
    talk.program.press(CTRL_D)
    talk.hears("Everything you typed is saved.")
    assert talk.program.wait_for_end() == 0
    assert talk.program.is_restored()
    assert nothing_was_charged(talk.program)
    talk = again(start)
    talk.hears("Direct Mail, sandbox")
    if question != REGION:
        talk.hears("Step ")
    talk.leaves()


def test_a_half_typed_word_is_no_answer(talk: Talk) -> None:
    talk.goes_to(PAY)
    talk.program.press("pay" + CTRL_D + CTRL_D)
    assert talk.program.wait_for_end() == 0
    assert nothing_was_charged(talk.program)


def test_an_enter_never_pays(talk: Talk) -> None:
    talk.goes_to(PAY)
    talk.program.press(ENTER)
    talk.hears("Nothing was paid.")
    talk.hears(METHOD)
    talk.leaves()
    assert nothing_was_charged(talk.program)


def test_what_was_typed_before_the_question_pays_nothing(talk: Talk) -> None:
    talk.goes_to(METHOD)
    talk.program.press(f"1{ENTER}pay{ENTER}pay{ENTER}")
    talk.hears(PAY)
    talk.leaves()
    assert nothing_was_charged(talk.program)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xe9", "Type a number from 1 to 4."),
        (b"\x1b", "That answer has no text."),
        (b"\x1b\x1b\x07", "That answer has no text."),
        (b"\x1b[A", "Type a number from 1 to 4."),
        (b"\xff\xfe", "Type a number from 1 to 4."),
        (PASTE % b"x\x1b[31m\x1b", "Type a number from 1 to 4."),
    ],
    ids=repr,
)
def test_bytes_that_are_no_answer(talk: Talk, raw: bytes, said: str) -> None:
    talk.goes_to(PLAN)
    talk.program.send(raw + b"\r")
    talk.hears(said)
    talk.leaves()
    assert nothing_was_charged(talk.program)


def test_a_paste_of_escape_and_enter_pays_nothing(talk: Talk) -> None:
    talk.goes_to(PAY)
    talk.program.send(PASTE % b"pay\x1b\rpa\ry\r\r")
    talk.hears("Nothing was paid.")
    talk.hears(PAY)
    talk.leaves()
    assert nothing_was_charged(talk.program)


def test_a_megabyte_is_no_answer(talk: Talk) -> None:
    talk.goes_to(PLAN)
    talk.program.send(b"9" * 1_048_576 + b"\r")
    talk.program.press(ENTER)  # the terminal drops what is too long, its end included
    talk.hears("Type a number from 1 to 4.")
    talk.leaves()
    assert nothing_was_charged(talk.program)


def test_a_storm_of_sizes(talk: Talk) -> None:
    talk.goes_to(PLAN)
    for columns in range(1, 200):
        talk.program.resize(columns, columns)
    talk.program.press(ENTER)
    talk.hears(HOW_MANY)
    talk.leaves()


def test_interrupted(talk: Talk, start: Start) -> None:
    talk.goes_to(ACCEPT)
    talk.program.press(CTRL_C)
    assert talk.program.wait_for_end() == 130
    assert talk.program.is_restored()
    talk = again(start)
    talk.hears("Step 4 of 6")
    talk.leaves()
    assert nothing_was_charged(talk.program)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_a_signal_to_end(talk: Talk, start: Start, number: signal.Signals) -> None:
    talk.goes_to(ACCEPT)
    talk.program.signal(number)
    talk.program.wait_for_end()
    assert talk.program.ended_by == number
    assert talk.program.is_restored()
    talk = again(start)
    talk.hears("Step 4 of 6")
    talk.leaves()
    assert nothing_was_charged(talk.program)


def test_suspended_and_back_it_asks_once_more(talk: Talk) -> None:
    talk.goes_to(HOW_MANY)
    for _ in range(5):  # at once, while the question is perhaps still being written
        talk.program.signal(signal.SIGSTOP)  # a shell with job control does it for Ctrl-Z
        talk.program.until(lambda: talk.program.is_stopped, "the program to stop")
        talk.program.signal(signal.SIGCONT)
        talk.hears(HOW_MANY)
    talk.answers("", "7")
    talk.hears("350,000 emails")
    talk.hears(ACCEPT)
    talk.leaves()


def test_control_z_is_the_terminals_own(talk: Talk) -> None:
    talk.goes_to(HOW_MANY)
    talk.program.press(CTRL_Z)  # without a shell nobody may stop: the terminal ignores it
    talk.answers("", "7")
    talk.hears("350,000 emails")
    talk.hears(ACCEPT)
    talk.leaves()


@pytest.mark.parametrize("deaf", [False, True], ids=["told", "not-told"])
def test_the_terminal_vanishes(start: Start, deaf: bool) -> None:
    talk = Talk(start(arguments=PLAIN, deaf=deaf))
    talk.goes_to(PAY)
    talk.program.hang_up()
    talk.program.wait_without_terminal()
    talk = again(start)
    talk.hears("Step 5 of 6")
    talk.leaves()
    assert nothing_was_charged(talk.program)


def test_an_unknown_outcome_is_looked_up_at_the_next_start(talk: Talk, start: Start) -> None:
    talk.goes_to(METHOD)
    talk.program.press("5" + ENTER)
    talk.answers(PAY, "pay")
    talk.hears("Asking the bank.")
    talk.program.until(lambda: money(talk.program)["charges"] == 1, "the charge")
    talk.program.kill()

    talk = again(start)
    talk.hears("Check the payment")
    talk.answers("Press Enter to check now")
    talk.hears("Step 6 of 6: Receipt")
    talk.leaves()
    assert money(talk.program) == {**BOUGHT_ONCE, "plans": 3}
    assert all_is_well(talk.program.state)


def test_a_fault_of_ours_is_reported(start: Start) -> None:
    talk = Talk(start(script=HERE / "faulty.py", arguments=PLAIN))
    talk.goes_to(MODEL)
    talk.program.press(ENTER)
    talk.hears("dm-tui has a fault")
    assert talk.program.wait_for_end() == 1
    assert talk.program.is_restored()
    (report,) = talk.program.state.parent.glob("crash-*.txt")
    assert "hunter2" not in report.read_text(encoding="utf-8")
    assert nothing_was_charged(talk.program)
