"""In a small window the button in focus is seen, rows that wrap hang, and an empty field is gone to."""

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import LeftAt, SitDown


async def test_paying_a_bill_opens_with_its_buttons_in_sight(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("overdue")
    async with user_at((60, 20)) as user:
        await user.sees("console")
        await user.presses(tab_key("bills"), "enter")
        await user.sees("bill")
        assert user.find("#bill-box").max_scroll_y == 0
        for size in ((60, 20), (40, 12), (80, 24)):
            await user.resizes(*size)
            box = user.find("#bill-box").content_region
            assert all(box.contains_region(user.find(button).region) for button in ("#close", "#pay")), size
        await user.presses("escape")
        await user.sees("console")
        await user.resizes(40, 12)
        await user.presses("enter")
        await user.sees("bill")
        box = user.find("#bill-box").content_region
        assert all(box.contains_region(user.find(button).region) for button in ("#close", "#pay"))


async def test_rows_of_a_choice_that_wrap_stand_under_themselves(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((40, 16)) as user:
        await user.sees("console")
        await user.presses(tab_key("account"))
        rows = [row.rstrip() for row in user.rows()]
        assert " → Complete verification for China" in rows
        assert "   (Hangzhou)" in rows
        assert " ● Singapore            ✓ complete" in rows
        assert user.app.cursor_position.y == rows.index(" → Complete verification for China")
        await user.presses("down")
        rows = [row.rstrip() for row in user.rows()]
        assert user.app.cursor_position.y == rows.index(" → Sign in as ops"), "the cursor counts lines"
        await user.resizes(80, 24)
        assert any("Complete verification for China (Hangzhou)" in row for row in user.rows())


async def test_a_form_refused_for_an_empty_field_goes_there(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("senders"), "v", "n")
        await user.sees("new-sender")
        await user.reaches("#submit")
        await user.presses("enter")
        await user.until(lambda: user.focused == "sender-address", "the field at fault")
        assert user.find("#form-problem").display


async def test_a_window_that_grows_again_has_the_focus_where_you_were(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN)
    async with user_at((80, 24)) as user:
        await user.sees("plan")
        await user.presses("enter")
        assert user.focused == "quantity"
        await user.resizes(20, 5)
        assert user.focused is None
        await user.resizes(80, 24)
        await user.until(lambda: user.focused == "quantity", "the quantity")


async def test_what_becomes_of_a_payment_stands_below_warnings_where_there_is_room(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PAYMENT, quantity="19", volume="20k")
    async with user_at((160, 48)) as user:
        await user.sees("payment")
        rows = "\n".join(user.rows())
        assert "Declined     nothing is charged" in rows
        assert user.find("#body").max_scroll_y == 0
        await user.resizes(160, 44)
        assert user.find("#body").max_scroll_y == 0
        assert "Declined     nothing is charged" not in "\n".join(user.rows())
