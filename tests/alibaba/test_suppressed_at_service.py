"""The service's own lists of who gets no mail: read, taken in so that nothing is billed, and lifted."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import AnyAnswer, Fault, Vendor
from tests.alibaba.server.answers import Form
from tests.services.books import code_of
from tests.tui.console.looking import cells
from tests.tui.journey import sit_down

NEWS = "news@mail.example.com"


@pytest.fixture
def listed(vendor: Vendor, fixed_clock: Callable[..., object]) -> Vendor:
    """A service with somebody on each of its lists."""
    mail, now = vendor.account.mail, vendor.account.clock()
    mail.invalid["gone@example.org"] = now - timedelta(days=20)
    mail.suppressed["loud@example.org"] = now - timedelta(days=100)
    mail.suppressed["example.net"] = now - timedelta(days=99)
    stamp = int((now - timedelta(days=3)).timestamp())
    mail.blocked = [
        {"BlockEmail": "ann@example.org", "SenderEmail": NEWS, "BlockTime": stamp, "BlockType": "UNSUB"},
        {"BlockEmail": "bob@example.org", "SenderEmail": NEWS, "BlockTime": "", "BlockType": "REPORT"},
    ]
    return vendor


def test_all_lists_are_read_with_reasons_and_dates(live: DirectMail, listed: Vendor) -> None:
    lists = live.suppressed.read_service()
    now = listed.account.clock()
    assert lists.unread == ()
    assert [(entry.address, entry.reason, entry.words) for entry in lists.entries] == [
        ("ann@example.org", "unsubscribed", f"from {NEWS}"),
        ("gone@example.org", "invalid", ""),
        ("example.net", "suppressed", "user"),
        ("loud@example.org", "suppressed", "user"),
        ("bob@example.org", "suppressed", f"spam report about {NEWS}"),
    ]
    since = {entry.address: entry.since for entry in lists.entries}
    assert since["bob@example.org"] is None
    assert since["gone@example.org"] == (now - timedelta(days=20)).replace(microsecond=0)
    assert {entry.source for entry in lists.entries} == {"service"}


def test_long_lists_are_read_page_by_page(live: DirectMail, vendor: Vendor) -> None:
    now = vendor.account.clock()
    for number in range(250):
        vendor.account.mail.invalid[f"i{number}@example.org"] = now
        vendor.account.mail.suppressed[f"s{number}@example.org"] = now
    vendor.account.mail.blocked = [{"BlockEmail": f"u{number}@example.org"} for number in range(1_001)]
    assert len(live.suppressed.read_service().entries) == 250 + 250 + 1_001


def test_a_list_that_is_denied_or_broken_is_named_and_the_rest_counts(
    live: DirectMail, listed: Vendor
) -> None:
    listed.faults.every("ListUserSuppression", Fault.DENIED)
    lists = live.suppressed.read_service()
    assert len(lists.entries) == 3
    (sentence,) = lists.unread
    assert sentence.startswith("The suppressed addresses could not be read: ")
    for call in ("QueryInvalidAddress", "ListBlockSending"):
        listed.faults.every(call, Fault.DENIED)
    with pytest.raises(DirectMailError):
        live.suppressed.read_service()


def test_taking_the_lists_in_leaves_these_out_of_mailings(live: DirectMail, listed: Vendor) -> None:
    result, _ = live.suppressed.take_in_service()
    assert {entry.address for entry in result.added} == {
        "ann@example.org", "bob@example.org", "gone@example.org", "loud@example.org",
    }  # fmt: skip
    assert {entry.address for entry in live.suppressed.entries("service")} == {
        entry.address for entry in result.added
    }
    again, _ = live.suppressed.take_in_service()
    assert (again.added, again.already) == ((), 4)


def test_an_address_is_lifted_where_the_service_allows_it(live: DirectMail, listed: Vendor) -> None:
    mail = listed.account.mail
    live.suppressed.lift_at_service("Gone@example.org")
    live.suppressed.lift_at_service("loud@example.org")
    assert (mail.invalid, list(mail.suppressed)) == ({}, ["example.net"])
    assert code_of(lambda: live.suppressed.lift_at_service("ann@example.org"))[1] == "unsubscribed-at-service"
    assert code_of(lambda: live.suppressed.lift_at_service("who@example.org"))[1] == "unknown-address"
    assert len(mail.blocked) == 2


def test_the_commands_show_take_in_and_lift(live_command: Command, listed: Vendor) -> None:
    shown = live_command("suppressed", "--service", "--json").document()
    assert len(shown["suppressed"]) == 5
    assert live_command("suppressed", "--json").document()["suppressed"] == []
    assert "dm-tui suppressed --service" in live_command("suppressed").out
    taken = live_command("suppressed", "import", "--service")
    assert "4 addresses put on the list" in taken.out
    assert "1 of the service's entries are domains" in taken.out
    lifted = live_command("suppressed", "remove", "--service", "gone@example.org", "--json").document()[
        "lifted"
    ]
    assert lifted == ["gone@example.org"]
    assert "gone@example.org" in live_command("suppressed").out
    policy = live_command("access", "policy", "send", "--json").document()
    wanted = {"dm:QueryInvalidAddress", "dm:ListUserSuppression", "dm:ListBlockSending"}
    assert wanted | {"dm:DeleteInvalidAddress", "dm:RemoveUserSuppression"} <= set(
        policy["Statement"][0]["Action"]
    )
    reading = live_command("access", "policy", "read", "--json").document()["Statement"][0]["Action"]
    assert wanted <= set(reading)


async def test_the_console_shows_the_services_lists_takes_them_in_and_lifts(
    live: DirectMail, listed: Vendor, open_live: OpenLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)
    live.connect()
    live.set_preferences(prompt_activation=False)
    async with sit_down(open_live(), (110, 32)) as user:
        await user.sees("console")
        await user.presses(tab_key("send"), "v", "v")
        await user.until(lambda: len(cells(user, "mailing-table")) == 5, "the service's lists")
        assert cells(user, "mailing-table")[0][:2] == ["ann@example.org", "unsubscribed"]
        await user.presses("n")
        await user.sees("take-in")
        await user.clicks("#take-in-all")
        await user.hears("4 addresses put on the list.")
        await user.presses("down", "enter")
        await user.sees("suppressed")
        assert "gone@example.org" in user.reads("#item-facts")
        await user.presses("delete")
        await user.sees("remove-suppressed")
        await user.clicks("#remove-it")
        await user.hears("gone@example.org is off the service's list.")
        await user.until(lambda: len(cells(user, "mailing-table")) == 4, "the list read again")
    assert len(live.suppressed.entries()) == 4


@pytest.mark.parametrize(
    "form", [Form.EMPTY_OBJECT, Form.LIST, Form.NULL, Form.OTHER_SHAPE, Form.UNSUCCESSFUL]
)
@pytest.mark.parametrize("call", ["QueryInvalidAddress", "ListUserSuppression", "ListBlockSending"])
def test_an_answer_of_another_shape_is_no_empty_list(
    live: DirectMail, listed: Vendor, call: str, form: Form
) -> None:
    listed.faults.every(call, AnyAnswer(200, form=form))
    lists = live.suppressed.read_service()
    assert lists.unread
    assert all("could not be read" in sentence for sentence in lists.unread)


@pytest.mark.parametrize(
    "fault", [Fault.HTML_BEFORE, Fault.TRUNCATED, Fault.NOT_A_SUCCESS, Fault.ERROR_BEFORE]
)
def test_a_page_that_is_lost_is_named_and_what_came_before_it_counts(
    live: DirectMail, vendor: Vendor, fault: Fault
) -> None:
    now = vendor.account.clock()
    for number in range(150):
        vendor.account.mail.suppressed[f"s{number}@example.org"] = now
    for call in range(2, 8):
        vendor.faults.at("ListUserSuppression", call, fault)
    lists = live.suppressed.read_service()
    assert len(lists.entries) == 100
    assert len(lists.unread) == 1
