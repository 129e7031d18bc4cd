"""Confirm order: what is serious stays in sight until Pay, and the terms are accepted for one order."""

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import quote_draft
from dm_tui.tui.wizard.step_layout import StepBody
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User


def _shows_whole(user: User, id: str, messages: list[str]) -> None:
    """Find every message in a text, and nothing of the step below its end."""
    shown = " ".join(user.reads(id).split())
    assert [message for message in messages if message not in shown] == []
    assert user.app.screen.query_one(StepBody).max_scroll_y == 0


@pytest.mark.parametrize("scenario", ["fresh", "overdue"])
async def test_serious_warnings_stay_in_sight_until_pay(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, scenario: str
) -> None:
    direct_mail.sandbox.load(scenario)
    draft = left_at(Step.CONFIRM, spec="5m", volume="20k")
    serious = [warning.message for warning in quote_draft(direct_mail, draft).serious_warnings]
    assert len(serious) >= 3
    async with user_at() as user:
        await user.resizes(80, 24)
        await user.sees("confirm")
        _shows_whole(user, "#details", serious)
        assert user.find("#terms").size.height >= 2
        await user.accepts()
        await user.goes_on()
        await user.sees("payment")
        _shows_whole(user, "#order", serious)


async def test_an_address_that_breaks_in_a_narrow_window_is_a_link_in_each_of_its_rows(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.CONFIRM)
    async with user_at((100, 30)) as user:
        await user.sees("confirm")
        links = [
            (segment.text.strip(), segment.style.link)
            for strip in user.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.link
        ]
        assert len(links) == 2, "its two rows"
        assert {link for _, link in links} == {"".join(words for words, _ in links)}


async def test_each_row_of_a_serious_warning_is_as_wide_as_the_step_at_most(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.CONFIRM, spec="500k")
    async with user_at() as user:
        await user.sees("confirm")
        await _rows_fit(user, "#details")
        await user.accepts()
        await user.goes_on()
        await user.sees("payment")
        await _rows_fit(user, "#order")


async def _rows_fit(user: User, id: str) -> None:
    for size in ((60, 20), (80, 24), (120, 24), (120, 36)):
        await user.resizes(*size)
        rows = user.reads(id).splitlines()
        assert any("140,000" in row for row in rows)
        assert any(row.startswith("! ") for row in rows)
        width = user.find(id).content_size.width
        assert [row for row in rows if len(row) > width] == [], size


@pytest.mark.parametrize("change", [{"spec": "1m"}, {"quantity": "2"}, {"region": "us-east-1"}], ids=str)
async def test_an_acceptance_holds_for_its_order_alone(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, change: dict[str, str]
) -> None:
    draft = left_at(Step.PAYMENT)
    direct_mail.wizard_drafts.save(draft.model_copy(update={"step": Step.CONFIRM, **change}))
    async with user_at() as user:
        await user.sees("confirm")
        assert not user.ticked()
        assert not user.can_go_on
