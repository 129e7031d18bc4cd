"""Every reminder says what, when, how much, what will remain, what to do and how to be rid of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.money import usd
from dm_tui.domain.reminder_settings import ReminderKind
from dm_tui.domain.reminder_text import letter, paragraphs, subject, text_message
from dm_tui.domain.reminders import Reminder
from dm_tui.domain.text import visible
from dm_tui.domain.text_message import fits_one_part, septets

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 3, 27, 16, 4, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "about": "DM260131-0001",
    "threshold": 3,
    "at": AT,
    "plans": ("DM260131-0001-P1",),
    "spec": "50k",
    "emails": 50_000,
    "left": 23_456,
    "amount": usd("6.12"),
    "ends_at": AT + timedelta(days=3),
    "pace": 350,
    "remaining": 22_400,
    "remaining_worth": usd("5.85"),
}


def reminder(kind: str, **facts: Any) -> Reminder:
    return Reminder(kind=ReminderKind(kind), **{**FACTS, **facts})


def test_an_expiry_says_all_of_it() -> None:
    told = "\n".join(paragraphs(reminder("expiry"), BERLIN))
    for words in (
        "Plan DM260131-0001-P1 (50k) expires in 3 days",
        "30 March 2026, 18:04 CEST",  # summer time begins on the way
        "23,456 of 50,000 emails are unused, worth USD 6.12",
        "350 emails a day about 22,400 emails, worth USD 5.85, will remain",
        "send before then",
        "dm-tui buy",
        "dm-tui activate",
        "27 March 2026, 17:04 CET",
        'silent = ["expiry"]',
    ):
        assert words in told


def test_an_expiry_fits_one_text_message_and_says_all_of_it() -> None:
    told = text_message(reminder("expiry"), BERLIN)
    for words in (
        "23,456 emails (USD 6.12) expire in 3 days, 30 Mar 2026 18:04 CEST",
        "At this pace 22,400 remain",
        "Buy, send or enable pay-as-you-go",
        "Off: dm-tui",
    ):
        assert words in told
    assert (septets(told) or 999) <= 160


def test_the_largest_plans_still_say_what_to_do() -> None:
    facts = {"left": 499_999_999, "amount": usd("112374.99"), "remaining": 488_888_888}
    plans = tuple(f"DM261231-9999-P{n}" for n in range(1, 101))
    told = text_message(reminder("expiry", plans=plans, **facts), BERLIN)
    for words in ("499,999,999", "USD 112,374.99", "488,888,888 remain", "Buy", "pay-as-you-go"):
        assert words in told


def test_several_plans_of_an_order_are_spoken_of_together() -> None:
    several = reminder("expiry", plans=("a-P1", "a-P2"), about="a")
    assert subject(several) == "2 plans 50k of order a expire in 3 days with 23,456 emails unused"


@pytest.mark.parametrize(
    ("pay_as_you_go", "words"), [(True, "it carries on"), (False, "sending stops when no plan")]
)
def test_what_happens_without_a_plan_depends_on_pay_as_you_go(
    pay_as_you_go: bool, words: str
) -> None:
    for kind in ("expiry", "low-quota"):
        assert words in "".join(paragraphs(reminder(kind, pay_as_you_go=pay_as_you_go)))


def test_without_mail_lately_there_is_no_pace_to_speak_of() -> None:
    told = "".join(paragraphs(reminder("expiry", pace=0, remaining=23_456)))
    assert "Nothing was sent lately" in told


def test_a_plan_that_will_be_used_up_says_when() -> None:
    told = "".join(paragraphs(reminder("low-quota", used_up_at=AT + timedelta(days=1)), BERLIN))
    assert "used up about 28 March 2026, 17:04 CET" in told


def test_a_plan_used_up_says_so() -> None:
    used_up = reminder("low-quota", left=0, amount=usd("0.00"))
    assert subject(used_up) == "Plan DM260131-0001-P1 (50k) is used up"
    assert "Sending stops" in text_message(used_up)


def test_the_other_kinds_name_the_command_that_helps() -> None:
    overdue = reminder("overdue", about="B260101-0001", plans=())
    assert "dm-tui bills pay B260101-0001" in "".join(paragraphs(overdue))
    assert "dm-tui bills pay B260101-0001" in text_message(overdue)
    unknown = reminder("overdue", about="pay-as-you-go 2026-01", plans=(), amount=None)
    assert "vendor's console" in "".join(paragraphs(unknown))
    assert "vendor's console" in text_message(unknown)
    lapse = reminder("order-lapse", plans=())
    assert "dm-tui orders pay DM260131-0001" in "".join(paragraphs(lapse))
    assert "lapses at 18:04 CEST" in subject(lapse, BERLIN)


def test_the_html_is_the_text_and_no_markup_of_others() -> None:
    content = letter(reminder("expiry", plans=("<script>x</script>",), spec="<b>"))
    assert "<script>" not in content.html
    assert "&lt;script&gt;" in content.html
    assert "<script>" in content.text
    assert content.html.count("<p>") == len(content.text.strip().split("\n\n"))


names = st.text(max_size=200)
amounts = st.decimals(0, 10**9, places=2).map(lambda one: usd(str(one)))


@given(
    kind=st.sampled_from(ReminderKind),
    about=names,
    plans=st.lists(names, max_size=3).map(tuple),
    spec=names,
    left=st.integers(0, 10**10),
    amount=amounts,
    remaining=st.integers(0, 10**10),
    days=st.floats(0, 400),
    pace=st.integers(0, 10**6),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Sao_Paulo"]),
)
def test_whatever_is_said_fits_its_channel(
    kind: ReminderKind,
    about: str,
    plans: tuple[str, ...],
    spec: str,
    left: int,
    amount: Any,
    remaining: int,
    days: float,
    pace: int,
    zone: str,
) -> None:
    said = reminder(
        kind,
        about=about,
        plans=plans,
        spec=spec,
        left=left,
        amount=amount,
        remaining=remaining,
        remaining_worth=amount,
        ends_at=AT + timedelta(days=days),
        pace=pace,
    )
    where = ZoneInfo(zone)
    told = text_message(said, where)
    assert told.startswith("Direct Mail")
    assert fits_one_part(told)
    content = letter(said, where)
    assert "\n" not in content.subject
    assert len(content.subject) <= 256
    assert visible(content.text) == content.text
