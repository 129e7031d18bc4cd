"""Every reminder says what, when, how much, what will remain, what to do and how to turn it off."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.money import usd
from dm_tui.domain.reminders.email_message import reminder_body, reminder_email, reminder_subject
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.domain.reminders.sms_length import count_septets, fits_one_part
from dm_tui.domain.reminders.sms_message import sms_text
from dm_tui.domain.text import show_control_characters

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
    "account": "5021345678901234",
}


def reminder(kind: str, **facts: Any) -> Reminder:
    return Reminder(kind=ReminderKind(kind), **{**FACTS, **facts})


def test_an_expiry_says_all_of_it() -> None:
    told = reminder_body(reminder("expiry"), BERLIN)
    for words in (
        "Plan DM260131-0001-P1 (50k) expires in 3 days",
        "30 March 2026, 18:04 CEST",  # summer time begins on the way
        "23,456 of 50,000 emails are unused, worth USD 6.12",
        "350 emails a day about 22,400 emails, worth USD 5.85, will remain",
        "send what you can before then",
        "dm-tui buy",
        "dm-tui activate",
        "27 March 2026, 17:04 CET",
        'silent = ["expiry"]',
        "account 5021345678901234.",
    ):
        assert words in told


@pytest.mark.parametrize("kind", [ReminderKind.EXPIRY, ReminderKind.LOW_QUOTA, ReminderKind.ACTIVATION])
def test_the_worth_of_a_plan_bought_elsewhere_is_unknown(kind: str) -> None:
    said = reminder(kind, amount=None, remaining_worth=None)
    told = reminder_body(said, BERLIN)
    assert "worth an unknown sum" in told
    for text in (told, sms_text(said, BERLIN), reminder_subject(said, BERLIN)):
        assert "None" not in text
        assert "USD" not in text


@pytest.mark.parametrize("kind", [ReminderKind.EXPIRY, ReminderKind.LOW_QUOTA, ReminderKind.ACTIVATION])
def test_one_email_is_not_spoken_of_as_many(kind: str) -> None:
    single = reminder(kind, left=1, pace=1, remaining=1, later=1)
    text = f"{reminder_subject(single, BERLIN)}\n{reminder_body(single, BERLIN)}"
    assert "1 email" in text
    assert "1 emails" not in text


def test_an_expiry_fits_one_text_message_and_says_all_of_it() -> None:
    told = sms_text(reminder("expiry"), BERLIN)
    for words in (
        "23,456 emails (USD 6.12) will expire in 3 days, Mon 30 Mar 18:04 CEST",
        "At this pace 22,400 remain",
        "Not activated: activate to send",
        "Off: dm-tui",
    ):
        assert words in told
    assert (count_septets(told) or 999) <= 160


def test_the_largest_plans_still_say_what_to_do() -> None:
    facts = {"left": 499_999_999, "amount": usd("112374.99"), "remaining": 488_888_888}
    plans = tuple(f"DM261231-9999-P{n}" for n in range(1, 101))
    told = sms_text(reminder("expiry", plans=plans, **facts), BERLIN)
    for words in ("499,999,999", "USD 112,374.99", "488,888,888 remain", "activate to send"):
        assert words in told


def test_several_plans_of_an_order_are_spoken_of_together() -> None:
    several = reminder("expiry", plans=("a-P1", "a-P2"), about="a")
    assert reminder_subject(several) == "2 plans (50k) of order a expire in 3 days with 23,456 emails unused"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"later": 50_000, "pay_as_you_go": True}, "with your other plans, which hold 50,000 emails"),
        (
            {"pay_as_you_go": True, "price": usd("0.29")},
            "continues as pay-as-you-go and costs USD 0.29 per 1,000",
        ),
        (
            {"pay_as_you_go": True, "price": usd("0.29"), "is_guide_price": True},
            "continues as pay-as-you-go and costs USD 0.29 (the guide's price) per 1,000",
        ),
        (
            {"pay_as_you_go": None},
            "If it is, sending continues as pay-as-you-go after your plans and costs a price",
        ),
        ({}, "Direct Mail is not activated: nothing is sent until you activate it"),
        ({"later": 50_000}, "Direct Mail is not activated: nothing is sent until you activate it"),
    ],
)
def test_it_says_what_sending_costs_afterwards_or_that_nothing_is_sent(
    facts: dict[str, Any], words: str
) -> None:
    for kind in ("expiry", "low-quota"):
        told = reminder_body(reminder(kind, **facts))
        assert words in told
        assert ("activate Direct Mail: dm-tui activate" in told) is ("pay_as_you_go" not in facts)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 3, 22, 16, 5, tzinfo=UTC), "in 8 days"),  # some seconds less than eight
        (datetime(2026, 3, 29, 16, 4, tzinfo=UTC), "tomorrow"),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "today"),  # it is the 30th in Berlin
    ],
)
def test_days_are_those_of_the_readers_calendar(at: datetime, words: str) -> None:
    said = reminder("expiry", at=at)
    assert f"expires {words} with" in reminder_subject(said, BERLIN)
    assert f"expires {words}, on 30 March 2026, 18:04 CEST." in reminder_body(said, BERLIN)
    assert f"expire {words}, Mon 30 Mar 18:04 CEST" in sms_text(said, BERLIN)


def test_nobody_takes_a_sandbox_for_an_account_that_costs_money() -> None:
    for kind in ReminderKind:
        said = reminder(kind, account="sandbox-4821", sandbox=True)
        assert reminder_email(said).subject.startswith("Direct Mail sandbox: ")
        assert sms_text(said).startswith("Direct Mail sandbox: ")
        assert "account sandbox-4821." in reminder_body(said)
        assert "It is a sandbox: no plan and no money in it is real." in reminder_body(said)
        real = reminder(kind)
        assert reminder_email(real).subject.startswith("Direct Mail: ")
        assert "sandbox" not in f"{reminder_email(real)}{sms_text(real)}"


def test_without_mail_lately_there_is_no_pace_to_speak_of() -> None:
    told = reminder_body(reminder("expiry", pace=0, remaining=23_456))
    assert "You sent nothing recently" in told


def test_a_plan_that_will_be_used_up_says_when() -> None:
    told = reminder_body(reminder("low-quota", used_up_at=AT + timedelta(days=1)), BERLIN)
    assert "used up about 28 March 2026, 17:04 CET" in told


def test_a_plan_used_up_says_so() -> None:
    used_up = reminder("low-quota", left=0, amount=usd("0.00"))
    assert reminder_subject(used_up) == "Plan DM260131-0001-P1 (50k) is used up"
    assert "Nothing is sent" in sms_text(used_up)
    assert "nothing is sent until you activate it" in reminder_body(used_up)
    continuing = used_up.model_copy(update={"pay_as_you_go": True, "price": usd("0.29")})
    assert "Sending continues as pay-as-you-go and costs USD 0.29 per 1,000 emails." in reminder_body(
        continuing
    )
    assert "Sending continues and costs USD 0.29 per 1,000." in sms_text(continuing)
    by_guide = sms_text(continuing.model_copy(update={"is_guide_price": True}))
    assert "costs USD 0.29 (the guide's price) per 1,000." in by_guide


def test_missing_activation_says_what_will_happen_before_anything_else() -> None:
    said = reminder("activation", left=2_400)
    assert reminder_subject(said) == "2,400 emails cannot be sent: Direct Mail is not activated"
    assert reminder_body(said).index("dm-tui activate") < reminder_body(said).index("dm-tui buy")
    assert "not activated, nothing can be sent. 2,400 emails" in sms_text(said, BERLIN)


def test_missing_activation_counts_the_other_plans() -> None:
    said = reminder("activation", left=2_400, later=600)
    assert reminder_subject(said) == "3,000 emails cannot be sent: Direct Mail is not activated"
    assert "they and the 600 emails of your other plans cannot be sent" in reminder_body(said)
    assert "left, 600 in other plans." in sms_text(said)


def test_the_other_kinds_name_the_command_that_helps() -> None:
    overdue = reminder("overdue", about="B260101-0001", plans=())
    assert "dm-tui bills pay B260101-0001" in reminder_body(overdue)
    assert "dm-tui bills pay B260101-0001" in sms_text(overdue)
    unknown = reminder("overdue", about="pay-as-you-go 2026-01", plans=(), amount=None)
    assert "vendor's console" in reminder_body(unknown)
    assert "vendor's console" in sms_text(unknown)
    lapse = reminder("order-lapse", plans=())
    assert "dm-tui orders pay DM260131-0001, or on the Plans tab of dm-tui, then v" in reminder_body(lapse)
    assert "lapses at 18:04 CEST" in reminder_subject(lapse, BERLIN)


def test_the_html_is_the_text_and_no_markup_of_others() -> None:
    content = reminder_email(reminder("expiry", plans=("<script>x</script>",), spec="<b>"))
    assert "<script>" not in content.html
    assert "&lt;script&gt;" in content.html
    assert "<script>" in content.text
    lines = content.text.strip().split("\n")
    assert content.html.count("<li>") == sum(line.startswith("- ") for line in lines) > 0
    assert content.html.count("<p>") == sum(bool(line) and line[0] != "-" for line in lines)


names = st.text(max_size=200)
amounts = st.decimals(0, 10**9, places=2).map(lambda amount: usd(str(amount)))


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
    told = sms_text(said, where)
    assert told.startswith("Direct Mail")
    assert fits_one_part(told)
    content = reminder_email(said, where)
    assert "\n" not in content.subject
    assert len(content.subject) <= 256
    assert show_control_characters(content.text) == content.text
