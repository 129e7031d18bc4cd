"""The overview: how much you can send, until when, at what cost, and the next step."""

from datetime import timedelta

import pytest
from textual.containers import VerticalScroll

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import paint
from dm_tui.tui.console import screen
from dm_tui.tui.console.overview_tab import KEY_FOR_ACTION, paint_overview
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.conftest import Wait
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells
from tests.tui.journey import User


def _overview(user: User) -> str:
    return user.reads("#overview-text")


async def test_months_of_history_fit_80_by_24_and_tell_the_end_of_every_plan(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        assert user.screen.query_one("#overview VerticalScroll", VerticalScroll).max_scroll_y == 0
        shown = "\n".join(user.rows())
        for words in (
            "You can send 2,000 emails today.",
            "At this pace your plans last until 14 March, then USD 0.29 per 1,000.",
            "1,460 of 50,000",
            "used up about 1 February at this pace",
            "expires in 142 days",
            "2 used up or expired",
            "0 of 2,000 used today",
            "14 days",
            "1,221 a day",
            "active · open amount USD 0.00",
            "USD 1.13, charged",
            f"5 unread · press {tab_key('messages')}",
            "✓ identity verification  ✓ a plan  ✓ activation",
        ):
            assert words in shown


async def test_what_will_be_left_is_told_in_emails_and_money(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("expiring")
    async with user_at() as user:
        await user.sees("console")
        assert "about 19,064 emails (USD 4.98) will be left over" in _overview(user)


async def test_before_there_is_usage_nothing_is_projected(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    terms, region = (
        direct_mail.purchases.catalogue().terms_version,
        direct_mail.prerequisites.account().region,
    )
    direct_mail.purchases.pay(direct_mail.purchases.confirm("50k", 1, region, terms).id, "balance")
    assert direct_mail.overviews.overview().forecast.plans == ()
    async with user_at() as user:
        await user.sees("console")
        assert "50,000 of 50,000" in _overview(user)
        assert "left over" not in _overview(user)
        assert "Your plans are valid until" in _overview(user)


async def test_activation_is_the_next_step_once_a_plan_is_bought(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, direct_mail.prerequisites.account().region, terms)
    direct_mail.purchases.pay(order.id, "card-4242")
    direct_mail.set_preferences(prompt_activation=False)
    async with user_at() as user:
        await user.presses("escape")
        await user.sees("console")
        assert "Nothing can be set up or sent yet. Missing: activation." in _overview(user)
        assert "→ activation: press a" in _overview(user)
        await user.presses("a")
        await user.sees("activation")


@pytest.mark.parametrize("scenario", ["fresh", "overdue"])
def test_every_step_of_the_checklist_has_a_key(direct_mail: DirectMail, scenario: str) -> None:
    direct_mail.sandbox.load(scenario)
    assert {step.action for step in direct_mail.overviews.overview().next_steps} <= set(KEY_FOR_ACTION)


async def test_the_next_step_names_its_key(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        assert f"→ domain: press {tab_key('senders')}" in _overview(user)


async def test_arrears_come_first_and_name_the_key(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    async with user_at() as user:
        await user.sees("console")
        assert "Sending is suspended" in _overview(user).splitlines()[0]
        assert "Press 4" in _overview(user).splitlines()[0]
        assert "→ the overdue bill: press 4" in _overview(user)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("fresh", "Nothing can be set up or sent yet. Missing: activation."),
        ("unverified", "Nothing can be set up or sent yet. Missing: identity verification, activation."),
        ("activated", "Beyond the free quota you pay USD 0.29 per 1,000."),
        ("expiring", "9 February, then USD 0.29 per 1,000."),
    ],
)
def test_what_pays_once_the_plans_end_is_told(direct_mail: DirectMail, scenario: str, told: str) -> None:
    direct_mail.sandbox.load(scenario)
    painted = paint_overview(direct_mail.overviews.overview(), 76, 19).plain
    assert told in " ".join(painted.split())


async def test_a_day_without_quota_left_says_why(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.metering.record(5_000)
    async with user_at() as user:
        await user.sees("console")
        assert "You cannot send now: today's quota is used up." in _overview(user)


@pytest.mark.parametrize(("quantity", "told"), [(3, 3), (5, 5), (40, 4)])
async def test_any_number_of_plans_is_told_without_scrolling(
    user_at: SitDown, direct_mail: DirectMail, quantity: int, told: int
) -> None:
    direct_mail.sandbox.load("activated")
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", quantity, "ap-southeast-1", terms)
    direct_mail.purchases.pay(order.id, "card-4242")
    async with user_at() as user:
        await user.sees("console")
        assert _overview(user).count("of 50,000") == told
        assert ("and 36 more plans with 1,800,000 emails" in _overview(user)) == (quantity == 40)
        assert user.screen.query_one("#overview VerticalScroll", VerticalScroll).max_scroll_y == 0


async def test_a_terminal_without_the_glyphs_gets_their_twins(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    twins = vars(paint.Marks(ascii_only=True))
    assert twins["done"] not in "x!", "a tick says yes there, too"
    for name, mark in twins.items():
        monkeypatch.setattr(paint.MARKS, name, mark)
    async with user_at() as user:
        await user.sees("console")
        assert _overview(user).isascii()
        await user.presses("3")
        assert user.reads("#usage-legend").isascii()
        assert all(cell.isascii() for row in cells(user, "usage-table") for cell in row)


async def test_what_falls_due_while_the_console_is_open_happens(
    user_at: SitDown, direct_mail: DirectMail, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "DUE_SECONDS", 0.05)
    direct_mail.sandbox.load("expiring")
    direct_mail.set_preferences(prompt_activation=False)
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", terms)
    async with user_at() as user:
        await user.sees("console")
        assert "expires in 9 days" in _overview(user)
        wait(timedelta(days=10))
        await user.until(lambda: "used up or expired" in _overview(user), "the plan expired")
        await user.until(lambda: direct_mail.purchases.order(order.id).closed, "the order lapsed")
        await user.until(
            lambda: any("expired" in one.subject for one in direct_mail.overviews.messages()),
            "a message about it",
        )
        await user.until(
            lambda: f"{len(direct_mail.overviews.messages())} unread" in _overview(user), "it counted"
        )
    assert direct_mail.metering.write_off_expired_plans() == ()
    assert direct_mail.billing.charge_due_bill() is None
    assert not any(one.due_to_lapse(direct_mail.now()) for one in direct_mail.purchases.orders())


@pytest.mark.parametrize("width", [40, 60, 76, 112])
def test_no_line_of_the_checklist_ends_between_a_step_and_its_mark(
    direct_mail: DirectMail, width: int
) -> None:
    direct_mail.sandbox.load("activated")
    view = direct_mail.overviews.overview()
    rows = paint_overview(view, width, 19).plain.splitlines()
    begin = next(number for number, row in enumerate(rows) if row.startswith("Next"))
    steps = [row for row in rows[begin:] if not row.startswith("User Guide")]
    assert all(len(row) <= width for row in steps)
    assert all(step.title in " ".join(steps) for step in view.next_steps)
    assert all(row.startswith(("Next  ", "      ")) for row in steps)
