"""Counts of a day and the cost of a mailing where something could not be read."""

import json
from datetime import date
from functools import partial
from typing import Any

import pytest

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console import screen
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.sending import today
from tests.tui.journey import User, sit_down

NAME, SENDER = "mail.example.com", "news@mail.example.com"
OUTCOMES = {"delivered": "successCount", "failed": "faildCount", "invalid": "unavailableCount"}
SEND = ("send", "--from", SENDER, "--to", "ann@example.org", "--subject", "Hello", "--text", "Dear Ann")


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_count_that_is_left_out_is_null_with_its_reason(
    live_command: Command, vendor: Vendor, name: str
) -> None:
    day = today(vendor.account)
    vendor.account.mail.count(day, requestCount=50, successCount=40, faildCount=7, unavailableCount=2)
    del vendor.account.mail.days[day][OUTCOMES[name]]
    document = json.loads(live_command("usage", "--json").out)
    (counted,) = document["statistics"]
    assert {key: counted[key] for key in ("sent", *OUTCOMES)} == {
        **{"sent": 50, "delivered": 40, "failed": 7, "invalid": 2},
        name: None,
    }
    assert [part["what"] for part in document["unknown"]] == ["outcomes"]
    words = live_command("usage").out
    assert "–" in words
    assert "Not known: outcomes of emails." in words


async def test_the_screen_shows_a_dash(open_live: OpenLive, vendor: Vendor, live: DirectMail) -> None:
    day = date(2026, 1, 30)
    vendor.account.mail.count(day, requestCount=500, successCount=480, faildCount=7)
    del vendor.account.mail.days[day]["unavailableCount"]
    live.set_preferences(prompt_activation=False)
    live.connect()
    async with sit_down(open_live(), (110, 32)) as user:
        await user.sees("console")
        await user.presses("3", "v")
        await user.until(lambda: any("480" in row for row in user.rows()), "the day")
        (row,) = [row for row in user.rows() if "480" in row]
        assert row.split()[-4:] == ["480", "7", "–", "–"]


def command_a_sender(live_command: Command, vendor: Vendor) -> None:
    assert live_command("domains", "add", NAME).code == 0
    vendor.account.mail.domains[0]["published"] = True
    for command in (("domains", "verify", NAME), ("senders", "add", SENDER)):
        assert live_command(*command).code == 0


def preview(live_command: Command, vendor: Vendor) -> tuple[dict[str, Any], str]:
    """Add a sender address while the account's summary is refused, and look ahead."""
    vendor.faults.every("DescAccountSummary", Fault.DENIED)
    command_a_sender(live_command, vendor)
    words, document = live_command(*SEND, "--dry-run"), live_command(*SEND, "--dry-run", "--json")
    assert (words.code, document.code) == (0, 0), words.err
    return json.loads(document.out), words.out


def test_the_cost_is_an_upper_bound_where_the_free_quota_and_activation_are_not_known(
    live_command: Command, vendor: Vendor
) -> None:
    document, words = preview(live_command, vendor)
    assert "Cost: at most USD " in words
    assert "not known of the free quota, not known of it today" in words
    assert document["is_upper_bound"] is True
    assert document["cost"]["currency"] == "USD"
    assert (document["left"]["free"], document["left"]["daily_quota"]) == (None, None)
    assert {part["what"] for part in document["unknown"]} >= {"free_quota", "daily_quota", "pay_as_you_go"}


def test_the_cost_is_not_known_where_plans_may_be_used_up(vendor: Vendor, live: DirectMail) -> None:
    add_sender(live, vendor)
    vendor.account.order(50_000)
    live.connect()
    vendor.faults.every("QueryResourcePackageInstances", Fault.DENIED)
    vendor.faults.every("DescAccountSummary", Fault.DENIED)
    live.connect()
    letter = Letter(sender=SENDER, content=MailContent(subject="Hello", text="Dear all"))
    ahead = live.sending.preview(letter, [Recipient(address="ann@example.org")])
    assert (ahead.split.plans, ahead.cost, ahead.is_upper_bound) == ({live_plan(live): 1}, None, False)
    assert ahead.cost_words == "not known"


def live_plan(live: DirectMail) -> str:
    return next(iter(live.overviews.plan_history())).id


async def test_composing_shows_what_is_not_known(
    open_live: OpenLive, vendor: Vendor, live: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "WARM_UP_AFTER", 3600.0)  # a reminder would lie over the bound
    add_sender(live, vendor)
    vendor.account.order(50_000)
    vendor.account.plans[0].left = 1
    live.set_preferences(prompt_activation=False)
    vendor.faults.every("DescAccountSummary", Fault.HTML_BEFORE)
    live.connect()
    async with sit_down(open_live(), (80, 24)) as user:
        await user.sees("console")
        await user.presses("6", "n")
        await user.sees("compose")
        await user.reaches("#to")
        await user.pastes("ann@example.org, bob@example.org")
        await user.until(partial(shows, user, "at most USD"), "the bound")
        await user.resizes(120, 36)
        await user.until(partial(shows, user, "at most USD"), "the bound in a large window")


def shows(user: User, words: str) -> bool:
    return words in " ".join(" ".join(user.rows()).split())


def test_a_cold_send_knows_what_was_sent_today(live_command: Command, vendor: Vendor) -> None:
    mail = vendor.account.mail
    command_a_sender(live_command, vendor)
    mail.daily_quota = 2_000
    mail.count(today(vendor.account), requestCount=1_999)
    three = (*SEND[:4], "bob@example.org", "cem@example.org", *SEND[4:])
    planned = live_command(*three, "--dry-run", "--json").document()
    assert (planned["held_back"], planned["left"]["daily_quota"]) == (2, 0)
    assert "sent_today" not in [part["what"] for part in planned["unknown"]]
    sent = live_command(*three, "--json").document()
    assert (sent["accepted"], sent["held_back"]) == (1, 2)


def test_the_charge_of_an_unknown_delivery_is_not_known(live_command: Command, vendor: Vendor) -> None:
    command_a_sender(live_command, vendor)
    vendor.faults.at("SingleSendMail", 2, Fault.RESET_BEFORE)
    ran = live_command(*SEND[:4], "bob@example.org", "cem@example.org", *SEND[4:], "--json")
    sent = json.loads(ran.out)
    assert (sent["accepted"], len(sent["unknown"]), sent["charged"]["free"]) == (2, 1, 2)
    assert [part["what"] for part in sent["charged_unknown"]] == ["outcomes"]
    shown = live_command("mailings", "show", sent["mailing"])
    assert (
        "Charged: 2 from the free quota\nNot known: outcomes of emails. Settle the mailing: the charge for 1 email of unknown"
        in shown.out
    )
    settled = live_command(
        "mailings", "settle", sent["mailing"], "--all", "--not-delivered", "--json"
    ).document()["mailing"]
    assert (settled["free"], settled["charged_unknown"]) == (2, [])


def test_a_daily_quota_of_0_is_not_called_used_up(live_command: Command, vendor: Vendor) -> None:
    vendor.account.mail.daily_quota = 0
    command_a_sender(live_command, vendor)
    planned, sent = live_command(*SEND, "--dry-run"), live_command(*SEND)
    for ran in (planned, sent, live_command("status")):
        assert "aily quota is 0. Ask the support" in " ".join(f"{ran.out}{ran.err}".split())
        assert "midnight, UTC" not in f"{ran.out}{ran.err}"
    assert sent.code == 7


def test_whether_the_account_is_overdue_is_not_known_without_its_status(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.changes.change("DescAccountSummary", ("UserStatus",), None)
    status = live_command("status", "--json").document()
    assert status["pay_as_you_go"]["overdue"] is None
    assert "standing" in [figure["what"] for figure in status["unknown"]]
    assert "It is not known how much you can send today" in live_command("status").out
