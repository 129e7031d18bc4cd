"""The purchase on a terminal, step by step, for every test that begins in the middle of it."""

from functools import partial

from dm_tui.tui.marks import MARKS
from dm_tui.tui.wizard.billing_model import BillingModelScreen
from dm_tui.tui.wizard.confirm import ConfirmScreen
from dm_tui.tui.wizard.payment import PaymentScreen
from dm_tui.tui.wizard.plan import PlanScreen
from dm_tui.tui.wizard.prerequisites import PrerequisitesScreen
from dm_tui.tui.wizard.receipt import ReceiptScreen
from dm_tui.tui.wizard.step import StepScreen
from tests.pty.program import DOWN, ENTER, SPACE, TAB, Program

QUANTITY, VOLUME = "Quantity", "Emails a month"
TERMS_BOX = "I accept the Resource Plan Terms of Service"
HELP, PROMPT, LEAVE = "│  Help", "Activate Direct Mail to proceed", "Leave dm-tui?"
CHECK = "Check payment"

WALK: tuple[type[StepScreen], ...] = (
    PrerequisitesScreen,
    BillingModelScreen,
    PlanScreen,
    ConfirmScreen,
    PaymentScreen,
    ReceiptScreen,
)
NAMES = [str(screen.step) for screen in WALK]


def to_primary_button(program: Program, screen: type[StepScreen], **typed: str) -> None:
    """Go through a step with the keys it asks for, until its primary button has the focus."""
    if screen is PrerequisitesScreen:
        pass
    elif screen is BillingModelScreen:
        program.wait_for_list()
        if "volume" in typed:
            program.press(TAB)
            program.until(lambda: program.cursor_is_in(VOLUME), "the cursor in the volume")
            program.type_in(typed["volume"])
            program.wait_for_value(VOLUME, typed["volume"])
        program.press(ENTER)
    elif screen is PlanScreen:
        program.wait_for_list()
        program.press(ENTER)
        program.until(lambda: program.cursor_is_in(QUANTITY), "the cursor in the quantity")
        if "quantity" in typed:
            program.type_in(typed["quantity"])  # what was there is selected
            program.wait_for_value(QUANTITY, typed["quantity"])
        program.press(ENTER)
    elif screen is ConfirmScreen:
        program.press(TAB)
        program.wait_for_focus(TERMS_BOX)
        program.press(SPACE)
    elif screen is PaymentScreen:
        program.wait_for_list()
        program.focus_by_tab("▸ Pay USD ")
        return
    elif screen is ReceiptScreen:
        program.press(TAB)
    program.wait_for_focus(f"▸ {screen.next_label} {MARKS.next} ◂")


def walk_to(program: Program, target: type[StepScreen], **typed: str) -> None:
    """Walk from the first step to `target`, through every step in between."""
    for screen in WALK[: WALK.index(target)]:
        program.wait_for_step(screen)
        to_primary_button(program, screen, **typed)
        program.press(ENTER)
    program.wait_for_step(target)


def choose(program: Program, row: str) -> None:
    """Move down the list until `row` carries the mark."""
    program.wait_for_list()
    for _ in range(10):
        chosen = program.chosen_row()
        if row in chosen:
            return
        program.press(DOWN)
        program.until(partial(program.choice_left, chosen), "the mark to move")
    raise AssertionError(f"{row} cannot be chosen:\n{program.text}")


def money(program: Program) -> dict[str, int]:
    """Count what the state file says about money: orders paid, plans owned, charges made."""
    tables = program.tables()
    paid = [order for order in tables.get("orders", []) if order["status"] == "paid"]
    charges = [charge for charge in tables.get("charges", []) if not charge["voided"]]
    return {
        "orders": len(tables.get("orders", [])),
        "paid": len(paid),
        "plans": len(tables.get("plans", [])),
        "charges": len(charges),
    }


BOUGHT_ONCE = {"orders": 1, "paid": 1, "plans": 1, "charges": 1}
