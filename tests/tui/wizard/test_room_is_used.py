"""Room is used: no step leaves more than a third of a large window blank, and focus is seen by its shape."""

import re

import pytest

from dm_tui.domain.purchase.wizard import Step
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User

_SIDES = re.compile(r"[\s│┃]")


PANELS = {Step.PLAN: "50k", Step.CONFIRM: "Terms of service", Step.PAYMENT: "Payment method"}
"""The steps beside which the order stands, and the panel of each that has the focus first."""


@pytest.mark.parametrize("step", list(Step))
async def test_every_step_uses_its_room_and_the_order_with_its_total_goes_along(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step, volume="" if step is Step.PAYMENT else "25k", quantity="3")  # paid without a warning
    async with user_at((120, 36)) as user:
        await user.sees(step)
        assert _blank_rows(user) * 3 <= 36, "\n".join(user.rows())
        assert user.find("#body").max_scroll_y == 0
        if step in PANELS:
            assert any("┏━" in row and PANELS[step] in row for row in user.rows()), "the focus is not heavy"
            assert any("Your order" in row for row in user.rows())
            _the_order_goes_along(user, 34)
        if step is Step.PLAN:
            _buttons_stand_at_the_ends(user, names_the_key=True)
        await user.resizes(160, 48)
        assert _blank_rows(user) * 10 <= 48 * 4, "\n".join(user.rows())
        await user.resizes(100, 30)
        assert user.find("#body").max_scroll_y == 0, "\n".join(user.rows())
        if step in PANELS:
            _the_order_goes_along(user, 34)
            for width, height in ((80, 24), (60, 20)):
                await user.resizes(width, height)
                _the_order_goes_along(user, width - 2)
                assert not any("Your order" in row for row in user.rows()), "a line has no title"
                if step is Step.PLAN:
                    _buttons_stand_at_the_ends(user, names_the_key=width == 80)


def _blank_rows(user: User) -> int:
    return sum(not _SIDES.sub("", row) for row in user.rows())


def _the_order_goes_along(user: User, width: int) -> None:
    assert user.find("#total").size.width == width
    assert "39.15" in user.reads("#total")
    assert any("Total" in row and "USD 39.15" in row for row in user.rows())


def _buttons_stand_at_the_ends(user: User, *, names_the_key: bool) -> None:
    """See Back at the left and the one primary button at the right."""
    back, forward = user.find("#back").region, user.find("#next").region
    assert back.y == forward.y
    assert back.x == user.find("#masthead").content_region.x
    assert forward.right == user.find("#masthead").content_region.right
    assert len(user.screen.query("ActionButton.-primary")) == 1
    words = next(row for row in user.rows() if "Review order" in row)
    assert ("Esc Back" in words) == names_the_key
    assert "Enter" not in words, "Enter chooses a plan here"


@pytest.mark.parametrize("step", [Step.BILLING_MODEL, Step.PLAN, Step.CONFIRM, Step.PAYMENT, Step.RECEIPT])
async def test_a_step_with_most_to_say_is_whole_at_100_by_30(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step, quantity="19", volume="20k")
    async with user_at((100, 30)) as user:
        await user.sees(step)
        assert user.find("#body").max_scroll_y == 0, "\n".join(user.rows())


async def test_the_first_screen_says_what_this_is_and_leads_to_the_console_without_buying(
    user_at: SitDown,
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        assert any("Direct Mail sends your emails through Alibaba Cloud" in row for row in user.rows())
        await user.presses("o")
        await user.until(lambda: user.here in ("console", "activation-prompt"), "the console")


async def test_tab_goes_round_all_of_payment(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        seen = [user.focused]
        for _ in range(3):
            await user.presses("tab")
            seen.append(user.focused)
        assert seen == ["payment-methods", "next", "back", "payment-methods"]


async def test_the_advised_plan_is_chosen_beforehand_and_marked(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN, volume="25k")
    async with user_at() as user:
        await user.sees("plan")
        await user.until(lambda: "25,000 a month" in user.reads("#advice"), "the advice")
        advised = user.reads("#advice")
        quantity = user.value("#quantity")
        assert f"{quantity} × {user.chosen('#plans')} now" in advised
        assert any("★" in row and str(user.chosen("#plans")) in row for row in user.rows())


async def test_what_you_chose_is_never_replaced_by_the_advice(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN, volume="80k", spec="1m", quantity="4")
    async with user_at() as user:
        await user.sees("plan")
        await user.until(lambda: "80,000 a month" in user.reads("#advice"), "the advice")
        assert (user.chosen("#plans"), user.value("#quantity")) == ("1m", "4")


async def test_cards_are_chosen_with_either_pair_of_arrows_and_by_mouse(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN)
    async with user_at((120, 36)) as user:
        await user.sees("plan")
        await user.presses("right", "down", "left")
        assert user.chosen("#plans") == "500k"
        await user.clicks("#plans", offset=(60, 3))
        await user.until(lambda: user.chosen("#plans") == "5m", "the last card")


async def test_the_picture_of_the_saving_stays_when_a_volume_is_typed(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.BILLING_MODEL, volume="20k")
    async with user_at((100, 30)) as user:
        await user.sees("billing-model")
        for size in ((100, 30), (80, 24), (60, 20)):
            await user.resizes(*size)
            assert any("USD +2.90 │" in row for row in user.rows()), "\n".join(user.rows())
            assert any("cheaper" in row and "USD 31.32" in row for row in user.rows()), size


async def test_a_payment_without_an_answer_is_checked_not_paid_and_whole_at_60_by_20(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PAYMENT)
    async with user_at((60, 20)) as user:
        await user.sees("payment")
        await user.chooses("card-lost")
        await user.presses("p")
        await user.until(lambda: "not known yet" in "\n".join(user.rows()), "no answer")
        await user.until(lambda: "Enter Check payment" in user.rows()[-1], "the button in focus")
        assert "p Pay " not in user.rows()[-1]
        assert user.find("#body").max_scroll_y == 0
