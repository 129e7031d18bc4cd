"""The budget in the console: set among the settings, shown with usage, and said in the review."""

from dm_tui.domain.money import usd
from dm_tui.domain.usage.budget import Budget, WhenOver
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import SitDown
from tests.tui.journey import User


async def _opens(user: User) -> None:
    await user.sees("console")
    await user.presses(tab_key("account"))
    await user.until(lambda: user.focused == "access-menu", "the tab")
    await user.presses("tab")
    await user.chooses("budget")
    await user.presses("enter")
    await user.sees("setting")


def kept(direct_mail: DirectMail) -> Budget:
    return direct_mail.budgets.state().budget


async def test_a_budget_is_set_refused_in_place_and_ended(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((100, 40)) as user:
        await _opens(user)
        await user.writes("#budget-amount", "much")
        await user.clicks("#submit")
        await user.until(lambda: "is not an amount of money" in user.reads("#form-problem"), "the refusal")
        await user.writes("#budget-amount", "49.50")
        await user.presses("tab", "down")
        await user.clicks("#submit")
        await user.sees("console")
        await user.until(lambda: any("USD 49.50, sends what fits" in row for row in user.rows()), "the row")
    assert kept(direct_mail) == Budget(limit=usd("49.50"), when_over=WhenOver.HOLD_BACK)
    async with user_at((100, 40)) as user:
        await _opens(user)
        assert user.value("#budget-amount") == "49.50"
        await user.clicks("#submit")
        await user.sees("console")
        assert kept(direct_mail).when_over is WhenOver.HOLD_BACK
        await _opens(user)
        await user.writes("#budget-amount", "")
        await user.clicks("#submit")
        await user.sees("console")
    assert kept(direct_mail).limit is None


async def test_usage_shows_the_month_where_there_is_a_budget(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("usage"))
        assert "Budget" not in user.reads("#usage-legend")
        spent = direct_mail.budgets.set("50").month.spent
        assert spent is not None
        await user.until(
            lambda: f"Budget: {spent.rounded()} of USD 50.00" in user.reads("#usage-legend"), "the month"
        )
