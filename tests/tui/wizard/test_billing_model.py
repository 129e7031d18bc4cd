"""The billing model: a volume is optional, answered in money, and refused only when going on."""

from dm_tui.domain.purchase.wizard import Step
from tests.tui.conftest import LeftAt, SitDown


async def test_a_volume_is_answered_with_what_is_cheaper_and_refused_when_going_on(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.BILLING_MODEL)
    async with user_at() as user:
        await user.sees("billing-model")
        for volume, emails, cheaper in (
            ("50k", "298,000", "6 × 50k"),
            ("20k", "118,000", "2 × 50k (1 now) + pay-as-you-go"),
            ("1,000", "4,000", "pay-as-you-go"),
            ("0.5m", "360,000", "7 × 50k (2 now) + pay-as-you-go"),
        ):
            await user.writes("#volume", volume)
            answer = user.reads("#answer")
            assert emails in answer
            verdict = next(line for line in answer.splitlines() if "cheaper" in line)
            assert cheaper in verdict
            assert "USD" in verdict
        await user.writes("#volume", "99999999999m")
        assert "Give 0 to 1,000,000,000 emails a month" in user.reads("#answer")
        for volume in ("many", "1e5", "-3", "12..5", "k"):
            await user.writes("#volume", volume)
            await user.goes_on()
            await user.hears(f"“{volume}”")
            assert user.here == "billing-model"
            assert user.value("#volume") == volume
        await user.writes("#volume", "")
        await user.goes_on()
        await user.sees("plan")


async def test_a_volume_the_daily_quota_holds_back_is_told(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.BILLING_MODEL)
    why = "Your daily quota (2,000) allows 362,000 of 480,000."
    async with user_at() as user:
        await user.sees("billing-model")
        await user.writes("#volume", "80k")
        for size in ((80, 24), (60, 20)):
            await user.resizes(*size)
            await user.until(lambda: any(why in row for row in user.rows()), why)
            assert "you pay for 360,000" in user.reads("#answer")
            assert "free quota and your plans pay for 2,000 first" in user.reads("#answer")
            assert "USD 104.40" in user.reads("#answer")
        await user.writes("#quota-growth", "20")
        assert "360,000;" not in user.reads("#answer")
        await user.writes("#quota-growth", "a lot")
        await user.goes_on()
        await user.hears("is not a percentage for the growth of the quota")
        await user.writes("#quota-growth", "")
        await user.writes("#volume", "20k")
        assert "Next: choose a plan" in user.reads("#total")


async def test_a_bad_figure_is_named_beside_its_field_and_the_last_picture_stays(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.BILLING_MODEL)
    async with user_at((120, 36)) as user:
        await user.sees("billing-model")
        await user.writes("#volume", "20k")
        pictured = user.find("#saving").border_title
        await user.writes("#quota-growth", "20k")
        assert "“20k” is not a percentage" in user.reads("#volume-words")
        assert user.find("#saving-picture").display
        assert user.find("#saving").border_title == pictured
        await user.writes("#quota-growth", "5")
        assert "120,000 in six months" in user.reads("#volume-words")


async def test_the_choice_decides_the_way(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.BILLING_MODEL)
    async with user_at() as user:
        await user.sees("billing-model")
        await user.chooses("pay-as-you-go")
        await user.chooses("resource-plan")
        await user.goes_on()
        await user.sees("plan")
        await user.presses("escape")
        await user.sees("billing-model")
        await user.chooses("pay-as-you-go")
        await user.goes_on()
        await user.sees("activation")
