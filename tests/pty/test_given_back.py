"""Whatever ends the program, in any locale and at any moment, the terminal is left as it was found.

CI takes every signal once, with a locale and a moment each; `DM_TUI_ENDINGS=1` takes all of them together.
"""

import os
import re
import signal
from collections.abc import Callable
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.purchase.agreements import AGREEMENTS
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.lines.ending_signals import ENDING_SIGNALS
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.wizard.prerequisites import PrerequisitesScreen
from tests.pty.conftest import Start
from tests.pty.program import ENTER, F1, Program
from tests.pty.test_terminals_that_misbehave import all_is_well

HERE = Path(__file__).parent

LOCALES: dict[str, dict[str, Any]] = {
    "utf-8": {},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "c": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


def before_the_first_frame(program: Program) -> None:
    program.until(lambda: b"\x1b[?1049h" in program.output, "the other screen")


def in_the_wizard(program: Program) -> None:
    program.wait_for(PrerequisitesScreen.next_label)


def in_a_dialog(program: Program) -> None:
    in_the_wizard(program)
    program.press(F1)
    program.wait_for("Esc closes")


def during_a_payment(program: Program) -> None:
    program.wait_for("Card timeout")
    program.focus_by_tab("▸ Pay USD ")
    program.press(ENTER)
    program.wait_for("Asking the bank")
    program.until(lambda: bool(program.tables()["orders"][0]["attempts"]), "the payment to be under way")


MOMENTS = (before_the_first_frame, in_the_wizard, in_a_dialog, during_a_payment)

TOLD = ("QUIT", "USR1", "USR2", "ALRM", "HUP", "TERM", "INT", "ABRT")
IN_TURN = ("utf-8", "c", "utf-8", "utf-8", "utf-8", "utf-8", "latin-1", "utf-8")
"""Another locale than that of the tests takes an interpreter of its own: each is met once."""

CASES = (
    list(product(ENDING_SIGNALS, LOCALES, MOMENTS))
    if "DM_TUI_ENDINGS" in os.environ
    else list(zip([signal.Signals[f"SIG{name}"] for name in TOLD], IN_TURN, cycle(MOMENTS)))
)


def _wait_at_payment(state: Path) -> str:
    """Leave the wizard before a payment by a card whose bank does not answer; return the order."""
    direct_mail = DirectMail(state)
    catalogue = direct_mail.purchases.catalogue()
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", catalogue.terms_version)
    draft = WizardDraft(
        step=Step.PAYMENT,
        region=order.region,
        order_id=order.id,
        payment_method="card-timeout",
        catalogue_version=catalogue.version,
    )
    direct_mail.wizard_drafts.save(AGREEMENTS[Step.CONFIRM].accept(draft, catalogue.terms_version))
    return order.id


@pytest.mark.parametrize(("number", "locale", "moment"), CASES, ids=lambda one: getattr(one, "name", None))
def test_a_signal(
    start: Start, state_path: Path, number: signal.Signals, locale: str, moment: Callable[[Program], None]
) -> None:
    paying = moment is during_a_payment
    order_id = _wait_at_payment(state_path) if paying else ""
    program = start(**LOCALES[locale])
    moment(program)
    program.signal(number)
    assert program.wait_for_end() == 128 + number
    assert program.is_restored()
    assert program.output.count(b"\x1b[?1049l") == 1
    if paying:
        assert DirectMail(state_path).purchases.order(order_id).unsettled
    else:
        assert all_is_well(program.state)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL])
def test_an_end_that_no_program_can_handle(start: Start, number: signal.Signals) -> None:
    program = start(script=HERE / "under_a_shell.py")
    in_the_wizard(program)
    (pid,) = re.findall(rb"\[(\d+)\]\r\n", program.output)
    assert not program.has_modes_of_before()
    os.kill(int(pid), number)
    program.until(program.has_modes_of_before, "what undoes the screen")
    program.until(lambda: f"ended -{int(number)}".encode() in program.output, "its end")
    assert program.output.count(b"\x1b[?1049l") == 1
    program.send(b"\n")
    assert program.wait_for_end() == 0


def test_nothing_is_left_of_who_watches_when_the_program_ends_itself(start: Start) -> None:
    program = start(script=HERE / "under_a_shell.py")
    in_the_wizard(program)
    (pid,) = re.findall(rb"\[(\d+)\]\r\n", program.output)
    (watch,) = Path(f"/proc/{int(pid)}/task/{int(pid)}/children").read_text(encoding="ascii").split()
    os.kill(int(pid), signal.SIGTERM)
    program.until(lambda: b"ended 143" in program.output, "its end")
    assert not Path(f"/proc/{watch}").exists()
    assert program.output.count(b"\x1b[?1049l") == 1
    program.send(b"\n")
    assert program.wait_for_end() == 0


def test_a_locale_that_cannot_say_all(start: Start) -> None:
    program = start(**LOCALES["latin-1"])
    in_a_dialog(program)
    program.wait_for("+---", "| ")
    program.signal(signal.SIGTERM)
    assert program.wait_for_end() == 128 + signal.SIGTERM
    assert program.is_restored()


def test_a_terminal_with_sizes_in_band_and_a_mouse_in_pixels(start: Start) -> None:
    program = start()
    in_the_wizard(program)
    program.send(b"\x1b[?2048;2$y")
    program.until(lambda: b"\x1b[?1016h" in program.output, "the mouse in pixels")
    program.signal(signal.SIGTERM)
    assert program.wait_for_end() == 128 + signal.SIGTERM
    assert program.is_restored()


def test_an_error_while_the_terminal_is_given_back(start: Start) -> None:
    program = start(script=HERE / "failing_end.py")
    in_the_wizard(program)
    program.signal(signal.SIGTERM)
    assert program.wait_for_end() == 1
    assert program.is_restored()


def test_a_signal_while_a_password_is_typed_unseen(start: Start) -> None:
    words = ("password", "set", "news@example.com")
    program = start(arguments=words, PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
    program.wait_for("SMTP password of")
    assert not program.is_restored()
    program.signal(signal.SIGQUIT)
    assert program.wait_for_end() == 128 + signal.SIGQUIT
    assert program.is_restored()


@pytest.mark.parametrize("words", [("--help",), ("quote", "50k"), ("plans", "--json"), ("--plain",)])
def test_a_command_in_a_locale_that_cannot_say_all(start: Start, words: tuple[str, ...]) -> None:
    program = start(arguments=words, **LOCALES["latin-1"])
    if words == ("--plain",):
        program.wait_for("Region [1]:")
        program.press("q" + ENTER)
    assert program.wait_for_end() == 0
    assert "Traceback" not in program.said
    assert "has a fault" not in program.said
