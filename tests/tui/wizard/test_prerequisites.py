"""Before you begin: what is missing is named and shuts the way on; completing it opens the way."""

import pytest

from dm_tui.domain.account import wording
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User


async def _must_complete(user: User, *named: str) -> None:
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
        await _must_complete(user, named)
    region = direct_mail.prerequisites.region("ap-southeast-1")
    assert all(check.met for check in direct_mail.prerequisites.check(region.id))


async def test_a_ram_user_reads_which_policies_are_missing(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("ram-user")
    async with user_at() as user:
        await user.sees("prerequisites")
        assert "AliyunDirectMailFullAccess" in user.reads("#checks")
        assert "AliyunBSSOrderAccess" in user.reads("#checks")


async def test_the_chinese_mainland_asks_for_a_verification_of_its_own(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        assert user.can_go_on
        await user.chooses("cn-hangzhou")
        await _must_complete(user, "hangzhou")
    assert direct_mail.prerequisites.account().region == "cn-hangzhou"


async def test_going_back_to_a_region_without_conditions_opens_the_way(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await user.until(lambda: not user.can_go_on, "the way on shut")
        await user.chooses("ap-southeast-1")
        await user.until(lambda: user.can_go_on, "the way on open")


async def test_everything_missing_at_once_is_named_at_once(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    direct_mail.prerequisites.sign_in("ops")
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await _must_complete(user, "identity", "hangzhou")
    assert all(check.met for check in direct_mail.prerequisites.check("cn-hangzhou"))


async def test_verification_can_be_completed_by_mouse(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.clicks("#verify")
        await user.until(lambda: user.can_go_on, "the way on open")
    assert direct_mail.prerequisites.account().identity_verified


async def test_an_account_that_lacks_nothing_is_offered_nothing_to_complete(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        assert not user.find("#verify").display
        assert user.can_go_on


@pytest.mark.parametrize("size", [(80, 24), (120, 24), (120, 36)])
async def test_what_is_missing_names_the_button_and_stands_under_its_mark(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(wording, "VERIFY_FOR_MAINLAND", f"{'Very long ' * 10}: dm-tui verify {{region}}.")
    direct_mail.sandbox.load("unverified")
    async with user_at(size) as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await user.until(lambda: "Very long" in user.reads("#checks"), "the hint")
        said, room = user.reads("#checks"), user.find("#checks").size.width
        assert max(map(len, said.splitlines())) <= room, "no line is wrapped once more"
        assert " ".join(said.split()).count("press the button below") == 2
        assert "dm-tui verify" not in said


async def test_three_missing_prerequisites_fit_the_smallest_window(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("unverified")
    direct_mail.prerequisites.sign_in("ops")
    async with user_at((80, 24)) as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await user.until(lambda: user.reads("#checks").count("! ") == 3, "all three")
        assert user.find("#body").max_scroll_y == 0
        assert "Complete it now" in "\n".join(user.rows())


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)], ids=str)
async def test_an_order_left_at_payment_is_shown_on_the_first_step_and_cancelled_from_there(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, size: tuple[int, int]
) -> None:
    left_at(Step.PAYMENT, quantity="3")
    [order] = direct_mail.purchases.orders()
    direct_mail.wizard_drafts.finish()  # as "Pay later" does
    async with user_at(size) as user:
        await user.sees("prerequisites")
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
    async with user_at(size) as user:
        await user.sees("prerequisites")
        assert not user.find("#open-order").display
        await user.presses("p")
        assert user.here == "prerequisites"


async def test_the_first_step_of_a_new_account_is_left_not_gone_back_from(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        assert user.label("#back") == "Leave"
        await user.goes_on()
        await user.sees("billing-model")
        assert user.label("#back") == "Back"
