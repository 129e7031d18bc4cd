"""Before you begin: what is missing is named and shuts the way on; completing it opens the way."""

import pytest

from dm_tui.domain.account import wording
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.wizard.step import StepScreen
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User


async def _must_complete(user: User, *named: str, with_mouse: bool = False) -> None:
    """Find the way shut with every name given, complete it, and find the way open."""
    await user.sees("prerequisites")
    await user.until(lambda: not user.can_go_on, "the way on shut")
    reason = user.reads("#reason").lower()
    if len(named) > 1:  # their names would be cut
        assert "missing, see above" in reason
    for name in named:
        assert name in (reason if len(named) == 1 else user.reads("#checks").lower())
    await user.hammers("enter", "enter")
    assert user.here == "prerequisites"
    await user.clicks("#next")
    assert user.here == "prerequisites"
    if with_mouse:
        await user.clicks("#verify")
    else:
        await user.reaches("#verify")
        await user.presses("enter")
    await user.until(lambda: user.can_go_on, "the way on open")
    assert user.reads("#reason") == ""
    await user.goes_on()
    await user.sees("billing-model")


@pytest.mark.parametrize(
    ("scenario", "named"), [("unverified", "identity verification"), ("ram-user", "permissions")]
)
async def test_what_the_account_lacks_shuts_the_way_until_it_is_completed(
    user_at: SitDown, direct_mail: DirectMail, scenario: str, named: str
) -> None:
    direct_mail.sandbox.load(scenario)
    async with user_at() as user:
        await user.sees("prerequisites")
        if scenario == "ram-user":
            assert "AliyunDirectMailFullAccess" in user.reads("#checks")
            assert "AliyunBSSOrderAccess" in user.reads("#checks")
        await _must_complete(user, named, with_mouse=scenario == "unverified")
    region = direct_mail.prerequisites.region("ap-southeast-1")
    assert all(check.met for check in direct_mail.prerequisites.check(region.id))


async def test_a_new_account_lacks_nothing_but_what_the_chinese_mainland_asks_of_its_own(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        assert not user.find("#verify").display
        assert user.label("#back") == "Leave"
        for region, opens in (("cn-hangzhou", False), ("ap-southeast-1", True), ("cn-hangzhou", False)):
            assert user.can_go_on is not opens
            await user.chooses(region)
            await user.until(lambda opens=opens: user.can_go_on is opens, region)  # type: ignore[misc]
            name = direct_mail.prerequisites.region(region).name
            await user.until(lambda name=name: name in user.rows()[0], "the heading")  # type: ignore[misc]
        both = user.reads("#checks")
        assert "✓ Identity verification of the account: complete" in both
        assert "! Extra verification for China (Hangzhou) only: not complete" in both
        await _must_complete(user, "hangzhou")
        assert user.label("#back") == "Back"
    assert direct_mail.prerequisites.account().region == "cn-hangzhou"


async def test_everything_missing_at_once_is_named_at_once(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    direct_mail.prerequisites.sign_in("ops")
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await user.until(lambda: user.reads("#checks").count("! ") == 3, "all three")
        assert user.find("#body").max_scroll_y == 0
        assert "Complete it now" in "\n".join(user.rows())
        await _must_complete(user, "identity", "hangzhou")
    assert all(check.met for check in direct_mail.prerequisites.check("cn-hangzhou"))


async def test_what_is_missing_names_the_button_and_stands_under_its_mark(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "VERIFY_FOR_MAINLAND", f"{'Very long ' * 10}: dm-tui verify {{region}}.")
    direct_mail.sandbox.load("unverified")
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        for size in ((80, 24), (120, 24), (120, 36)):
            await user.resizes(*size)
            await user.until(lambda: "Very long" in user.reads("#checks"), "the hint")
            said, room = user.reads("#checks"), user.find("#checks").size.width
            assert max(map(len, said.splitlines())) <= room, "no line is wrapped once more"
            assert " ".join(said.split()).count("press the button below") == 2
            assert "dm-tui verify" not in said


async def test_an_order_left_at_payment_is_shown_on_the_first_step_and_cancelled_from_there(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    left_at(Step.PAYMENT, quantity="3")
    [order] = direct_mail.purchases.orders()
    direct_mail.wizard_drafts.finish()  # as "Pay later" does
    async with user_at((120, 36)) as user:
        await user.sees("prerequisites")
        for size in ((120, 36), (80, 24), (60, 20)):
            await user.resizes(*size)
            shown = " ".join(user.reads("#open-order").split())
            assert f"{order.id} (3 × 50k, USD 39.15) waits for payment until" in shown
            assert user.find("#body").max_scroll_y == 0
        await user.presses("p")
        await user.sees("payment")
        assert (user.draft.order_id, user.draft.quantity) == (order.id, "3")
        await user.presses("delete")
        await user.sees("cancel-order")
        await user.presses("tab", "enter")
        await user.until(lambda: direct_mail.purchases.order(order.id).closed, "the order cancelled")
        await user.until(lambda: user.focused == "back", "the way back")
    direct_mail.wizard_drafts.finish()
    async with user_at() as user:
        await user.sees("prerequisites")
        assert not user.find("#open-order").display
        await user.presses("p")
        assert user.here == "prerequisites"


async def test_a_small_window_has_one_left_edge(user_at: SitDown) -> None:
    async with user_at((60, 20)) as user:
        await user.sees("prerequisites")
        edges = {user.find(id).content_region.x for id in ("#intro", "#region", "#meaning", "#checks")}
        assert edges == {1}


async def test_a_button_that_is_shut_under_the_focus_hands_it_to_the_regions(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    """Textual hands it to the button beside it: an Enter that was meant for the next step left the wizard."""
    direct_mail.sandbox.load("activated")
    left_at(Step.PREREQUISITES)
    async with user_at() as user:
        await user.reaches("#next")
        direct_mail.sandbox.load("unverified")
        assert isinstance(user.screen, StepScreen)
        user.screen.refresh_account()
        await user.settles()
        assert (user.can_go_on, user.focused) == (False, "region")
