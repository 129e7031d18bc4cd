"""When a mailing is sent, and how fast: asked, checked and shown before it is sent."""

from datetime import timedelta
from pathlib import Path

from dm_tui.services.direct_mail import DirectMail
from tests.conftest import Wait
from tests.post import PostOffice
from tests.tui.console.send.mailings import (
    ahead,
    composes,
    reads_in_dialog,
    reviews,
    says_when,
    sends,
    spreadsheet,
)
from tests.tui.journey import sit_down


async def test_when_and_how_fast_is_asked_and_the_plan_is_said_before_it_is_sent(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email", *(f"r{n}@example.com" for n in range(2_500))])
    async with sit_down(sender, size=(100, 40)) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await user.until(lambda: "2,500 recipients" in ahead(user), "the file")
        await says_when(user, "", "9:00-20:00", "Europe/Berlin", "100")
        plan = " ".join(user.reads("#schedule-plan").split())
        assert "between 09:00 and 20:00, Europe/Berlin, at most 100 a minute; 2,000 today, 500" in plan
        assert "done by" in plan
        await user.presses("enter")
        await user.sees("compose")
        await user.until(lambda: "2,000 today, 500" in ahead(user), "the plan beside the letter")
        await user.presses("escape")
        await user.sees("console")
        await user.presses("n")
        await user.sees("compose")
        await user.until(lambda: "2,000 today, 500" in ahead(user), "the schedule of the draft")
        await reviews(user)
        assert "at most 100 a minute; 2,000 today, 500" in " ".join(user.reads("#review-text").split())


async def test_a_mailing_waits_for_the_time_that_was_typed(sender: DirectMail, office: PostOffice) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await says_when(user, "2026-02-01T09:00", "", "UTC")
        await user.presses("enter")
        await user.sees("compose")
        await reviews(user)
        assert "from 1 February 2026, 09:00 UTC on" in " ".join(user.reads("#review-text").split())
        await sends(user)
        await reads_in_dialog(user, "It resumes after 1 February 2026, 09:00 UTC")
    assert office.received == []


async def test_a_schedule_that_is_none_is_refused_where_it_is_typed(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        for typed, words in (
            (("99:00",), "is no time"),
            (("", "from nine to five"), "names no hours"),
            (("", "", "Mars/Olympus"), "no time zone"),
            (("", "", "", "many"), "A pace of many"),
            (("", "", "", "0"), "A pace of 0"),
        ):
            await says_when(user, *typed)
            assert words in user.reads("#schedule-plan")
            await user.presses("enter")
            await user.until(lambda words=words: words in user.reads("#form-problem"), words)  # type: ignore[misc]
            await user.presses("escape")
            await user.sees("compose")


async def test_a_time_that_passed_while_the_draft_lay_is_said(
    sender: DirectMail, office: PostOffice, wait: Wait
) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await says_when(user, "2026-02-01T09:00", "", "UTC")
        await user.presses("enter")
        await user.sees("compose")
        wait(timedelta(days=2))
        await user.presses("f9")
        await user.until(lambda: "1 February 2026, 09:00 UTC has passed" in ahead(user), "the refusal")
        assert user.focused == "schedule"
    assert (office.received, sender.sending.mailings()) == ([], ())


async def test_what_begins_tomorrow_counts_with_the_quota_of_that_day(
    sender: DirectMail, office: PostOffice
) -> None:
    sender.metering.record(2_000)
    async with sit_down(sender, size=(100, 40)) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await says_when(user, "2026-02-01T09:00", "", "UTC")
        await user.presses("enter")
        await user.sees("compose")
        await reviews(user)
        assert "held back" not in user.reads("#review-text")
        assert "Then         1,999 of the daily quota left" in user.reads("#review-text")
        await sends(user)
        await reads_in_dialog(user, "It resumes after 1 February 2026, 09:00 UTC")
    assert office.received == []
