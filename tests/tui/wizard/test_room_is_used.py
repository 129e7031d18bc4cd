"""Room is used: no step leaves more than a third of a large window blank, and focus is seen by its shape."""

import re

import pytest

from dm_tui.domain.purchase.wizard import Step
from tests.tui.conftest import LeftAt, SitDown

_SIDES = re.compile(r"[\s│┃]")


@pytest.mark.parametrize("step", list(Step))
async def test_no_step_leaves_more_than_a_third_of_its_rows_blank(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step, volume="25k")
    async with user_at((120, 36)) as user:
        await user.sees(step)
        rows = user.rows()
        blank = [row for row in rows if not _SIDES.sub("", row)]
        assert len(blank) * 3 <= len(rows), "\n".join(rows)
        assert user.find("#body").max_scroll_y == 0
        await user.resizes(160, 48)
        rows = user.rows()
        assert sum(not _SIDES.sub("", row) for row in rows) * 10 <= len(rows) * 4, "\n".join(rows)


@pytest.mark.parametrize(
    ("step", "panel"),
    [(Step.PAYMENT, "Payment method"), (Step.CONFIRM, "Terms of service"), (Step.PLAN, "50k")],
)
async def test_the_panel_with_the_focus_is_heavy(
    user_at: SitDown, left_at: LeftAt, step: Step, panel: str
) -> None:
    left_at(step)
    async with user_at((120, 36)) as user:
        await user.sees(step)
        await user.until(lambda: any("┏━" in row and panel in row for row in user.rows()), panel)


@pytest.mark.parametrize("size", [(120, 36), (100, 30), (80, 24), (60, 20)], ids=str)
@pytest.mark.parametrize("step", [Step.PLAN, Step.CONFIRM, Step.PAYMENT])
async def test_the_order_with_its_total_goes_along(
    user_at: SitDown, left_at: LeftAt, step: Step, size: tuple[int, int]
) -> None:
    left_at(step, quantity="3")
    async with user_at(size) as user:
        await user.sees(step)
        card = user.find("#total")
        assert card.size.width == (34 if size[0] >= 100 else size[0] - 2)
        assert "39.15" in user.reads("#total")
        assert any("Total" in row and "USD 39.15" in row for row in user.rows())


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)], ids=str)
async def test_one_primary_button_is_at_the_right_and_back_at_the_left(
    user_at: SitDown, left_at: LeftAt, size: tuple[int, int]
) -> None:
    left_at(Step.PLAN)
    async with user_at(size) as user:
        await user.sees("plan")
        back, forward = user.find("#back").region, user.find("#next").region
        assert back.y == forward.y
        assert back.x == user.find("#masthead").content_region.x
        assert forward.right == user.find("#masthead").content_region.right
        assert len(user.screen.query("ActionButton.-primary")) == 1
        words = next(row for row in user.rows() if "Review order" in row)
        assert ("Enter  Review order" in words) == (size[0] >= 76)


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


@pytest.mark.parametrize(
    "answers", [{}, {"quantity": "19", "volume": "20k"}], ids=["defaults", "most to say"]
)
@pytest.mark.parametrize("step", list(Step))
async def test_every_step_is_whole_at_100_by_30(
    user_at: SitDown, left_at: LeftAt, step: Step, answers: dict[str, str]
) -> None:
    left_at(step, **answers)
    async with user_at((100, 30)) as user:
        await user.sees(step)
        assert user.find("#body").max_scroll_y == 0, "\n".join(user.rows())


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)], ids=str)
async def test_the_picture_of_the_saving_stays_when_a_volume_is_typed(
    user_at: SitDown, left_at: LeftAt, size: tuple[int, int]
) -> None:
    left_at(Step.BILLING_MODEL, volume="20k")
    async with user_at(size) as user:
        await user.sees("billing-model")
        assert any("USD +2.90 │" in row for row in user.rows()), "\n".join(user.rows())
        assert any("cheaper" in row and "USD 31.32" in row for row in user.rows())


async def test_a_payment_without_an_answer_is_checked_not_paid_and_whole_at_60_by_20(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PAYMENT)
    async with user_at((60, 20)) as user:
        await user.sees("payment")
        await user.chooses("card-lost")
        await user.presses("p")
        await user.until(lambda: "not known yet" in "\n".join(user.rows()), "no answer")
        assert "p Check payment" in user.rows()[-1]
        assert "p Pay " not in user.rows()[-1]
        assert user.find("#body").max_scroll_y == 0


async def test_the_frame_of_the_order_has_no_title_once_it_is_a_line(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.CONFIRM)
    async with user_at((120, 36)) as user:
        await user.sees("confirm")
        assert any("Your order" in row for row in user.rows())
        await user.resizes(80, 24)
        assert not any("Your order" in row for row in user.rows())
