"""Which source pays for a mailing where the free quota or the plans could not be read: nobody knows."""

import json
from typing import Any

import pytest

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.mailing_charges import charges_line
from dm_tui.tui.console.send.send_preview_lines import send_preview_lines, short_send_preview_lines
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import Fault, Vendor

SENDER = "news@mail.example.com"
SEND = ("send", "--from", SENDER, "--to", "ann@example.org", "--subject", "Hello", "--text", "Dear Ann")
LETTER = Letter(sender=SENDER, content=MailContent(subject="Hello", text="Dear Ann"))
ANN = (Recipient(address="ann@example.org"),)
FREE_QUOTA, PLANS = ("DescAccountSummary", "free_quota"), ("QueryResourcePackageInstances", "plans")


def ready(live: DirectMail, vendor: Vendor) -> None:
    """An account with a plan and a sender address."""
    vendor.account.order(50_000)
    add_sender(live, vendor)
    live.connect()


@pytest.mark.parametrize(("action", "what"), [FREE_QUOTA, PLANS])
def test_no_command_names_a_source(
    live: DirectMail, live_command: Command, vendor: Vendor, action: str, what: str
) -> None:
    ready(live, vendor)
    if action == PLANS[0]:
        vendor.account.mail.free_left = vendor.account.mail.free_left_today = 0
    vendor.faults.every(action, Fault.DENIED)
    assert live_command("status").code == 0
    planned = json.loads(live_command(*SEND, "--dry-run", "--json").out)
    assert planned["charged"] is None
    assert what in [part["what"] for part in planned["unknown"]]
    sent = json.loads(live_command(*SEND, "--json").out)
    assert (sent["accepted"], sent["charged"], reasons(sent)) == (1, None, [what])
    id = sent["mailing"]
    (listed,) = json.loads(live_command("mailings", "--json").out)["mailings"]
    shown = json.loads(live_command("mailings", "show", id, "--json").out)["mailing"]
    for document in (listed, shown):
        assert [document[key] for key in ("free", "plans", "pay_as_you_go")] == [None, None, None]
        assert reasons(document) == [what]
    resumed = json.loads(live_command("mailings", "resume", id, "--json").out)
    assert (resumed["charged"], reasons(resumed)) == (None, [what])
    metered = json.loads(live_command("usage", "--json").out)
    (day,) = metered["usage"]
    assert [day[key] for key in ("emails", "free", "plans", "pay_as_you_go")] == [1, None, None, None]
    assert what in [part["what"] for part in metered["unknown"]]
    by_hour = live_command("usage", "--by", "hour").out
    assert "not known" in by_hour.lower()
    for words in (live_command("mailings", "show", id).out, live_command(*SEND, "--dry-run").out):
        assert "1 email, not known from which source" in words
        assert "from plan" not in words


def reasons(document: dict[str, Any]) -> list[str]:
    assert all(part["why"] for part in document["charged_unknown"])
    return [part["what"] for part in document["charged_unknown"]]


def test_the_console_names_no_source(live: DirectMail, vendor: Vendor, open_live: OpenLive) -> None:
    ready(live, vendor)
    vendor.faults.every("DescAccountSummary", Fault.DENIED)
    live.connect()
    preview = live.sending.preview(LETTER, ANN)
    for painted in (send_preview_lines(preview, 60), short_send_preview_lines(preview, 60)):
        words = "\n".join(map(str, painted))
        assert "not known from which source" in words
        assert "plan" not in words
    done = live.sending.run(live.sending.create(LETTER, ANN).id)
    words = str(charges_line(done))
    assert "1 email, not known from which source" in words
    assert "Not known: free quota." in words


def test_a_source_that_is_known_is_named(live: DirectMail, live_command: Command, vendor: Vendor) -> None:
    """The free quota pays for all of it: plans that could not be read change nothing."""
    ready(live, vendor)
    vendor.faults.every("QueryResourcePackageInstances", Fault.DENIED)
    assert live_command("status").code == 0
    sent = json.loads(live_command(*SEND, "--json").out)
    assert (sent["charged"]["free"], reasons(sent)) == (1, [])


def test_what_the_service_has_not_billed_yet_is_not_known(
    live: DirectMail, live_command: Command, vendor: Vendor
) -> None:
    """Its bills count everybody's mail: the program's own count is no open amount."""
    ready(live, vendor)
    vendor.account.plans.clear()
    vendor.account.mail.free_left = vendor.account.mail.free_left_today = 0
    assert live_command("status").code == 0
    planned = json.loads(live_command(*SEND, "--dry-run", "--json").out)
    assert planned["charged"]["pay_as_you_go"] == 1
    assert planned["left"]["open_amount"] is None
    live.connect()
    words = "\n".join(map(str, send_preview_lines(live.sending.preview(LETTER, ANN), 60)))
    assert "pay-as-you-go" in words
    assert "open amount" not in words
