"""The overview: how much you can send, until when, at what cost, and the next step."""

from datetime import timedelta

import pytest
from textual.containers import VerticalScroll
from textual.geometry import Region

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.ascii_screen import ascii_twin
from dm_tui.tui.console import screen
from dm_tui.tui.console.overview import overview_tab
from dm_tui.tui.console.overview.overview_tab import Added, paint_overview
from dm_tui.tui.console.overview.suggestions import KEY_FOR_ACTION, steps_to_send
from dm_tui.tui.console.overview.today_gauges import measures
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.conftest import Wait
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells
from tests.tui.journey import User

SIZES = [(60, 20), (80, 24), (100, 30), (120, 36), (160, 48)]
"""Sizes in which the overview is seen whole, without scrolling."""


def _overview(user: User) -> str:
    return user.reads("#overview-text")


def _scrolls(user: User) -> bool:
    return user.screen.query_one("#overview VerticalScroll", VerticalScroll).max_scroll_y > 0


def _order(direct_mail: DirectMail, spec: str = "50k", quantity: int = 1) -> str:
    terms = direct_mail.purchases.catalogue().terms_version
    region = direct_mail.prerequisites.account().region
    return direct_mail.purchases.confirm(spec, quantity, region, terms).id


async def test_months_of_history_fit_80_by_24_and_tell_the_end_of_every_plan(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        assert not _scrolls(user)
        shown = "\n".join(user.rows())
        for words in (
            "You can send 2,000 emails today.",
            "At this pace plans last until 14 March.",
            "1,460 of 50,000",
            "used up about 1 February at this pace",
            "22 June",
            "2 ended",
            "0.29 per 1,000",
            "0 of 2,000 used today",
            "15,877 emails in 14 days, now 1,221 a day",
            "daily quota 2,000",
            "USD 0.00 · last bill USD 1.13, charged",
            f"○ {tab_key('messages')}  read 5 messages",
            f"→ {tab_key('send')}  write a mailing",
            "see whether to buy again before 14 March",
        ):
            assert words in shown


async def test_plans_that_expire_with_emails_left_do_not_last(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("expiring")
    async with user_at() as user:
        await user.sees("console")
        assert "Plans expire on" in user.rows()[4]
        assert "not used up" in user.rows()[4]
        await user.resizes(120, 36)
        assert "Your plans expire on" in _overview(user)
        assert "last until" not in _overview(user)


@pytest.mark.parametrize("scenario", ["activated", "busy", "expiring", "overdue"])
async def test_it_is_seen_whole_in_any_usual_window(
    user_at: SitDown, direct_mail: DirectMail, scenario: str
) -> None:
    direct_mail.sandbox.load(scenario)
    async with user_at(SIZES[0]) as user:
        await user.sees("console")
        for size in SIZES:
            await user.resizes(*size)
            assert not _scrolls(user), size
            room = user.find("#overview-text").size.width
            assert max(map(len, _overview(user).splitlines())) <= room, size


@pytest.mark.parametrize(("size", "blank"), [((120, 36), 0.33), ((160, 48), 0.4)])
async def test_a_large_window_is_used(
    user_at: SitDown, direct_mail: DirectMail, size: tuple[int, int], blank: float
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await user.sees("console")
        empty = sum(not row.strip(" │") for row in user.rows())
        assert empty <= blank * size[1]


async def test_what_will_be_left_is_told_in_emails_and_money(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("expiring")
    async with user_at() as user:
        await user.sees("console")
        assert "about 19,064 (USD 4.98) left over on 9 February" in _overview(user)


async def test_before_there_is_usage_nothing_is_projected(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.purchases.pay(_order(direct_mail), "balance")
    assert direct_mail.overviews.overview().forecast.plans == ()
    async with user_at() as user:
        await user.sees("console")
        assert "50,000 of 50,000" in _overview(user)
        assert "left over" not in _overview(user)
        assert "◆" not in _overview(user)
        assert "Your plans are valid until" in _overview(user)


def test_the_axis_has_today_the_end_at_this_pace_and_the_expiry_in_their_order(
    direct_mail: DirectMail,
) -> None:
    direct_mail.sandbox.load("busy")
    view = direct_mail.overviews.overview()
    for width, height in ((76, 19), (112, 31), (152, 43)):
        rows = paint_overview(view, width, height, Added((30, 7, 1))).plain.splitlines()
        dates = next(row for row in rows if "2 ended" in row)
        assert dates.index("today") < dates.index("14 March") < dates.index("22 June")
        first, second = (next(row for row in rows if f"50k #{number}" in row) for number in (1, 2))
        after = next(row for row in rows if row.strip(" │").startswith("pay-as-you-go"))
        assert first.index("◆") < second.index("◆") < second.index("▌")
        assert abs(second.index("◆") - after.index("▒")) <= 1, "pay-as-you-go begins where the plans end"
        assert 1 <= second.count("○") <= 3
        assert second.index("◆") < second.index("○") < second.index("▌")


async def test_the_days_of_reminders_are_marked_after_the_first_frame(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview_tab, "ADDED_AFTER", 0.01)
    direct_mail.sandbox.load("busy")
    direct_mail.reminders.choices.choose(expiry_days=(60,))
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.until(lambda: "┄○┄" in _overview(user), "the mark of the reminder")


@pytest.mark.parametrize("scenario", ["busy", "expiring"])
async def test_what_it_says_about_buying_again_is_what_advice_says(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    monkeypatch.setattr(overview_tab, "ADDED_AFTER", 0.01)
    direct_mail.sandbox.load(scenario)
    async with user_at() as user:
        await user.sees("console")
        await user.until(lambda: f"{tab_key('advice')}  buy " in _overview(user), "the adviser's word")
        overview = _overview(user)
        await user.presses(tab_key("advice"))
        await user.until(lambda: "Buy " in user.reads("#advice-answer"), "the advice")
        advised, _, _ = user.reads("#advice-answer").splitlines()[0].partition(": pay as you go")
        assert f"{tab_key('advice')}  b{advised.partition('B')[2]}" in overview


async def test_no_bar_measures_the_balance_against_nothing(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("expiring")
    bars = [measure.label for measure in measures(direct_mail.overviews.overview()) if measure.whole]
    assert bars == ["Daily quota", "Free quota"]
    async with user_at() as user:
        await user.sees("console")
        balance = next(row for row in user.rows() if row.strip().startswith("Balance"))
        assert balance.split() == ["Balance", "USD", "500.00"]


async def test_emails_that_would_be_lost_are_the_first_thing_to_do(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("expiring")
    async with user_at() as user:
        await user.sees("console")
        assert "→ 6  write a mailing: about 19,064 emails would be lost on 9 February" in _overview(user)


async def test_activation_is_the_next_step_once_a_plan_is_bought(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.purchases.pay(_order(direct_mail), "card-4242")
    direct_mail.set_preferences(prompt_activation=False)
    async with user_at() as user:
        await user.presses("escape")
        await user.sees("console")
        assert "Nothing can be set up or sent yet. Missing: activation." in _overview(user)
        assert "→ a  activate Direct Mail" in _overview(user)
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
        assert f"→ {tab_key('senders')}  add and verify your domain" in _overview(user)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_an_unpaid_order_is_told_with_the_key_that_finds_it(
    user_at: SitDown, direct_mail: DirectMail, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("activated")
    order = _order(direct_mail, quantity=2)
    async with user_at(size) as user:
        await user.sees("console")
        said = " ".join(_overview(user).replace("│", " ").split())
        assert f"! {tab_key('plans')} pay or cancel your order of 2 × 50k, USD 26.10: 60 min left" in said
        await user.presses(tab_key("plans"))
        await user.until(lambda: any(order in row for row in user.rows()), "the order")


def test_a_plan_that_has_ended_is_no_plan(direct_mail: DirectMail, wait: Wait) -> None:
    direct_mail.purchases.pay(_order(direct_mail), "card-4242")
    assert "✓ a plan" in paint_overview(direct_mail.overviews.overview(), 112, 31).plain
    wait(timedelta(days=200))
    view = direct_mail.overviews.overview()
    assert [step.done for step in view.next_steps if step.action == "buy"] == [False]
    assert "✓ a plan" not in paint_overview(view, 112, 31).plain


async def test_arrears_come_first_and_name_the_key(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    async with user_at() as user:
        await user.sees("console")
        assert "Sending is suspended" in _overview(user).splitlines()[0]
        assert "Press 4" in _overview(user).splitlines()[0]
        assert "! 4  pay the overdue bill" in _overview(user)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("fresh", "Nothing can be set up or sent yet. Missing: activation."),
        ("unverified", "Nothing can be set up or sent yet. Missing: identity verification, activation."),
        ("activated", "Beyond the free quota you pay USD 0.29 per 1,000."),
        ("expiring", "9 February, not used up, then USD 0.29 per 1,000."),
    ],
)
def test_what_pays_once_the_plans_end_is_told(direct_mail: DirectMail, scenario: str, told: str) -> None:
    direct_mail.sandbox.load(scenario)
    painted = paint_overview(direct_mail.overviews.overview(), 112, 19).plain
    assert told in " ".join(painted.split())


async def test_a_day_without_quota_left_says_why(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.metering.record(5_000)
    async with user_at() as user:
        await user.sees("console")
        assert "You cannot send now: today's quota is used up." in _overview(user)


@pytest.mark.parametrize(("quantity", "told"), [(3, 3), (5, 5), (40, 5)])
async def test_any_number_of_plans_is_told_without_scrolling(
    user_at: SitDown, direct_mail: DirectMail, quantity: int, told: int
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.purchases.pay(_order(direct_mail, quantity=quantity), "card-4242")
    async with user_at() as user:
        await user.sees("console")
        assert _overview(user).count("of 50,000") == told
        assert ("and 35 more plans with 1,750,000 emails" in _overview(user)) == (quantity == 40)
        assert not _scrolls(user)


async def test_every_sign_has_its_twin_in_ascii(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_ASCII", "1")
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        assert "".join(user.rows()).isascii()
        assert not any("?" in row for row in user.rows()), "none of our signs is without a twin"
        await user.presses("3", "v")
        assert "".join(user.rows()).isascii()
        assert all(ascii_twin(cell).isascii() for row in cells(user, "usage-table") for cell in row)


async def test_what_falls_due_while_the_console_is_open_happens(
    user_at: SitDown, direct_mail: DirectMail, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "DUE_SECONDS", 0.05)
    direct_mail.sandbox.load("expiring")
    direct_mail.set_preferences(prompt_activation=False)
    order = _order(direct_mail)
    async with user_at((120, 36)) as user:
        await user.sees("console")
        assert "9 February" in _overview(user)
        wait(timedelta(days=10))
        await user.until(lambda: "used up or expired" in _overview(user), "the plan expired")
        await user.until(lambda: direct_mail.purchases.order(order).closed, "the order lapsed")
        await user.until(
            lambda: any("expired" in message.subject for message in direct_mail.overviews.messages()),
            "a message about it",
        )
        await user.until(
            lambda: f"read {len(direct_mail.overviews.messages())} messages" in _overview(user), "it counted"
        )
    assert direct_mail.metering.write_off_expired_plans() == ()
    assert direct_mail.billing.charge_due_bill() is None
    assert not any(order.due_to_lapse(direct_mail.now()) for order in direct_mail.purchases.orders())


async def test_only_rows_that_differ_are_painted_again(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.settles()
        painted: list[int] = []
        rows = user.find("#overview-text")
        refresh = rows.refresh

        def counted(*regions: Region, **how: bool) -> object:
            painted.append(len(regions) or rows.size.height)
            return refresh(*regions, **how)

        monkeypatch.setattr(rows, "refresh", counted)
        direct_mail.metering.record(100)
        await user.until(lambda: "100 of 2,000" in _overview(user), "what was sent")
        assert 0 < sum(painted) < rows.size.height


@pytest.mark.parametrize("width", [40, 60, 76, 112])
def test_no_line_of_the_checklist_ends_between_a_step_and_its_mark(
    direct_mail: DirectMail, width: int
) -> None:
    direct_mail.sandbox.load("activated")
    view = direct_mail.overviews.overview()
    rows = paint_overview(view, width, 19).plain.splitlines()
    begin = next(number for number, row in enumerate(rows) if row.startswith("✓ identity"))
    steps = [row for row in rows[begin:] if not row.startswith("User Guide")]
    assert all(len(row) <= width for row in steps)
    assert all(step.title in " ".join(steps) for step in steps_to_send(view))
    assert all(row.startswith(("✓ ", "○ ")) or "alibabacloud" in row for row in steps if row)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=str)
async def test_the_marks_of_the_plans_are_named_where_there_is_room(
    user_at: SitDown, direct_mail: DirectMail, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await user.sees("console")
        await user.until(lambda: "◆ used up  ▌ expires  ○ reminder" in "\n".join(user.rows()), "the marks")
    assert len(set(ascii_twin("◆▌○"))) == len(set(ascii_twin("◆▌○").lower())) == 3
