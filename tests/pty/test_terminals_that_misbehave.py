"""Bytes, pastes, signals and hang-ups that no terminal should send: no crash, no charge, nothing typed is
lost.
"""

import signal
from pathlib import Path
from random import Random

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.wizard.billing_model import BillingModelScreen
from dm_tui.tui.wizard.confirm import ConfirmScreen
from dm_tui.tui.wizard.payment import PaymentScreen
from dm_tui.tui.wizard.plan import PlanScreen
from dm_tui.tui.wizard.prerequisites import PrerequisitesScreen
from dm_tui.tui.wizard.receipt import ReceiptScreen
from tests.pty.conftest import Start
from tests.pty.program import CTRL_Q, CTRL_Z, ENTER, ESCAPE, F1, TAB, Program
from tests.pty.walking import (
    BOUGHT_ONCE,
    CHECK,
    HELP,
    LEAVE,
    QUANTITY,
    VOLUME,
    choose,
    money,
    to_primary_button,
    walk_to,
)

NO_MONEY = {"paid": 0, "plans": 0, "charges": 0}
PASTE = b"\x1b[200~%b\x1b[201~"
HERE = Path(__file__).parent


def all_is_well(state: Path) -> bool:
    """Say whether the doctor finds nothing off."""
    return all(check.ok for check in DirectMail(state).doctor.examine())


def nothing_was_charged(program: Program) -> bool:
    return money(program).items() >= NO_MONEY.items() and all_is_well(program.state)


def leave(program: Program) -> None:
    """Quit as a user does, and see that the terminal is as it was."""
    program.press(CTRL_Q)
    program.wait_for(LEAVE)
    program.wait_for_focus("Stay")
    program.press(TAB)
    program.wait_for_focus("▸ Leave ◂")
    program.press(ENTER)
    assert program.wait_for_end() == 0
    assert program.is_restored()


def at_quantity(program: Program, typed: str = "7") -> None:
    """Go to the plan step and type a quantity, which is not saved before the step is left."""
    walk_to(program, PlanScreen)
    program.wait_for_list()
    program.press(ENTER)
    program.until(lambda: program.cursor_is_in(QUANTITY), "the cursor in the quantity")
    program.type_in(typed)
    program.wait_for_value(QUANTITY, typed)


def goes_on_where_it_was(start: Start, typed: str = "7") -> None:
    """Start again and find what was typed."""
    program = start()
    program.wait_for_step(PlanScreen)
    program.wait_for_value(QUANTITY, typed)
    assert nothing_was_charged(program)


@pytest.mark.parametrize("raw", [b"\xe9", b"\xff", b"\xe2\x82", b"\xc0\x80", b"\xe9" * 50])
def test_bytes_that_are_no_utf_8(start: Start, raw: bytes) -> None:
    program = start()
    program.wait_for_step(PrerequisitesScreen)
    program.send(raw)
    to_primary_button(program, PrerequisitesScreen)
    program.press(ENTER)
    program.wait_for_step(BillingModelScreen)
    program.wait_for_list()
    program.press(TAB)
    program.until(lambda: program.cursor_is_in(VOLUME), "the cursor in the volume")
    program.send(raw)
    program.press("x")
    program.wait_for("is not a number of emails")
    leave(program)
    assert nothing_was_charged(program)


def test_a_lone_escape_goes_back_and_loses_nothing(start: Start) -> None:
    program = start()
    at_quantity(program)
    program.press(ESCAPE)
    program.wait_for_step(BillingModelScreen)
    to_primary_button(program, BillingModelScreen)
    program.press(ENTER)
    program.wait_for_step(PlanScreen)
    program.wait_for_value(QUANTITY, "7")
    leave(program)
    assert nothing_was_charged(program)


HOSTILE_PASTES = {
    "enter": b"\r\r\r\n",
    "escape and enter": b"abc\x1b\r\r" + b"x" * 40 + b"\r",
    "keys": b"\x1b[A\x1b[B\x1b[27u\x1bOP\x11\r" + b"\r" * 40,
    "lone escapes": b"\x1b" * 40 + b"\r" + b"\x1b",
    "half an end": b"\x1b[201\r\x1b[20" + b"\r" * 40,
}


@pytest.mark.parametrize("pasted", HOSTILE_PASTES.values(), ids=HOSTILE_PASTES.keys())
def test_a_paste_presses_nothing(start: Start, pasted: bytes) -> None:
    program = start()
    walk_to(program, PaymentScreen)
    to_primary_button(program, PaymentScreen)
    program.send(PASTE % pasted)
    program.press(F1)  # whatever came before is answered by then
    program.wait_for(HELP)
    program.press(ESCAPE)
    program.until(lambda: HELP not in program.text, "the help to close")
    program.wait_for_step(PaymentScreen)
    leave(program)
    assert nothing_was_charged(program)


def test_without_the_filter_such_a_paste_pays(start: Start) -> None:
    """The proof that the test above can fail."""
    program = start(script=HERE / "without_paste_filter.py")
    walk_to(program, PaymentScreen)
    to_primary_button(program, PaymentScreen)
    program.send(PASTE % HOSTILE_PASTES["escape and enter"])
    program.wait_for_step(ReceiptScreen)
    assert money(program) == BOUGHT_ONCE


def test_a_megabyte_is_pasted_into_a_field(start: Start) -> None:
    program = start()
    walk_to(program, BillingModelScreen)
    program.wait_for_list()
    program.press(TAB)
    program.until(lambda: program.cursor_is_in(VOLUME), "the cursor in the volume")
    program.send(PASTE % (b"20000000000000" + b"9" * 1_048_576))
    program.wait_for("Only 14 of 1,048,590", "20000000000000")
    leave(program)
    assert nothing_was_charged(program)


def test_a_storm_of_sizes(start: Start) -> None:
    program = start()
    at_quantity(program)
    sizes = Random(4)
    for _ in range(150):
        program.resize(sizes.randint(1, 200), sizes.randint(1, 80))
    program.resize(80, 24)
    program.wait_for_step(PlanScreen)
    program.wait_for_value(QUANTITY, "7")
    leave(program)
    assert nothing_was_charged(program)


ENDING = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)


@ENDING
def test_a_signal_to_end_keeps_what_was_typed(start: Start, number: signal.Signals) -> None:
    program = start()
    at_quantity(program)
    program.signal(number)
    assert program.wait_for_end() == 128 + number
    assert program.is_restored()
    goes_on_where_it_was(start)


@ENDING
def test_a_signal_to_end_under_a_question(start: Start, number: signal.Signals) -> None:
    program = start()
    at_quantity(program)
    program.press(CTRL_Q)
    program.wait_for(LEAVE)
    program.signal(number)
    assert program.wait_for_end() == 128 + number
    assert program.is_restored()
    goes_on_where_it_was(start)


def test_an_interrupt_from_outside_keeps_what_was_typed(start: Start) -> None:
    program = start()
    at_quantity(program)
    program.signal(signal.SIGINT)
    assert program.wait_for_end() == 130
    assert program.is_restored()
    goes_on_where_it_was(start)


def test_a_signal_to_end_while_the_bank_is_silent(start: Start) -> None:
    program = start()
    walk_to(program, PaymentScreen)
    choose(program, "Card timeout")
    program.focus_by_tab("▸ Pay USD ")
    program.press(ENTER)
    program.wait_for("Asking the bank")
    program.signal(signal.SIGTERM)
    assert program.wait_for_end() == 128 + signal.SIGTERM
    assert program.is_restored()
    program = start()
    program.wait_for(CHECK)
    program.focus_by_tab(CHECK)
    program.press(ENTER)
    program.wait_for_step(ReceiptScreen)
    assert money(program) == BOUGHT_ONCE
    assert all_is_well(program.state)


def test_suspended_and_back(start: Start) -> None:
    program = start()
    at_quantity(program)
    for _ in range(2):
        program.press(CTRL_Z)
        program.until(lambda: program.is_stopped and program.is_restored(), "the program to stop")
        program.signal(signal.SIGCONT)
        program.paints("Quantity")
    program.type_in("0")
    program.wait_for_value(QUANTITY, "70")
    leave(program)
    goes_on_where_it_was(start, "70")


@pytest.mark.parametrize("times", [1, 3])
def test_stopped_without_a_word_and_back(start: Start, times: int) -> None:
    program = start()
    at_quantity(program)
    for _ in range(times):
        program.signal(signal.SIGSTOP)
        program.until(lambda: program.is_stopped, "the program to stop")
        program.signal(signal.SIGCONT)
        program.paints("Quantity")
    program.type_in("0")
    program.wait_for_value(QUANTITY, "70")
    leave(program)
    goes_on_where_it_was(start, "70")


@pytest.mark.parametrize("deaf", [False, True], ids=["told", "not-told"])
def test_the_terminal_vanishes(start: Start, deaf: bool) -> None:
    program = start(deaf=deaf)
    at_quantity(program)
    program.hang_up()
    assert program.wait_without_terminal() == 128 + signal.SIGHUP
    goes_on_where_it_was(start)


def test_the_terminal_vanishes_while_an_order_waits(start: Start) -> None:
    program = start()
    walk_to(program, ConfirmScreen)
    to_primary_button(program, ConfirmScreen)
    program.press(ENTER)
    program.hang_up()
    assert program.wait_without_terminal() == 128 + signal.SIGHUP
    assert nothing_was_charged(program)


def test_messages_on_stderr_may_go_to_a_file(start: Start) -> None:
    program = start(script=HERE / "stderr_to_a_file.py")
    at_quantity(program)
    leave(program)
    goes_on_where_it_was(start)


def test_a_fault_of_ours_leaves_the_terminal_and_a_report_without_secrets(start: Start) -> None:
    program = start(script=HERE / "faulty.py")
    walk_to(program, BillingModelScreen)
    to_primary_button(program, BillingModelScreen)
    program.press(ENTER)
    assert program.wait_for_end() == 1
    assert program.is_restored()
    (report,) = program.state.parent.glob("crash-*.txt")
    assert report.name in program.said
    written = report.read_text(encoding="utf-8")
    assert "RuntimeError" in written
    assert "faulty.py" in written
    assert report.stat().st_mode & 0o777 == 0o600
    for secret in ("hunter2", "correct horse"):
        assert secret not in written
        assert secret not in program.said
    assert nothing_was_charged(program)
