"""Plan and quantity: every key is followed by the cost, the amount, the end, and the catch."""

from textual.widgets import OptionList

from dm_tui.domain.counts import short_number
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import quote_draft
from dm_tui.tui.screen_text import text
from dm_tui.tui.widgets.cards import Cards
from dm_tui.tui.widgets.field import NOT_A_NUMBER
from dm_tui.tui.wizard.plan import PlanScreen
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.monkey import packet


async def test_the_arrows_through_the_plans_change_the_total_and_the_catches_are_told_before_the_money_moves(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        said = user.reads("#consequence").lower()
        for words in ("31 july 2026", "quota", "45,000", "refund", "until you activate"):
            assert words in said
        assert "lost" not in said.split("quota")[1].split(".")[0]
        for spec, total, emails in (
            ("50k", "13.05", "50,000"),
            ("500k", "121.80", "500,000"),
            ("1m", "230.55", "1,000,000"),
            ("5m", "1,123.75", "5,000,000"),
        ):
            assert user.chosen("#plans") == spec
            assert total in user.reads("#total")
            assert emails in user.reads("#total")
            if spec != "5m":
                await user.presses("down")
        assert "4,640,000" in user.reads("#consequence").replace("\n", " "), "what the quota lets lapse"


async def test_enter_leads_to_the_quantity_where_every_digit_changes_the_total(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        assert isinstance(user.screen.focused, OptionList)
        await user.presses("down", "enter")
        assert user.focused == "quantity"
        assert user.chosen("#plans") == "500k"
        await user.presses("enter")
        assert user.focused == "next"
        await user.chooses("50k")
        await user.reaches("#quantity")
        await user.presses("end", "2")
        assert "156.60" in user.reads("#total")
        assert "600,000" in user.reads("#total")
        await user.presses("backspace")
        assert "13.05" in user.reads("#total")
        await user.presses("home", "3")
        assert user.value("#quantity") == "31"
        assert "404.55" in user.reads("#total")


async def test_a_card_whose_colours_alone_change_is_drawn_again(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at((120, 36)) as user:
        await user.sees("plan")
        cards = user.screen.query_one(Cards)
        first, *others = cards._cards
        for changed in (
            first._replace(note=text(("note", "bold"))),
            first._replace(note=text(("note", "reverse"))),
            first._replace(rows=[text((words.plain, "reverse")) for words in map(text, first.rows)]),
        ):
            before = [list(cards.render_line(y)) for y in range(cards.size.height)]
            cards.show_cards([changed, *others], first.id, beside=True)
            await user.settles()
            assert [list(cards.render_line(y)) for y in range(cards.size.height)] != before


async def test_a_step_that_is_filled_again_leaves_what_is_selected(user_at: SitDown, left_at: LeftAt) -> None:
    """The account may be read, or the window change, between the focus and the first key."""
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.reaches("#quantity")
        assert isinstance(user.screen, PlanScreen)
        user.screen.fill()
        await user.types("3")
        assert user.value("#quantity") == "3"


async def test_garbage_for_a_quantity_shuts_the_way_with_the_reason(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN, quantity="0")
    async with user_at() as user:
        await user.sees("plan")
        await user.clicks("#next")
        await user.settles()
        assert (user.here, user.value("#quantity")) == ("plan", "0")
        for garbage in ("", "0", "101", "999999"):
            await user.writes("#quantity", garbage)
            assert not user.can_go_on, garbage
            assert "100" in user.reads("#reason")
            assert not any(digit in user.reads("#total") for digit in "0123456789")
            await user.presses("enter", "enter")
            assert user.here == "plan"
        await user.writes("#quantity", "2")
        assert user.can_go_on
        assert user.reads("#reason") == ""
        assert "26.10" in user.reads("#total")


async def test_what_is_no_number_does_not_take_the_place_of_the_quantity(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN, quantity="3")
    async with user_at() as user:
        await user.sees("plan")
        await user.reaches("#quantity")
        packet(user, "a", "b", "c")
        await user.settles()
        assert user.toasts == [NOT_A_NUMBER], "once, though three letters came together"
        for garbage in ("x", "q", "?", ".", " ", "½", "٣"):
            await user.types(garbage)
            assert (user.here, user.value("#quantity")) == ("plan", "3"), garbage
            assert user.can_go_on
        assert user.toasts == [NOT_A_NUMBER]
        for garbage in ("many", "4 plans", "1.5", "1e1", "as many as you have"):
            await user.pastes(garbage)
            assert user.value("#quantity") == "3", garbage
        assert user.toasts == [NOT_A_NUMBER], "nothing of it would fit where there is room"
        await user.pastes("7")
        assert user.value("#quantity") == "7", "a paste takes the place of what is selected, as a key does"
        await user.presses("shift+home")
        await user.types("5")
        assert user.value("#quantity") == "5", "a number does"
        assert "65.25" in user.reads("#total")


async def test_a_paste_is_cut_and_told_where_it_does_not_fit(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN, quantity="")
    async with user_at() as user:
        await user.sees("plan")
        await user.reaches("#quantity")
        await user.pastes("12\r\n")
        assert user.value("#quantity") == "12"
        assert "156.60" in user.reads("#total")
        assert user.toasts == []
        await user.presses("ctrl+u")
        await user.pastes("1234567890123")
        await user.hears("13", "6")
        assert user.value("#quantity") == "123456"
        await user.pastes("7")
        await user.hears("0 of 1")
        assert user.value("#quantity") == "123456"


async def test_arrows_signs_and_mouse_step_the_quantity_within_its_bounds(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN, quantity="99")
    async with user_at() as user:
        await user.sees("plan")
        await user.reaches("#quantity")
        for key, quantity in (("up", "100"), ("+", "100"), ("down", "99"), ("-", "98")):
            await user.presses(key)
            assert user.value("#quantity") == quantity
        await user.clicks("#more")
        await user.until(lambda: user.value("#quantity") == "99", "99")
        assert "1,291.95" in user.reads("#total")
        await user.writes("#quantity", "1")
        await user.clicks("#less")
        await user.settles()
        assert user.value("#quantity") == "1"


async def test_a_volume_below_the_break_even_is_held_against_the_plan(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN, volume="1k")
    async with user_at() as user:
        await user.sees("plan")
        assert "1,000 a month" in user.reads("#consequence")
        assert "45,000" in user.reads("#consequence")


async def test_arrears_are_told(user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        assert "arrears" in user.reads("#consequence")


async def test_the_order_in_a_small_window_has_no_half_date(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at(size=(60, 20)) as user:
        await user.sees("plan")
        assert user.reads("#total").split() == ["50k", "×", "1", "50,000", "emails", "Total", "USD", "13.05"]
        await user.resizes(80, 24)
        assert "valid until" in user.reads("#total")


async def test_plans_that_are_owned_are_used_first_and_what_is_dear_says_why(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    plans = direct_mail.overviews.overview().plans
    assert plans is not None
    left = f"{sum(plan.left for plan in plans):,}"
    left_at(Step.PLAN)
    async with user_at((120, 36)) as user:
        await user.sees("plan")
        assert f"You own {left} emails" in user.reads("#consequence").replace("\n  ", " ")
        assert "used after your plans, from" in user.reads("#time")
        assert f"{left} emails you own" in user.reads("#total")
        await user.chooses("500k")
        usable = quote_draft(direct_mail, user.draft).usable_emails
        assert usable is not None
        assert f"{short_number(usable)} usable" in "\n".join(user.rows()), "beside “dearer” in its card"
        assert f"{usable:,} of 500,000" in user.reads("#total")
        await user.resizes(80, 24)
        row = next(row for row in user.rows() if "121.80" in row and "420,000" in row)
        assert f"no, for {short_number(round(usable, -3))}" in row, "beside what it pays off above"
