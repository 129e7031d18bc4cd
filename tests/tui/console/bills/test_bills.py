"""Bills: shown, and an overdue bill is paid once, whatever the bank answers."""

import threading
from collections.abc import Callable

import pytest

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.dates import show_instant
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.console import screen
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.dialogs.dialog import WorkingDialog
from dm_tui.tui.screen_text import text
from tests.held import HELD
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells
from tests.tui.journey import User, charged, sit_down

BILLS = "bill-table"


@pytest.fixture
def overdue(direct_mail: DirectMail) -> DirectMail:
    """An account whose bill could not be charged."""
    direct_mail.sandbox.load("overdue")
    return direct_mail


async def _opens_bill(user: User) -> None:
    await user.sees("console")
    await user.presses("4", "p")
    await user.sees("bill")
    assert user.focused == "close"


async def test_an_overdue_bill_is_paid_and_sending_goes_on(user_at: SitDown, overdue: DirectMail) -> None:
    [bill] = overdue.billing.bills()
    async with user_at() as user:
        await _opens_bill(user)
        await user.chooses("card-4242")
        await user.presses("enter")
        assert user.focused == "pay"
        assert user.label("#pay") == "Pay USD 0.54"
        await user.hammers("enter", "enter", "enter")
        await user.until(lambda: "Paid." in user.reads("#bill-outcome"), "paid")
        assert user.focused == "close"
        assert not user.find("#pay").display
        await user.presses("enter")
        await user.sees("console")
        await user.until(lambda: cells(user, BILLS)[0][5] == "✓ charged", "charged")
        await user.presses("1")
        assert "You can send 2,000" in user.reads("#overview-text")
    assert charged(overdue) == [bill.id]


async def test_an_earlier_refusal_is_dated_and_a_paid_row_is_charged_at_once(
    user_at: SitDown, overdue: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "LOOK_AGAIN_SECONDS", 3600.0)
    [bill] = overdue.billing.bills()
    tried = show_instant(bill.attempts[0].started_at, BILLING_ZONE)
    async with user_at() as user:
        await _opens_bill(user)
        said = " ".join(user.reads("#bill-outcome").split())
        assert said.startswith(f"Last tried on {tried}: {bill.attempts[0].message}")
        assert "pay again" not in said
        await user.chooses("card-0002")
        await user.presses("enter", "enter")
        await user.until(lambda: "pay again" in user.reads("#bill-outcome"), "declined now")
        assert "Last tried" not in user.reads("#bill-outcome")
        await user.chooses("card-4242")
        await user.presses("enter", "enter")
        await user.until(lambda: "Paid." in user.reads("#bill-outcome"), "paid")
        assert user.here == "bill", "the dialog is still open"
        behind = user.app.screen_stack[0].query_one(f"#{BILLS}", RowTable)
        await user.until(lambda: "✓ charged" in str(behind.row_at(0)), "charged behind it")


async def test_every_date_of_a_bill_is_in_one_zone(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.presses("4")
        await user.until(lambda: "Charged  " in "\n".join(user.rows()), "the bill")
        shown = "\n".join(user.rows())
        assert shown.count("UTC+8") == 3
        assert "UTC " not in shown


async def test_enter_opens_it_too_and_closing_pays_nothing(user_at: SitDown, overdue: DirectMail) -> None:
    async with user_at() as user:
        await user.sees("console")
        await user.presses("4", "enter")
        await user.sees("bill")
        await user.presses("enter")
        await user.sees("console")
        assert cells(user, BILLS)[0][5] == "! overdue"
    assert charged(overdue) == []


async def test_a_decline_says_why_and_takes_another_method(user_at: SitDown, overdue: DirectMail) -> None:
    async with user_at() as user:
        await _opens_bill(user)
        await user.chooses("card-9995")
        await user.presses("enter", "enter")
        await user.until(lambda: len(overdue.billing.bills()[0].attempts) == 2, "the attempt")
        await user.until(lambda: user.focused == "bill-methods", "the methods again")
        assert "Nothing was charged" in user.reads("#bill-outcome")
        await user.chooses("balance")
        await user.presses("enter", "enter")
        await user.until(lambda: "Paid." in user.reads("#bill-outcome"), "paid")
    assert len(charged(overdue)) == 1


@pytest.mark.parametrize("method", ["card-timeout", "card-lost"])
async def test_an_unknown_outcome_is_checked_before_anything_is_charged(
    user_at: SitDown, overdue: DirectMail, method: str
) -> None:
    async with user_at() as user:
        await _opens_bill(user)
        await user.chooses(method)
        await user.presses("enter", "enter")
        await user.until(lambda: "Check again" in user.label("#pay"), "the outcome")
        assert "Nothing is charged twice" in user.reads("#bill-outcome")
        assert user.focused == "close"
        await user.chooses("card-4242")
        await user.presses("enter", "enter")
        await user.until(lambda: "Paid." in user.reads("#bill-outcome"), "paid")
    assert len(charged(overdue)) == 1


async def test_a_payment_goes_on_when_its_window_is_closed(
    overdue: DirectMail, with_slow_bank: Callable[[Callable[[float], None]], DirectMail]
) -> None:
    answer = threading.Event()

    def think(seconds: float) -> None:
        answer.wait(HELD)

    slow = with_slow_bank(think)
    async with sit_down(slow) as user:
        await _opens_bill(user)
        await user.chooses("card-timeout")
        await user.presses("enter", "enter")
        await user.until(lambda: "Asking the bank" in user.reads("#bill-outcome"), "the question")
        assert "Asking the bank" in user.reads("#bill-outcome")
        await user.presses("escape")
        await user.sees("console")
        answer.set()
        await user.hears("we don't know yet")


async def test_a_payment_that_ends_while_its_window_closes_is_told_all_the_same(
    overdue: DirectMail, with_slow_bank: Callable[[Callable[[float], None]], DirectMail]
) -> None:
    answer = threading.Event()

    def think(seconds: float) -> None:
        answer.wait(HELD)

    async with sit_down(with_slow_bank(think)) as user:
        await _opens_bill(user)
        await user.chooses("card-timeout")
        await user.presses("enter", "enter")
        await user.until(lambda: "Asking the bank" in user.reads("#bill-outcome"), "the question")
        closing = user.app._screen_stack.pop()  # it loses its widgets before Textual detaches it
        await closing.remove_children()
        answer.set()
        await user.hears("we don't know yet")


async def test_what_a_dialog_places_after_a_frame_is_no_fault_once_it_is_closed(overdue: DirectMail) -> None:
    async with sit_down(overdue) as user:
        await _opens_bill(user)
        dialog = user.app.screen
        assert isinstance(dialog, WorkingDialog)
        dialog.say(text("Paid."))
        dialog.name_keys()
        dialog.on_mount()
        user.app._screen_stack.pop()
        await dialog.remove_children()
        await user.settles()


async def test_a_bill_that_is_paid_can_only_be_read(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("4", "p")
        await user.sees("notice-screen")
        shown = "\n".join(user.rows())
        assert "USD 1.13" in shown
        assert "by balance" in shown


async def test_a_fault_of_ours_does_not_hide_the_money(
    user_at: SitDown, overdue: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(bill_id: str, method: str) -> None:
        raise RuntimeError("a fault")

    async with user_at(survives=True) as user:
        await _opens_bill(user)
        assert isinstance(user.app, DirectMailApp)
        monkeypatch.setattr(user.app.direct_mail.billing, "pay", broken)
        await user.reaches("#pay")
        await user.presses("enter")
        await user.until(lambda: "RuntimeError" in user.reads("#bill-outcome"), "the fault told")


async def test_without_bills_it_says_when_there_will_be_some(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("4", "p", "enter")
        assert user.here == "console"
        assert "1st of the next month, or as soon as all your" in user.reads("#bills .empty")


async def test_the_end_of_a_bill_is_one_day_in_the_list_and_in_its_dialog(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    bill = direct_mail.billing.bills()[0]
    day = bill.end.astimezone(BILLING_ZONE)
    async with user_at() as user:
        await user.sees("console")
        await user.presses("4")
        assert cells(user, BILLS)[0][2] == f"{day:%Y-%m-%d}"
        await user.presses("enter")
        await user.until(lambda: any("To   " in row for row in user.rows()), "the bill")
        assert show_instant(bill.end, BILLING_ZONE) in "\n".join(user.rows())


async def test_only_the_button_in_focus_is_filled(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    direct_mail.set_preferences(prompt_activation=False)
    async with user_at() as user:
        await user.sees("console")
        await user.presses("4", "enter")
        await user.sees("bill")
        await user.settles()
        close, pay = user.find("#close"), user.find("#pay")
        assert user.focused == "close"
        assert close.styles.background != pay.styles.background


async def test_an_open_bill_follows_what_another_program_pays(user_at: SitDown, overdue: DirectMail) -> None:
    [bill] = overdue.billing.bills()
    async with user_at() as user:
        await _opens_bill(user)
        overdue.billing.pay(bill.id, "card-4242")
        await user.until(lambda: not user.find("#pay").display, "no further payment")
        assert "Paid." in user.reads("#bill-outcome")
    assert charged(overdue) == [bill.id]
