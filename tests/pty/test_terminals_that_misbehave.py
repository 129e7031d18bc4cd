"""Bytes, pastes, signals and hang-ups that no terminal should send: no crash, no charge, nothing typed is
lost.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.wizard.billing_model import BillingModelScreen
from dm_tui.tui.wizard.confirm import ConfirmScreen
from dm_tui.tui.wizard.payment import PaymentScreen
from dm_tui.tui.wizard.plan import PlanScreen
from dm_tui.tui.wizard.prerequisites import PrerequisitesScreen
from dm_tui.tui.wizard.receipt import ReceiptScreen
from dm_tui.tui.wizard.step import StepScreen
from tests.pty.conftest import Start
from tests.pty.program import CTRL_Q, CTRL_U, CTRL_Z, ENTER, ESCAPE, F1, TAB, Program
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
)

NO_MONEY = {"paid": 0, "plans": 0, "charges": 0}
PASTE = b"\x1b[200~%b\x1b[201~"
HERE = Path(__file__).parent
StartAt = Callable[..., Program]


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


def at_quantity(program: Program, typed: str) -> None:
    """Type a quantity at the step of the plan, which is not saved before the step is left."""
    program.wait_for_step(PlanScreen)
    if program.cursor_is_in(QUANTITY):
        program.press(CTRL_U)
        program.wait_for("No quantity")
    else:
        program.wait_for_list()
        program.press(ENTER)
        program.until(lambda: program.cursor_is_in(QUANTITY), "the cursor in the quantity")
    program.type_in(typed)  # what was there is selected
    program.wait_for_value(QUANTITY, typed)


def goes_on_where_it_was(start: Start, typed: str) -> None:
    """Start again and find what was typed."""
    program = start()
    program.wait_for_step(PlanScreen)
    program.wait_for_value(QUANTITY, typed)
    assert nothing_was_charged(program)


@contextmanager
def naming(part: Callable[..., object]) -> Iterator[None]:
    """Let a failure say in which part of the story it is."""
    try:
        yield
    except AssertionError as failed:
        failed.add_note(f"In the part: {part.__name__}")
        raise


RAW = (b"\xe9", b"\xff", b"\xe2\x82", b"\xc0\x80", b"\xe9" * 50)


def test_bytes_that_are_no_utf_8(start: Start) -> None:
    program = start()
    program.wait_for_step(PrerequisitesScreen)
    for raw in RAW:
        program.send(raw)
        is_answered(program, PrerequisitesScreen)
    to_primary_button(program, PrerequisitesScreen)
    program.press(ENTER)
    program.wait_for_step(BillingModelScreen)
    program.wait_for_list()
    program.press(TAB)
    program.until(lambda: program.cursor_is_in(VOLUME), "the cursor in the volume")
    for raw in RAW:
        program.send(raw)
        program.press("x")
        program.wait_for("is not a number of emails")
        program.press(CTRL_U)
        program.until(lambda: "is not a number" not in program.text, f"{raw!r} to be taken away")
    leave(program)
    assert nothing_was_charged(program)


HOSTILE_PASTES = {
    "enter": b"\r\r\r\n",
    "escape and enter": b"abc\x1b\r\r" + b"x" * 40 + b"\r",
    "keys": b"\x1b[A\x1b[B\x1b[27u\x1bOP\x11\r" + b"\r" * 40,
    "lone escapes": b"\x1b" * 40 + b"\r" + b"\x1b",
    "half an end": b"\x1b[201\r\x1b[20" + b"\r" * 40,
}


def is_answered(program: Program, screen: type[StepScreen]) -> None:
    """Open and close the help: whatever came before is answered by then, and the step is the same."""
    program.press(F1)
    program.wait_for(HELP)
    program.press(ESCAPE)
    program.until(lambda: HELP not in program.text, "the help to close")
    program.wait_for_step(screen)


def test_a_paste_presses_nothing(start_at: StartAt) -> None:
    program = start_at(PaymentScreen)
    to_primary_button(program, PaymentScreen)
    for name, pasted in HOSTILE_PASTES.items():
        program.wait_for_focus("▸ Pay USD ")
        program.send(PASTE % pasted)
        is_answered(program, PaymentScreen)
        assert money(program).items() >= NO_MONEY.items(), name
    leave(program)
    assert nothing_was_charged(program)


def test_without_the_filter_such_a_paste_pays(start_at: StartAt) -> None:
    """The proof that the test above can fail."""
    program = start_at(PaymentScreen, script=HERE / "without_paste_filter.py")
    to_primary_button(program, PaymentScreen)
    program.send(PASTE % HOSTILE_PASTES["escape and enter"])
    program.wait_for_step(ReceiptScreen)
    assert money(program) == BOUGHT_ONCE


def test_a_megabyte_is_pasted_into_a_field(start_at: StartAt) -> None:
    program = start_at(BillingModelScreen)
    program.wait_for_list()
    program.press(TAB)
    program.until(lambda: program.cursor_is_in(VOLUME), "the cursor in the volume")
    program.send(PASTE % (b"20000000000000" + b"9" * 1_048_576))
    program.wait_for("Only 14 of 1,048,590", "20000000000000")
    leave(program)
    assert nothing_was_charged(program)


def go_back_and_forth(program: Program) -> None:
    """Press Escape alone: it goes back and loses nothing."""
    program.press(ESCAPE)
    program.wait_for_step(BillingModelScreen)
    to_primary_button(program, BillingModelScreen)
    program.press(ENTER)
    program.wait_for_step(PlanScreen)


def storm_of_sizes(program: Program) -> None:
    sizes = Random(4)
    for _ in range(150):
        program.resize(sizes.randint(1, 200), sizes.randint(1, 80))
    program.resize(80, 24)
    program.wait_for_step(PlanScreen)


def suspend(program: Program) -> None:
    for _ in range(2):
        program.press(CTRL_Z)
        program.until(lambda: program.is_stopped and program.is_restored(), "the program to stop")
        program.signal(signal.SIGCONT)
        program.paints("Quantity")


def stop_without_a_word(program: Program) -> None:
    for _ in range(3):
        program.signal(signal.SIGSTOP)
        program.until(lambda: program.is_stopped, "the program to stop")
        program.signal(signal.SIGCONT)
        program.paints("Quantity")


def test_what_is_typed_outlasts_what_happens_to_the_terminal(start_at: StartAt, start: Start) -> None:
    program = start_at(PlanScreen)
    for typed, happens in enumerate((go_back_and_forth, suspend, stop_without_a_word, storm_of_sizes), 3):
        at_quantity(program, str(typed))
        with naming(happens):
            happens(program)
            program.wait_for_value(QUANTITY, str(typed))
            if happens in (suspend, stop_without_a_word):
                program.type_in("0")
                program.wait_for_value(QUANTITY, f"{typed}0")
    leave(program)
    goes_on_where_it_was(start, str(typed))


def end_by(number: signal.Signals) -> Callable[[Program], None]:
    def end(program: Program) -> None:
        program.signal(number)
        assert program.wait_for_end() == 128 + number
        assert program.is_restored()

    end.__name__ = number.name
    return end


def end_under_a_question(number: signal.Signals) -> Callable[[Program], None]:
    def end(program: Program) -> None:
        program.press(CTRL_Q)
        program.wait_for(LEAVE)
        end_by(number)(program)

    end.__name__ = f"{number.name} under a question"
    return end


def lose_terminal(program: Program) -> None:
    program.hang_up()
    assert program.wait_without_terminal() == 128 + signal.SIGHUP


def lose_terminal_unheard(program: Program) -> None:
    lose_terminal(program)


ENDS: dict[Callable[[Program], None], dict[str, Any]] = {
    end_by(signal.SIGTERM): {},
    end_by(signal.SIGHUP): {},
    end_by(signal.SIGINT): {},
    end_under_a_question(signal.SIGTERM): {},
    end_under_a_question(signal.SIGHUP): {},
    lose_terminal: {},
    lose_terminal_unheard: {"deaf": True},
    leave: {"script": HERE / "stderr_to_a_file.py"},
}
"""What ends the program, and how that program was started."""


def test_an_end_from_outside_keeps_what_was_typed(start_at: StartAt, start: Start) -> None:
    program = start_at(PlanScreen)
    program.kill()
    for typed, (end, how) in enumerate(ENDS.items(), 2):
        with naming(end):
            program = start(**how)
            if typed > 2:
                program.wait_for_step(PlanScreen)
                program.wait_for_value(QUANTITY, str(typed - 1))
            at_quantity(program, str(typed))
            end(program)
    goes_on_where_it_was(start, str(typed))


def test_a_signal_to_end_while_the_bank_is_silent(start_at: StartAt, start: Start) -> None:
    program = start_at(PaymentScreen)
    choose(program, "Card timeout")
    program.focus_by_tab("▸ Pay USD ")
    program.press(ENTER)
    program.wait_for("Asking the bank")
    program.until(lambda: money(program)["charges"] == 1, "the charge in the bank's books")
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


def test_the_terminal_vanishes_while_an_order_waits(start_at: StartAt) -> None:
    program = start_at(ConfirmScreen)
    to_primary_button(program, ConfirmScreen)
    program.press(ENTER)
    program.hang_up()
    assert program.wait_without_terminal() == 128 + signal.SIGHUP
    assert nothing_was_charged(program)


def test_a_fault_of_ours_leaves_the_terminal_and_a_report_without_secrets(start_at: StartAt) -> None:
    program = start_at(BillingModelScreen, script=HERE / "faulty.py")
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
