"""Real money as people spend it: the real program on a real terminal, the vendor played by the stand-in."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dm_tui.tui.marks import MARKS
from dm_tui.tui.wizard.billing_model import BillingModelScreen
from dm_tui.tui.wizard.confirm import ConfirmScreen
from dm_tui.tui.wizard.payment import PaymentScreen
from dm_tui.tui.wizard.plan import PlanScreen
from dm_tui.tui.wizard.prerequisites import PrerequisitesScreen
from dm_tui.tui.wizard.receipt import ReceiptScreen
from tests.alibaba.server import Fault, Vendor
from tests.pty.conftest import Start, environment_at
from tests.pty.program import CTRL_C, CTRL_Q, ENTER, TAB, Program
from tests.pty.test_plain import METHOD, PLAIN, REGION, WHAT, Talk
from tests.pty.walking import to_primary_button

AMOUNT = "Real money. Type 13.05"
CREATE = "CreateResourcePackage"
SECRET = "a-secret-that-must-never-be-seen"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as vendor:
        yield vendor


def live(vendor: Vendor) -> dict[str, Any]:
    """Return the variables that lead to the stand-in."""
    return {
        "DM_TUI_PROVIDER": "alibaba",
        "DM_TUI_ALIBABA_ENDPOINT": vendor.endpoint,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI-test-key",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET,
    }


def begin(start: Start, vendor: Vendor, *arguments: str) -> Program:
    return start(arguments=arguments, **live(vendor))


@pytest.fixture(scope="module")
def unpaid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one walk to the payment left: every account of the stand-in is the same when it begins."""
    folder = tmp_path_factory.mktemp("unpaid")
    with Vendor() as vendor:
        program = Program(folder / "state" / "state.json", {**environment_at(folder), **live(vendor)}, 80, 24)
        try:
            walk_to_payment(program, vendor)
            assert vendor.account.orders == []
            assert SECRET.encode() not in bytes(program.output)
        finally:
            program.kill()
    return folder / "state"


@pytest.fixture
def begin_at_payment(start: Start, vendor: Vendor, unpaid: Path, tmp_path: Path) -> Callable[[], Program]:
    """A way to start at the payment, as after a walk to it."""

    def begin_at_payment() -> Program:
        shutil.copytree(unpaid, tmp_path / "state")
        program = begin(start, vendor)
        program.wait_for_step(PaymentScreen)
        return program

    return begin_at_payment


def walk_to_payment(program: Program, vendor: Vendor) -> None:
    program.wait_for_step(PrerequisitesScreen)
    program.wait_for(vendor.account.id, "Ready. Next: choose a billing model")
    program.focus_by_tab(f"▸ {PrerequisitesScreen.next_label} {MARKS.next} ◂")
    program.press(ENTER)
    for screen in (BillingModelScreen, PlanScreen, ConfirmScreen):
        program.wait_for_step(screen)
        to_primary_button(program, screen)
        program.press(ENTER)
    program.wait_for_step(PaymentScreen)


def type_the_amount(program: Program) -> None:
    program.wait_for(AMOUNT, "Type 13.05 to pay")
    program.press(TAB)
    program.until(lambda: program.cursor_is_in(AMOUNT), "the cursor in the amount")
    program.type_in("13.05")
    program.wait_for_value(AMOUNT, "13.05")
    program.press(ENTER)
    program.wait_for_focus("▸ Pay USD 13.05")


def statuses(program: Program) -> list[object]:
    return [order["status"] for order in program.tables()["orders"]]


def test_a_purchase_by_keyboard(vendor: Vendor, begin_at_payment: Callable[[], Program]) -> None:
    program = begin_at_payment()
    type_the_amount(program)
    assert vendor.account.orders == []
    program.press(ENTER)
    program.wait_for_step(ReceiptScreen)
    program.wait_for("1 of 1", f"order {vendor.account.orders[0].id}", vendor.account.plans[0].id)
    program.press(CTRL_Q)
    program.wait_for("Leave dm-tui?")
    assert len(vendor.account.paid_orders) == 1
    assert statuses(program) == ["paid"]
    program.kill()
    assert SECRET.encode() not in bytes(program.output)
    kept = b"".join(path.read_bytes() for path in program.state.parent.iterdir() if path.is_file())
    assert SECRET.encode() not in kept


def test_killed_while_the_vendor_is_asked_it_is_found_at_the_next_start(
    start: Start, vendor: Vendor, begin_at_payment: Callable[[], Program]
) -> None:
    vendor.faults.at(CREATE, 1, Fault.TIME_OUT_AFTER)
    program = begin_at_payment()
    type_the_amount(program)
    program.press(ENTER)
    program.wait_for("Asking Alibaba Cloud")
    program.until(lambda: bool(vendor.account.paid_orders), "the order at the vendor")
    program.kill()
    assert statuses(program) == ["submitting"]

    program = begin(start, vendor)
    program.wait_for_step(ReceiptScreen)
    program.wait_for("1 of 1", vendor.account.plans[0].id)
    assert statuses(program) == ["paid"]
    assert len(vendor.account.paid_orders) == 1
    assert vendor.faults.calls[CREATE] == 1


def test_killed_before_the_vendor_hears_of_it_nothing_is_bought_by_itself(
    start: Start, vendor: Vendor, begin_at_payment: Callable[[], Program]
) -> None:
    vendor.faults.at(CREATE, 1, Fault.TIME_OUT_BEFORE)
    program = begin_at_payment()
    type_the_amount(program)
    program.press(ENTER)
    program.until(lambda: bool(vendor.faults.calls[CREATE]), "the call at the vendor")
    program.kill()

    program = begin(start, vendor)
    program.wait_for_step(PaymentScreen)
    program.wait_for("We don't know yet whether you were charged", "Check payment")
    assert statuses(program) in (["submitting"], ["unknown"])
    assert vendor.account.orders == []
    assert vendor.faults.calls[CREATE] == 1


def test_a_payment_nobody_answers_can_be_left_and_is_found_at_the_next_start(
    start: Start, vendor: Vendor, begin_at_payment: Callable[[], Program]
) -> None:
    vendor.faults.at(CREATE, 1, Fault.TIME_OUT_AFTER)
    program = begin_at_payment()
    type_the_amount(program)
    program.press(ENTER)
    program.until(lambda: bool(vendor.account.paid_orders), "the order at the vendor")
    program.press(CTRL_Q)
    program.wait_for("Leave dm-tui?", "A payment is running.")
    program.press(TAB, ENTER)
    assert program.wait_for_end() == 0
    assert program.is_restored()
    assert statuses(program) == ["submitting"]

    program = begin(start, vendor)
    program.wait_for_step(ReceiptScreen)
    assert statuses(program) == ["paid"]
    assert vendor.faults.calls[CREATE] == 1


def test_without_credentials_the_first_step_says_what_to_do(start: Start, vendor: Vendor) -> None:
    program = start(DM_TUI_PROVIDER="alibaba", DM_TUI_ALIBABA_ENDPOINT=vendor.endpoint)
    program.wait_for_step(PrerequisitesScreen)
    program.wait_for("No credentials", "ALIBABA_CLOUD_ACCESS_KEY_ID", "Check again")
    assert "Traceback" not in program.text
    program.press(CTRL_Q)
    program.wait_for("Leave dm-tui?")


def test_leaving_does_not_wait_for_a_vendor_who_does_not_answer(start: Start, vendor: Vendor) -> None:
    vendor.faults.every("GetCallerIdentity", Fault.TIME_OUT_BEFORE)
    program = begin(start, vendor)
    program.wait_for_step(PrerequisitesScreen)
    asking = re.compile(r"Asking Alibaba Cloud … [1-9]\d* s")
    program.until(lambda: bool(asking.search(program.text)), "the seconds of asking")
    program.press(CTRL_Q)
    program.wait_for("Leave dm-tui?")
    program.press(TAB, ENTER)
    assert program.wait_for_end() == 0
    assert program.is_restored()


def test_by_lines_killed_in_the_middle_of_three_plans_it_is_found_at_the_next_start(
    start: Start, vendor: Vendor
) -> None:
    vendor.faults.at(CREATE, 2, Fault.TIME_OUT_AFTER)
    talk = Talk(begin(start, vendor, *PLAIN))
    talk.answers(WHAT, "buy")
    talk.goes_to(METHOD)
    talk.program.press(ENTER)
    talk.answers("Type 39.15 to pay", "39.15")
    talk.hears("Asking Alibaba Cloud")
    talk.program.until(lambda: len(vendor.account.paid_orders) == 2, "the second order")
    talk.program.kill()
    assert statuses(talk.program) == ["submitting"]

    talk = Talk(begin(start, vendor, *PLAIN))
    talk.hears("Some of your plans were bought.")
    talk.hears(f"1 of 3       bought, order {vendor.account.orders[0].id}")
    talk.hears(f"2 of 3       bought, order {vendor.account.orders[1].id}")
    talk.hears("3 of 3       not bought, not ordered")
    talk.hears("Ended        The program ended before the next one was ordered.")
    talk.leaves()
    assert vendor.faults.calls[CREATE] == 2
    assert SECRET.encode() not in bytes(talk.program.output)


def test_by_lines_a_wait_can_be_left(start: Start, vendor: Vendor) -> None:
    vendor.faults.every("GetCallerIdentity", Fault.TIME_OUT_BEFORE)
    talk = Talk(begin(start, vendor, *PLAIN))
    talk.hears("Asking Alibaba Cloud. Ctrl-C stops waiting.")
    talk.program.until(lambda: bool(vendor.seen), "the call at the vendor")
    talk.program.press(CTRL_C)
    talk.hears("Stopped waiting")
    talk.answers(REGION)
    talk.hears("! Missing: Account: not read yet")
    talk.leaves()


def test_ctrl_c_while_a_command_pays_says_how_to_see_what_became_of_it(start: Start, vendor: Vendor) -> None:
    vendor.faults.at(CREATE, 1, Fault.TIME_OUT_AFTER)
    program = begin(start, vendor, "buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    program.until(lambda: bool(vendor.account.paid_orders), "the order at the vendor")
    program.press(CTRL_C)
    assert program.wait_for_end() == 130
    (order,) = program.tables()["orders"]
    assert f"dm-tui orders settle {order['id']}" in " ".join(program.text.split())

    assert begin(start, vendor, "orders", "settle", str(order["id"])).wait_for_end() == 0
    assert statuses(program) == ["paid"]
    assert vendor.faults.calls[CREATE] == 1
