"""A purchase as people make it: the real program, a real terminal, the keyboard only."""

import re
import shutil
import signal
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from dm_tui.tui.marks import MARKS
from dm_tui.tui.wizard.billing_model import BillingModelScreen
from dm_tui.tui.wizard.confirm import ConfirmScreen
from dm_tui.tui.wizard.payment import PaymentScreen
from dm_tui.tui.wizard.plan import PlanScreen
from dm_tui.tui.wizard.prerequisites import PrerequisitesScreen
from dm_tui.tui.wizard.receipt import ReceiptScreen
from tests import preloaded
from tests.pty.conftest import Start
from tests.pty.program import CTRL_Q, ENTER, ESCAPE, F1, TAB, Program
from tests.pty.walking import (
    BOUGHT_ONCE,
    CHECK,
    HELP,
    LEAVE,
    PROMPT,
    QUANTITY,
    VOLUME,
    WALK,
    choose,
    money,
    to_primary_button,
    walk_to,
)

StartAt = Callable[..., Program]


def answer_help(program: Program) -> None:
    """Open and close the help: what was pressed before has been answered by then."""
    program.press(F1)
    program.wait_for(HELP)
    program.press(ESCAPE)
    program.until(lambda: HELP not in program.text, "the help to close")


def test_from_the_first_frame_to_the_console_in_twelve_keys(start: Start) -> None:
    program = start()
    program.wait_for_step(PrerequisitesScreen)
    shades = [_TRUE_COLOUR.findall(sequence) for sequence in program.colours]
    assert any(not red == green == blue for found in shades for red, green, blue in found)
    walk_to(program, ReceiptScreen)

    order = program.tables()["orders"][0]
    program.wait_for("Receipt", str(order["id"]), "50,000 emails", "USD 13.05")
    assert program.draft_step() == "receipt"

    assert program.keys <= 12

    program.press(ESCAPE)
    program.wait_for(PROMPT, "Later")
    program.press(ENTER)
    program.wait_for("1 Overview", "50k #1")
    assert money(program) == BOUGHT_ONCE

    program.press(CTRL_Q)
    assert program.wait_for_end() == 0
    assert program.is_restored()
    tables = program.tables()
    assert [order["status"] for order in tables["orders"]] == ["paid"]
    assert [plan["order_id"] for plan in tables["plans"]] == [order["id"]]


def test_after_the_purchase_the_next_start_is_the_console(start_at: StartAt, start: Start) -> None:
    program = start_at(ReceiptScreen)
    program.press(ESCAPE)
    program.wait_for(PROMPT)
    program.wait_for_focus("▸ Esc Later ◂")
    program.press(ENTER)
    program.wait_for("1 Overview", "50k #1")
    program.until(lambda: "preferences" in program.tables(), "the answer to be saved")
    program.kill()

    program = start()
    program.wait_for("1 Overview", "50k #1")
    assert PROMPT not in program.text
    assert money(program) == BOUGHT_ONCE


TYPED = {"volume": "20k", "quantity": "3"}


def test_a_crash_at_any_step_resumes_there_with_what_was_typed(start: Start, tmp_path: Path) -> None:
    program = start()
    for screen in WALK[: WALK.index(ReceiptScreen)]:
        program.wait_for_step(screen)
        program.kill()
        if screen is PaymentScreen:
            shutil.copytree(program.state.parent, tmp_path / "unpaid")
        program = start()
        program.wait_for_step(screen)
        if screen in (ConfirmScreen, PaymentScreen):
            program.wait_for("150,000 emails", "USD 39.15")
        if screen is not PaymentScreen:
            to_primary_button(program, screen, **TYPED)
            program.press(ENTER)

    # Back through every step: nothing typed was lost.
    for screen in reversed(WALK[: WALK.index(PaymentScreen)]):
        program.press(ESCAPE)
        program.wait_for_step(screen)
        if screen is PlanScreen:
            program.wait_for_value(QUANTITY, TYPED["quantity"])
        if screen is BillingModelScreen:
            program.wait_for_value(VOLUME, TYPED["volume"])
    assert money(program)["charges"] == 0
    program.kill()

    # Forward again: one order, and it is paid once.
    shutil.rmtree(program.state.parent)
    shutil.copytree(tmp_path / "unpaid", program.state.parent)
    (order,) = program.tables()["orders"]
    program = start()
    program.wait_for_step(PaymentScreen)
    program.wait_for(str(order["id"]))
    to_primary_button(program, PaymentScreen)
    program.press(ENTER)
    program.wait_for_step(ReceiptScreen)
    program.kill()

    program = start()
    program.wait_for_step(ReceiptScreen)
    assert [order["id"] for order in program.tables()["orders"]] == [order["id"]]
    assert money(program) == {"orders": 1, "paid": 1, "plans": 3, "charges": 1}


def test_a_crash_while_the_bank_is_silent_is_settled_at_the_next_start(
    start_at: StartAt, start: Start
) -> None:
    program = start_at(PaymentScreen)
    choose(program, "Card timeout")
    program.focus_by_tab("▸ Pay USD ")
    program.press(ENTER)
    program.until(lambda: money(program)["charges"] == 1, "the charge in the bank's books")
    program.wait_for("Asking the bank")
    program.kill()
    assert money(program) == {"orders": 1, "paid": 0, "plans": 0, "charges": 1}

    program = start()
    program.wait_for_step(PaymentScreen)
    program.wait_for(CHECK)
    program.focus_by_tab(CHECK)
    program.press(ENTER)
    program.wait_for_step(ReceiptScreen)
    assert money(program) == BOUGHT_ONCE


def test_a_payment_that_never_arrived_can_be_made_again(start_at: StartAt, start: Start) -> None:
    program = start_at(PaymentScreen)
    choose(program, "Card lost")
    program.focus_by_tab("▸ Pay USD ")
    program.press(ENTER)
    program.until(lambda: program.tables()["orders"][0]["status"] != "unpaid", "the attempt to be saved")
    program.wait_for("Asking the bank")
    program.kill()

    program = start()
    program.wait_for(CHECK)
    program.focus_by_tab(CHECK)
    program.press(ENTER)
    program.wait_for("nothing was charged")
    choose(program, "Card 4242")
    program.focus_by_tab("▸ Pay USD ")
    program.press(ENTER)
    program.wait_for_step(ReceiptScreen)
    assert money(program) == BOUGHT_ONCE


def test_quitting_the_wizard_asks_and_saves_and_staying_is_the_safe_answer(
    start_at: StartAt, start: Start
) -> None:
    program = start_at(PlanScreen)
    program.wait_for_list()
    program.press(ENTER)
    program.until(lambda: program.cursor_is_in(QUANTITY), "the cursor in the quantity")
    program.press("7")
    program.wait_for("350,000 emails")

    for focus, key in (("", ESCAPE), ("Stay", ENTER)):
        program.press(CTRL_Q)
        program.wait_for(LEAVE)
        if focus:
            program.wait_for_focus(focus)
        program.press(key)
        program.until(lambda: LEAVE not in program.text, "the question to close")
        program.wait_for_step(PlanScreen)

    program.resize(1, 1)
    program.resize(39, 11)
    program.wait_for("dm-tui needs 40")
    program.resize(80, 24)
    program.wait_for_step(PlanScreen)

    program.press(CTRL_Q)
    program.wait_for(LEAVE)
    program.wait_for_focus("Stay")
    program.press(TAB)
    program.wait_for_focus("▸ Leave ◂")
    program.press(ENTER)
    assert program.wait_for_end() == 0
    assert program.is_restored()

    program = start()
    program.wait_for_step(PlanScreen)
    program.wait_for_value(QUANTITY, "7")
    program.wait_for("350,000 emails")


_TRUE_COLOUR = re.compile(rb"[34]8;2;(\d+);(\d+);(\d+)")


def test_the_whole_purchase_on_sixty_by_twenty_sends_nothing_but_grey_without_colour(start: Start) -> None:
    program = start(columns=60, rows=20, NO_COLOR="1")
    walk_to(program, ReceiptScreen, volume="20k", quantity="2")
    program.press(ESCAPE)
    program.wait_for(PROMPT)
    program.press(ENTER)
    program.wait_for("1 Overview", "50k #1")
    assert money(program) == {"orders": 1, "paid": 1, "plans": 2, "charges": 1}
    program.press(CTRL_Q)
    assert program.wait_for_end() == 0
    shades = [_TRUE_COLOUR.findall(sequence) for sequence in program.colours]
    assert all(shades), "a colour that is no grey of Textual's monochrome filter"
    assert all(red == green == blue for found in shades for red, green, blue in found)


def test_a_second_enter_on_a_primary_button_does_nothing_nor_answers_the_prompt(start: Start) -> None:
    program = start()
    for screen, following in pairwise(WALK):
        program.wait_for_step(screen)
        to_primary_button(program, screen)
        program.press(ENTER, ENTER)
        program.wait_for_step(following)
        answer_help(program)
        program.wait_for_step(following)
        assert program.draft_step() == str(following.step)
    assert money(program) == BOUGHT_ONCE
    to_primary_button(program, ReceiptScreen)
    program.press(ENTER, ENTER)
    program.wait_for(PROMPT)
    program.press(TAB)  # it is answered after both Enters
    program.wait_for_focus("▸ Activate now ◂")
    assert "preferences" not in program.tables()


def test_a_copy_of_the_program_is_as_one_that_was_just_started(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most starts here are copies of a process that has imported the program (`tests/preloaded.py`)."""
    runs = []
    for all_start in (False, True):
        monkeypatch.setattr(preloaded, "ALL_START", all_start)
        program = start()
        program.wait_for_step(PrerequisitesScreen)
        program.wait_for_focus(f"▸ {PrerequisitesScreen.next_label} {MARKS.next} ◂")
        program.settle()
        shown, painted = program.text, program.styles
        program.signal(signal.SIGTERM)
        code = program.wait_for_end()
        last = bytes(program.output).partition(b"\x1b[?1049l")[2]
        runs.append((shown, painted, code, program.ended_by, program.is_restored(), last))
        shutil.rmtree(program.state.parent)
    assert runs[0] == runs[1]
