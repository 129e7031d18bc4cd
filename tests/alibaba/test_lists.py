"""Mail to a whole list: one call of the service, announced before, never made again when nobody knows what
came of it.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter import Letter, make_letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.providers.alibaba import list_transport as lists
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive, SetUp
from tests.alibaba.ready_to_send import add_sender, add_template
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.calls import Answered, Call, Lost
from tests.alibaba.server.mail_account import MailList
from tests.conftest import Wait

SENDER = "news@mail.example.com"
SEND, SAVE, MAKE = "BatchSendMail", "SaveReceiverDetail", "CreateReceiver"
LOST = (
    Fault.RESET_AFTER,
    Fault.RESET_BEFORE,
    Fault.TIME_OUT_AFTER,
    Fault.ERROR_AFTER,
    Fault.HTML_AFTER,
    Fault.TRUNCATED,
)


@pytest.fixture
def ready(set_up: SetUp) -> DirectMail:
    """A sender address and an approved template; nothing is waited for."""
    return set_up(prepare)


def prepare(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor, alias="News", reply_to="desk@example.com")
    add_template(live, vendor, "Hello {UserName}", html="<p>Hi {NickName}</p>")


def letter(direct_mail: DirectMail, **more: object) -> Letter:
    template = direct_mail.templates.show("welcome")
    made = make_letter(direct_mail.senders.show(SENDER), template.content)
    return made.model_copy(update={"template": "welcome", **more})


def people(number: int, start: int = 0) -> list[Recipient]:
    return [
        Recipient(address=f"p{index}@example.org", variables={"UserName": f"Ann {index}", "NickName": "A"})
        for index in range(start, start + number)
    ]


def make(direct_mail: DirectMail, recipients: list[Recipient], **more: object) -> Mailing:
    return direct_mail.sending.create(letter(direct_mail, **more), recipients)


def addresses(vendor: Vendor) -> list[str]:
    return [email["ToAddress"] for email in vendor.account.mail.sent]


def test_a_list_is_one_call_with_every_value_in_its_place(ready: DirectMail, vendor: Vendor) -> None:
    recipients = [
        Recipient(
            address="ann@example.org",
            variables={"UserName": "Ann, “x”", "Mobile": "+65 1", "Gender": "f", "Birthday": "1"},
        ),
        *people(1_200),
    ]
    done = ready.sending.run(make(ready, recipients, tag="march", track=True).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 1_201, 0)
    (call,) = vendor.account.mail.list_calls
    assert (call["AccountName"], call["TemplateName"], call["TagName"], call["ReplyAddress"]) == (
        SENDER,
        "welcome",
        "march",
        "desk@example.com",
    )
    (made,) = vendor.account.mail.lists
    assert re.fullmatch(r"dm-tui-20260131T090000-[0-9a-f]{6}", made.name)
    assert made.rows[0] == {
        "e": "ann@example.org",
        "u": "Ann, “x”",
        "n": "",
        "g": "f",
        "b": "1",
        "m": "+65 1",
    }
    assert vendor.faults.calls[SAVE] >= 3, "500 at once"
    assert (call["ClickTrace"], vendor.account.mail.tags) == ("1", ["march"])
    assert vendor.faults.calls["SingleSendMail"] == 0
    assert vendor.account.mail.templates[0]["TemplateNickName"] == "News"
    assert ready.overviews.overview().daily_quota.used == 1_201


def test_the_quota_bounds_the_list_and_the_rest_waits(ready: DirectMail, vendor: Vendor, wait: Wait) -> None:
    mailing = ready.sending.run(make(ready, people(2_500)).id)
    assert (mailing.status, mailing.accepted) == (MailingStatus.HELD_BACK, 2_000)
    wait(timedelta(days=1))
    done = ready.sending.run(mailing.id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 2_500)
    assert sorted(addresses(vendor)) == sorted(person.address for person in people(2_500))
    assert len(vendor.account.mail.list_calls) == 2


@pytest.mark.parametrize("fault", LOST)
def test_what_nobody_knows_is_shown_and_never_sent_again(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, fault: Fault
) -> None:
    vendor.account.mail.tasks_late = timedelta(minutes=10)
    vendor.faults.at(SEND, 1, fault)
    mailing = ready.sending.run(make(ready, people(3)).id)
    assert (mailing.unknown, mailing.accepted, mailing.status) == (3, 0, MailingStatus.DONE)
    again = open_live()
    again.sending.run(mailing.id)
    assert vendor.faults.calls[SEND] == 1
    assert [delivery.address for delivery in again.sending.unknown.of(mailing.id)] == [
        person.address for person in people(3)
    ]
    settled = again.sending.unknown.settle(mailing.id, None, delivered=False)
    assert (settled.unknown, settled.charged.emails) == (0, 0)


@pytest.mark.parametrize("when", ["filled", "announced", "leaving", "sent"])
def test_a_program_that_ends_anywhere_sends_nothing_twice(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    def leave_and_die(way: object, list: str, letter: object, leaving: Callable[[], None]) -> None:
        leaving()
        raise Killed

    vendor.account.mail.tasks_late = timedelta(minutes=10)
    mailing = make(ready, people(3))
    if when == "filled":
        monkeypatch.setattr("dm_tui.services.mailing.delivery.list_delivery.ListDelivery._send_to_list", die)
    elif when == "announced":
        monkeypatch.setattr(lists.ApiListTransport, "send", die)
    elif when == "leaving":
        monkeypatch.setattr(lists.ApiListTransport, "send", leave_and_die)
    else:
        monkeypatch.setattr("dm_tui.services.mailing.delivery.list_delivery.ListDelivery._log_outcome", die)
    with pytest.raises(Killed):
        ready.sending.run(mailing.id)
    monkeypatch.undo()
    monkeypatch.setenv("DM_TUI_ALIBABA_ENDPOINT", vendor.endpoint)
    done = open_live().sending.run(mailing.id)
    assert done.status is MailingStatus.DONE
    assert len(addresses(vendor)) == len(set(addresses(vendor)))
    told = (done.accepted, done.unknown, vendor.faults.calls[SEND])
    assert told == ((0, 3, 0) if when == "leaving" else (3, 0, 1))


@pytest.mark.parametrize("action", [MAKE, SAVE])
@pytest.mark.parametrize("fault", [*LOST, Fault.DENIED])
def test_a_list_that_is_not_certainly_filled_is_never_sent_to(
    ready: DirectMail, vendor: Vendor, action: str, fault: Fault
) -> None:
    vendor.faults.at(action, 1, fault)
    mailing = ready.sending.run(make(ready, people(3)).id)
    assert (mailing.status, mailing.reason) == (MailingStatus.PAUSED, "connection")
    assert (mailing.position, mailing.postponed, mailing.charged.emails) == (0, (), 0)
    assert vendor.faults.calls[SEND] == 0
    done = ready.sending.run(mailing.id)
    assert (done.accepted, len(addresses(vendor))) == (3, 3)


def test_one_call_too_many_a_minute_is_made_later(ready: DirectMail, vendor: Vendor) -> None:
    vendor.faults.at(SEND, 1, Fault.THROTTLED)
    done = ready.sending.run(make(ready, people(3)).id)
    assert (done.accepted, vendor.faults.calls[SEND]) == (3, 2)


@pytest.mark.parametrize("fault", [Fault.DENIED, None])
def test_what_the_service_refuses_pauses_and_costs_nothing(
    ready: DirectMail, vendor: Vendor, fault: Fault | None
) -> None:
    if fault is None:
        vendor.account.mail.templates[0]["TemplateStatus"] = "3"
    else:
        vendor.faults.every(SEND, fault)
    mailing = ready.sending.run(make(ready, people(3)).id)
    assert (mailing.status, mailing.refused, mailing.charged.emails) == (MailingStatus.PAUSED, 0, 0)
    assert mailing.words
    assert vendor.faults.calls[SEND] == 1
    vendor.faults.clear()
    vendor.account.mail.templates[0]["TemplateStatus"] = "2"
    assert ready.sending.run(mailing.id).accepted == 3


def test_who_is_not_taken_into_a_list_is_told(ready: DirectMail, vendor: Vendor) -> None:
    long = Recipient(address="long@example.org", variables={"UserName": "x" * 76, "NickName": ""})
    bad = Recipient(address="x@invalid.example", variables={"UserName": "x", "NickName": ""})
    done = ready.sending.run(make(ready, [long, bad, *people(2)]).id)
    assert (done.accepted, done.refused, done.charged.emails) == (2, 2, 2)
    told = {entry.address: entry.words for entry in ready.sending.refused_entries(done.id)}
    assert "76 characters" in told["long@example.org"]
    assert "not valid" in told["x@invalid.example"]


def test_a_list_of_nobody_is_not_sent_to(ready: DirectMail, vendor: Vendor) -> None:
    bad = Recipient(address="x@invalid.example", variables={"UserName": "x", "NickName": ""})
    done = ready.sending.run(make(ready, [bad]).id)
    assert (done.refused, vendor.faults.calls[SEND]) == (1, 0)


def test_lists_that_are_over_are_removed_and_those_of_others_stay(
    ready: DirectMail, vendor: Vendor, wait: Wait
) -> None:
    ready.sending.run(make(ready, people(1)).id)
    first = vendor.account.mail.lists[0].name
    vendor.account.mail.lists[0:0] = [type(vendor.account.mail.lists[0])("1", "dm-tui-friends")]
    wait(timedelta(minutes=30))
    ready.sending.run(make(ready, people(1, 10)).id)
    assert first in [list.name for list in vendor.account.mail.lists], "still needed"
    wait(timedelta(minutes=45))
    ready.sending.run(make(ready, people(1, 20)).id)
    kept = [list.name for list in vendor.account.mail.lists]
    assert first not in kept
    assert "dm-tui-friends" in kept
    assert len(kept) == 3


def test_it_can_be_stopped_before_anybody_is_sent_to(
    ready: DirectMail, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "RECIPIENTS_PER_CALL", 1)
    stop = Event()
    take = vendor.take

    def stop_at_the_second(call: Call, site: str) -> Answered | Lost:
        answer = take(call, site)
        if vendor.faults.calls[SAVE] >= 2:
            stop.set()
        return answer

    monkeypatch.setattr(vendor, "take", stop_at_the_second)
    mailing = ready.sending.run(make(ready, people(20)).id, stop=stop)
    assert (mailing.status, mailing.position) == (MailingStatus.PAUSED, 0)
    assert (vendor.faults.calls[SEND], vendor.faults.calls[SAVE] < 20) == (0, True)


def test_another_text_than_was_approved_is_not_sent_as_a_list(ready: DirectMail) -> None:
    said = letter(ready)
    other = said.content.model_copy(update={"subject": "Something else"})
    with pytest.raises(DirectMailError) as refused:
        ready.sending.create(said.model_copy(update={"content": other}), people(1))
    assert refused.value.code == "template-differs"
    with pytest.raises(DirectMailError) as refused:
        ready.sending.create(said.model_copy(update={"template": "none"}), people(1))
    assert refused.value.code == "unknown-template"


def test_a_call_is_never_too_long_for_its_address(ready: DirectMail, vendor: Vendor) -> None:
    wide = [
        Recipient(address=person.address, variables={"UserName": "王" * 75, "NickName": "李" * 25})
        for person in people(300)
    ]
    done = ready.sending.run(make(ready, wide).id)
    assert done.accepted == 300
    assert json.loads(vendor.account.mail.sent[0]["Row"])["u"] == "王" * 75


def test_where_ten_lists_are_still_needed_it_says_when_it_goes_on_and_goes_on(
    ready: DirectMail, vendor: Vendor, wait: Wait
) -> None:
    vendor.account.mail.daily_quota = 100_000
    ready.connect()
    for number in range(10):
        ready.sending.run(make(ready, people(1, number)).id)
        wait(timedelta(minutes=2))
    vendor.account.mail.lists[3].name = "dm-tui-99999999T999999-abcdef"
    held = ready.sending.run(make(ready, people(1, 20)).id)
    assert (held.status, held.reason, held.charged.emails) == (MailingStatus.HELD_BACK, "lists-full", 0)
    assert held.until == datetime(2026, 1, 31, 10, 1, tzinfo=UTC), "an hour after the first list was made"
    assert ready.sending.run(held.id).status is MailingStatus.HELD_BACK
    wait(held.until - ready.now())
    done = ready.sending.run(held.id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 1)


def test_lists_of_others_are_never_removed_to_make_room(ready: DirectMail, vendor: Vendor) -> None:
    vendor.account.mail.lists += [MailList(str(number), f"friends {number}") for number in range(10)]
    mailing = ready.sending.run(make(ready, people(1)).id)
    assert mailing.status is MailingStatus.PAUSED
    assert "none is from dm-tui" in mailing.words
    assert len(vendor.account.mail.lists) == 10


@pytest.mark.parametrize("action", [MAKE, SAVE])
def test_a_list_that_is_made_too_fast_is_made_later(ready: DirectMail, vendor: Vendor, action: str) -> None:
    vendor.faults.at(action, 1, Fault.THROTTLED)
    done = ready.sending.run(make(ready, people(3)).id)
    assert (done.accepted, vendor.faults.calls[action]) == (3, 2)
    assert len(vendor.account.mail.lists) == 1


def test_a_list_that_is_always_too_much_pauses(ready: DirectMail, vendor: Vendor) -> None:
    vendor.faults.every(MAKE, Fault.THROTTLED)
    mailing = ready.sending.run(make(ready, people(3)).id)
    assert (mailing.status, mailing.charged.emails) == (MailingStatus.PAUSED, 0)
    assert vendor.faults.calls[MAKE] == 14


def test_a_template_of_its_own_variables_is_filled_from_custom_data(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)
    add_template(live, vendor, "Hello {First}", html="<p>Your plan is {Plan}</p>")
    recipients = [
        Recipient(address="ann@example.org", variables={"First": "Ann", "Plan": "“A” & B", "UserName": "no"}),
        Recipient(address="bob@example.org", variables={"First": "Bob"}),
    ]
    done = live.sending.run(make(live, recipients).id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 2)
    assert vendor.account.mail.lists[-1].rows == [
        {"e": "ann@example.org", "First": "Ann", "Plan": "“A” & B"},
        {"e": "bob@example.org", "First": "Bob", "Plan": ""},
    ]


def test_a_template_that_mixes_both_kinds_of_variables_is_no_list(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)
    add_template(live, vendor, "Hello {UserName}", html="<p>Your plan is {Plan}</p>")
    with pytest.raises(DirectMailError) as refused:
        make(live, people(2))
    assert refused.value.code == "list-fills-no-mixture"
    assert "{UserName}, {Plan}" in refused.value.message
    assert vendor.faults.calls[SAVE] == 0
