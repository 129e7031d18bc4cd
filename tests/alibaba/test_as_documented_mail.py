"""What sends, as the service's documents have it: records, statuses, limits, tags, codes, and what became of
a mail.
"""

import json
from contextlib import suppress
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter import Letter, make_letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.dns_record import RecordKind
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, OpenLive, SetUp
from tests.alibaba.ready_to_send import NAME, add_domain, add_sender, add_sender_and_template
from tests.alibaba.server import AnyAnswer, Fault, Form, Vendor
from tests.conftest import Wait

SENDER = "news@mail.example.com"
LETTER, SEND = "SingleSendMail", "BatchSendMail"


@pytest.fixture
def ready(set_up: SetUp) -> DirectMail:
    """A verified domain with a sender address and an approved template."""
    return set_up(add_sender_and_template)


def letter(subject: str = "Hello", text: str = "Hello", **more: object) -> Letter:
    content = MailContent(subject=subject, text=text)
    return Letter(sender=SENDER, alias="News", content=content).model_copy(update=more)


def people(*addresses: str) -> list[Recipient]:
    return [Recipient(address=address, variables={}) for address in addresses]


def send(direct_mail: DirectMail, said: Letter, *addresses: str) -> Mailing:
    mailing = direct_mail.sending.create(said, people(*addresses))
    return direct_mail.sending.run(mailing.id)


def send_list(direct_mail: DirectMail, number: int) -> Mailing:
    template = direct_mail.templates.show("welcome")
    said = make_letter(direct_mail.senders.show(SENDER), template.content)
    said = said.model_copy(update={"template": "welcome"})
    addresses = [f"p{number_of_person}@example.org" for number_of_person in range(number)]
    mailing = direct_mail.sending.create(said, people(*addresses))
    return direct_mail.sending.run(mailing.id)


# Domains.


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("example.com", "example.com"),
        ("mail.example.com", "example.com"),
        ("eu.mail.example.com", "example.com"),
        ("example.co.uk", "example.co.uk"),
        ("mail.example.co.uk", "example.co.uk"),
    ],
)
def test_records_stand_under_the_registered_domain(
    live: DirectMail, vendor: Vendor, domain: str, registered: str
) -> None:
    names = {record.kind: record.name for record in live.domains.add(domain).records}
    (row,) = vendor.account.mail.domains
    assert row["TlDomainName"] == registered
    assert names[RecordKind.OWNERSHIP] == f"{row['HostRecord']}.{registered}" == f"aliyundm.{domain}"
    assert names[RecordKind.DKIM] == f"{row['DkimRR']}.{registered}"
    assert names[RecordKind.DMARC] == f"{row['DmarcHostRecord']}.{registered}" == f"_dmarc.{domain}"
    assert names[RecordKind.SPF] == names[RecordKind.MX] == domain
    assert names[RecordKind.TRACKING] == f"dmtrace.{domain}"


def test_nothing_is_guessed_where_the_registered_domain_is_not_named(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.account.guesses.names_registered_domain = False
    ran = live_command("domains", "add", "mail.example.co.uk")
    assert ran.code == 0, ran.err
    for invented in ("aliyundm.mail.example.co.uk", "aliyundm.mail.co.uk", "aliyundm.mail.mail.example"):
        assert invented not in ran.out
    assert "aliyundm.mail" in ran.out
    assert "registered domain" in ran.out + ran.err


@pytest.mark.parametrize("status", ["2", "3", "4"])
def test_a_domain_without_filing_or_tracking_is_usable(live: DirectMail, vendor: Vendor, status: str) -> None:
    live.domains.add(NAME)
    vendor.account.mail.domains[0]["published"] = status
    assert live.domains.verify(NAME).verified
    live.senders.add(SENDER)


@pytest.mark.parametrize("status", ["9", "", "verified", "-1"])
def test_an_unknown_status_is_not_verified(live: DirectMail, vendor: Vendor, status: str) -> None:
    live.domains.add(NAME)
    vendor.account.mail.domains[0]["DomainStatus"] = status
    live.connect()
    (domain,) = live.domains.list()
    assert not domain.verified


def test_a_name_that_is_too_long_is_refused_before_the_call(live: DirectMail, vendor: Vendor) -> None:
    name = "a" * 39 + ".example.com"
    assert len(name) == 51
    with pytest.raises(DirectMailError):
        live.domains.add(name)
    assert vendor.faults.calls["CreateDomain"] == 0
    assert live.domains.add(name[1:]).name == name[1:]


@pytest.mark.parametrize("limit", [30, 15])
def test_a_template_is_taken_whatever_the_name_of_the_domain(
    live: DirectMail, vendor: Vendor, limit: int
) -> None:
    vendor.account.guesses.nick_limit = limit
    add_sender(live, vendor, "a" * 30 + ".example.com")
    live.templates.add("welcome", "Hello", html="<p>Hi</p>")
    assert len(vendor.account.mail.templates) == 1


# Letters: limits, tags, codes.


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        ("subject_limit", 100, letter(subject="s" * 150)),
        ("alias_limit", 14, letter(alias="A name of 15 ch")),
        ("body_limit", 80_000, letter(text="x" * 100_000)),
    ],
)
def test_a_fault_of_the_letter_is_never_a_recipients(
    ready: DirectMail, vendor: Vendor, question: str, value: object, said: Letter
) -> None:
    setattr(vendor.account.guesses, question, value)
    mailing = send(ready, said, *(f"p{number}@example.org" for number in range(40)))
    assert (mailing.accepted, mailing.refused, mailing.unknown) == (0, 0, 0)
    assert mailing.words
    assert vendor.faults.calls[LETTER] <= 8, "every letter would be refused: only those under way are tried"


@pytest.mark.usefixtures("one_after_another")
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "InvalidToAddress"),
        (400, "InvalidToAddress.Spam"),
        (400, "EmailFormatError"),
        (400, "EmailLengthError"),
        (400, "InvalidReceiverName.Malformed"),
        (400, "InvalidSendMail.Spam"),
    ],
)
def test_a_fault_of_one_recipient_skips_that_one(
    ready: DirectMail, vendor: Vendor, status: int, code: str
) -> None:
    vendor.account.mail.refusals["bad@example.org"] = (status, code)
    others = [f"p{number}@example.org" for number in range(12)]  # some are accepted after it: it was its own
    mailing = send(ready, letter(), "ann@example.org", "bad@example.org", *others)
    assert (mailing.accepted, mailing.refused) == (13, 1)
    assert [refused.address for refused in ready.sending.refused_entries(mailing.id)] == ["bad@example.org"]


def test_a_spam_code_about_the_account_refuses_nobody(ready: DirectMail, vendor: Vendor) -> None:
    """An older table tells to check the quota: the service's is used up before ours is."""
    vendor.account.guesses.spam_means = "the account"
    vendor.account.mail.daily_quota = 0
    addresses = [f"p{number}@example.org" for number in range(40)]
    mailing = send(ready, letter(), *addresses)
    assert mailing.accepted == 0
    assert mailing.refused <= 20, "when everybody is refused the service does not mean one recipient"


@pytest.mark.parametrize("any_case", [True, False])
def test_true_and_false_are_said_as_the_page_has_them(
    ready: DirectMail, vendor: Vendor, any_case: bool
) -> None:
    vendor.account.guesses.any_case = any_case
    assert send(ready, letter(), "ann@example.org").accepted == 1


@pytest.mark.parametrize("names", ["as sent", "letters, digits, underscores", "letters, digits"])
@pytest.mark.parametrize("unknown", ["refused", "dropped"])
@pytest.mark.parametrize("tag", ["march", "march_26", "march-26"])
def test_mail_leaves_under_its_tag_or_not_at_all(
    ready: DirectMail, vendor: Vendor, names: str, unknown: str, tag: str
) -> None:
    vendor.account.guesses.tag_names = names
    vendor.account.guesses.unknown_tag = unknown
    with suppress(DirectMailError):
        send(ready, letter(tag=tag), "ann@example.org")
    assert all(sent.tag == tag for sent in vendor.account.mail.details)
    if vendor.account.mail.details:
        assert vendor.account.mail.tags == [tag]


def test_a_tag_that_is_refused_is_named(ready: DirectMail, vendor: Vendor) -> None:
    vendor.account.guesses.tag_names = "letters, digits"
    with pytest.raises(DirectMailError) as refused:
        send(ready, letter(tag="march_26"), "ann@example.org")
    assert "march_26" in refused.value.message


def test_a_tag_that_is_gone_when_mail_leaves_is_named(ready: DirectMail, vendor: Vendor) -> None:
    mailing = ready.sending.create(letter(tag="march"), people("ann@example.org"))
    vendor.account.mail.tags.clear()
    assert "“march”" in ready.sending.run(mailing.id).words
    assert vendor.account.mail.details == []


# What became of it.


@pytest.mark.parametrize("times", ["Beijing", "UTC"])
def test_a_letter_without_an_answer_is_looked_up(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, wait: Wait, times: str
) -> None:
    vendor.account.guesses.detail_times = times
    vendor.faults.at(LETTER, 1, Fault.RESET_AFTER)
    mailing = send(ready, letter(), "ann@example.org", "bob@example.org")
    wait(timedelta(minutes=20))
    again = open_live()
    again.sending.run(mailing.id)
    found = again.sending.mailing(mailing.id)
    assert (found.accepted, found.unknown) == (2, 0)
    assert vendor.account.mail.received("ann@example.org") == 1


def test_a_letter_that_shows_late_stays_unknown(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, wait: Wait
) -> None:
    vendor.account.mail.details_late = timedelta(hours=2)
    vendor.faults.at(LETTER, 1, Fault.RESET_AFTER)
    mailing = send(ready, letter(), "ann@example.org")
    wait(timedelta(minutes=20))
    again = open_live()
    again.sending.run(mailing.id)
    assert again.sending.mailing(mailing.id).unknown == 1
    assert vendor.account.mail.received("ann@example.org") == 1


def test_a_letter_that_never_left_stays_unknown(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, wait: Wait
) -> None:
    send(ready, letter(), "ann@example.org")  # one before, of the same subject
    wait(timedelta(minutes=1))
    vendor.faults.at(LETTER, 1, Fault.RESET_BEFORE)
    mailing = send(ready, letter(), "ann@example.org")
    wait(timedelta(minutes=20))
    again = open_live()
    again.sending.run(mailing.id)
    assert again.sending.mailing(mailing.id).unknown == 1


def test_a_list_without_an_answer_is_looked_up(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, wait: Wait
) -> None:
    vendor.faults.at(SEND, 1, Fault.RESET_AFTER)
    mailing = send_list(ready, 30)
    wait(timedelta(minutes=20))
    again = open_live()
    again.sending.run(mailing.id)
    found = again.sending.mailing(mailing.id)
    assert (found.accepted, found.unknown) == (30, 0)
    assert vendor.faults.calls[SEND] == 1


def test_a_list_that_was_never_sent_stays_unknown(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, wait: Wait
) -> None:
    vendor.faults.at(SEND, 1, Fault.RESET_BEFORE)
    mailing = send_list(ready, 30)
    wait(timedelta(minutes=20))
    again = open_live()
    again.sending.run(mailing.id)
    assert again.sending.mailing(mailing.id).unknown == 30
    assert vendor.faults.calls[SEND] == 1


# Not activated.


@pytest.mark.parametrize(
    "command",
    [
        ("domains", "add", "mail.example.com"),
        ("domains", "list"),
        ("senders", "add", "news@mail.example.com"),
        ("templates", "list"),
        ("send", "--from", SENDER, "--to", "ann@example.org", "--subject", "x", "--text", "y"),
    ],
)
def test_nothing_of_direct_mail_works_before_it_is_activated(
    live_command: Command, vendor: Vendor, command: tuple[str, ...]
) -> None:
    vendor.account.mail.active = False
    ran = live_command(*command)
    assert ran.code == 3, ran.err
    assert "activat" in ran.err.lower()


def test_a_plan_can_be_bought_before_activation(live_command: Command, vendor: Vendor) -> None:
    vendor.account.mail.active = False
    vendor.account.order(50_000)
    ran = live_command("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    assert ran.code == 0, ran.err
    assert json.loads(live_command("status", "--json").out)["pay_as_you_go"]["active"] is False


def test_an_unverified_account_is_told_so_by_the_refusal(live: DirectMail, vendor: Vendor) -> None:
    vendor.account.verified = False
    live_order = live.purchases.confirm(
        "50k", 1, live.prerequisites.account().region, live.purchases.catalogue().terms_version
    )
    live.purchases.pay(live_order.id, "account", "13.05")
    assert not live.prerequisites.account().identity_verified
    with pytest.raises(DirectMailError) as refused:
        live.purchases.pay(live_order.id, "account", "13.05")
    assert refused.value.kind is ErrorKind.NOT_ALLOWED


@pytest.mark.parametrize("form", [Form.CODED, Form.EMPTY_OBJECT, Form.UNCODED, Form.OTHER_SHAPE])
def test_a_list_that_was_not_filled_is_not_said_to_be(ready: DirectMail, vendor: Vendor, form: Form) -> None:
    """200 without a count: some recipients may not be in the list."""
    vendor.faults.at("SaveReceiverDetail", 1, AnyAnswer(200, "", form))
    mailing = send_list(ready, 1_200)
    assert mailing.accepted <= len(vendor.account.mail.sent)


def test_since_when_a_domain_is_verified_is_not_told(
    live: DirectMail, live_command: Command, vendor: Vendor
) -> None:
    """The service tells that it is, never since when: the time of reading is no such date."""
    add_domain(live, vendor)
    shown = live_command("domains", "show", "mail.example.com")
    assert "verified" in shown.out
    assert "since" not in shown.out
    domain = json.loads(live_command("domains", "show", "mail.example.com", "--json").out)["domain"]
    assert (domain["verified"], domain["verified_at"]) == (True, None)
