"""Domains, senders, templates and mail of a real account, read, changed and sent by the service's calls."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.dns_record import RecordKind, RecordState
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.template import TemplateStatus
from dm_tui.providers.alibaba.api.call_permissions import Action
from dm_tui.providers.alibaba.api.pace import Pace
from dm_tui.providers.alibaba.api_transport import ApiTransport
from dm_tui.providers.mail.transport import Accepted, Deferred, Unknown
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive, SetUp
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import AnyAnswer, Fault, Vendor

NAME, SENDER = "mail.example.com", "news@mail.example.com"


@pytest.fixture
def ready(set_up: SetUp) -> DirectMail:
    """A verified domain with a sender address."""
    return set_up(prepare)


def prepare(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)


def test_a_domain_is_added_with_every_record_to_publish(live: DirectMail, vendor: Vendor) -> None:
    domain = live.domains.add(NAME)
    assert {record.kind for record in domain.records} == set(RecordKind)
    names = {record.kind: record.name for record in domain.records}
    assert names[RecordKind.OWNERSHIP] == f"aliyundm.{NAME}"
    assert names[RecordKind.SPF] == NAME
    assert names[RecordKind.DKIM] == f"aliyun-sg._domainkey.{NAME}"
    assert names[RecordKind.DMARC] == f"_dmarc.{NAME}"
    assert names[RecordKind.TRACKING] == f"dmtrace.{NAME}", "its custom part is relative to the domain"
    assert len(domain.record(RecordKind.DKIM).value) > 200
    assert domain.record(RecordKind.MX).value == "10 mxdm.aliyun.com"
    assert {record.state for record in domain.records} == {RecordState.TO_PUBLISH}
    assert not domain.verified
    assert len(vendor.account.mail.domains) == 1


@pytest.mark.parametrize("registered", ["", "example.net"])
def test_without_the_registered_domain_the_hosts_stay_as_the_service_has_them(
    live: DirectMail, vendor: Vendor, registered: str
) -> None:
    live.domains.add(NAME)
    vendor.account.mail.domains[0]["TlDomainName"] = registered
    domain = live.domains.verify(NAME)
    names = {record.kind: (record.name, record.relative) for record in domain.records}
    assert names[RecordKind.OWNERSHIP] == ("aliyundm.mail", True)
    assert names[RecordKind.DMARC] == ("_dmarc.mail", True)
    assert names[RecordKind.MX] == (NAME, False)


@pytest.mark.parametrize(
    ("status", "usable"), [("0", True), ("1", False), ("2", True), ("3", True), ("4", True), ("9", None)]
)
def test_a_domain_sends_by_the_service_s_status(
    live: DirectMail, vendor: Vendor, status: str, usable: bool | None
) -> None:
    live.domains.add(NAME)
    vendor.account.mail.domains[0]["DomainStatus"] = status
    assert _after_reading(live).verified is usable


def test_a_domain_is_verified_when_the_service_says_so(live: DirectMail, vendor: Vendor) -> None:
    live.domains.add(NAME)
    assert not live.domains.verify(NAME).verified
    vendor.account.mail.domains[0]["published"] = True
    domain = live.domains.verify(NAME)
    assert domain.verified
    assert domain.record(RecordKind.SPF).published


def test_an_spf_record_that_was_merged_is_kept(live: DirectMail, vendor: Vendor) -> None:
    live.domains.add(NAME, spf="v=spf1 include:_spf.example.net ~all")
    vendor.account.mail.domains[0]["published"] = True
    for domain in (live.domains.verify(NAME), _after_reading(live)):
        value = domain.record(RecordKind.SPF).value
        assert "_spf.example.net" in value
        assert "spf1.dm.aliyun.com" in value


def _after_reading(direct_mail: DirectMail) -> MailDomain:
    direct_mail.connect()
    return direct_mail.domains.show(NAME)


@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.TIME_OUT_AFTER, Fault.HTML_AFTER, Fault.ERROR_AFTER]
)
def test_what_was_added_without_an_answer_is_not_added_twice(
    live: DirectMail, vendor: Vendor, fault: Fault
) -> None:
    vendor.faults.at("CreateDomain", 1, fault)
    assert live.domains.add(NAME).name == NAME, "a look afterwards found it"
    assert vendor.faults.calls["CreateDomain"] == 1, "a write is never repeated by itself"
    assert len(vendor.account.mail.domains) == 1
    vendor.account.mail.domains[0]["published"] = True
    live.domains.verify(NAME)
    vendor.faults.at("CreateMailAddress", 1, fault)
    live.senders.add(SENDER)
    assert len(vendor.account.mail.senders) == 1


def test_what_was_set_up_elsewhere_is_read(
    ready: DirectMail, vendor: Vendor, tmp_path: Path, open_live: OpenLive
) -> None:
    ready.templates.add("welcome", "Hello {UserName}", html="<p>Hi</p>")
    elsewhere = DirectMail(tmp_path / "other.json", "alibaba", clock=ready.now)
    elsewhere.connect()
    assert [domain.name for domain in elsewhere.domains.list()] == [NAME]
    assert elsewhere.domains.show(NAME).verified
    assert [(domain.address, domain.kind) for domain in elsewhere.senders.list()] == [
        (SENDER, SenderKind.BATCH)
    ]
    (template,) = elsewhere.templates.list()
    assert (template.name, template.subject, template.html) == ("welcome", "Hello {UserName}", "<p>Hi</p>")
    vendor.go_away()
    assert [domain.name for domain in open_live().domains.list()] == [NAME], "usable offline"


def test_what_was_removed_elsewhere_is_gone(ready: DirectMail, vendor: Vendor) -> None:
    ready.templates.add("welcome", "Hello", text="Hi")
    ready.templates.add("draft", "Hello", text="Hi", draft=True)
    direct_mail = vendor.account.mail
    for rows in (direct_mail.domains, direct_mail.senders, direct_mail.templates):
        rows.clear()
    ready.connect()
    assert ready.domains.list() == ()
    assert ready.senders.list() == ()
    assert [domain.name for domain in ready.templates.list()] == ["draft"], "a draft is ours alone"


def test_what_another_region_has_stays(ready: DirectMail, vendor: Vendor) -> None:
    ready.prerequisites.use_region("us-east-1")
    vendor.account.mail.domains.clear()
    ready.connect()
    assert [domain.region for domain in ready.domains.list()] == ["ap-southeast-1"]


def test_what_is_removed_here_is_removed_there(ready: DirectMail, vendor: Vendor) -> None:
    ready.templates.add("welcome", "Hello", text="Hi")
    ready.templates.remove("welcome")
    ready.senders.remove(SENDER)
    ready.domains.remove(NAME)
    direct_mail = vendor.account.mail
    assert (direct_mail.domains, direct_mail.senders, direct_mail.templates) == ([], [], [])


@pytest.mark.parametrize(
    ("status", "expected"), [("2", TemplateStatus.APPROVED), ("3", TemplateStatus.REJECTED)]
)
def test_a_review_is_followed(
    live: DirectMail, vendor: Vendor, status: str, expected: TemplateStatus
) -> None:
    assert live.templates.add("welcome", "Hello", text="a < b").status is TemplateStatus.PENDING
    assert vendor.account.mail.templates[0]["TemplateText"] == "<pre>a &lt; b</pre>"
    vendor.account.mail.templates[0] |= {"TemplateStatus": status, "TemplateComment": "too loud"}
    found = live.templates.show("welcome")
    assert found.status is expected
    assert ("too loud" in found.reason) is (expected is TemplateStatus.REJECTED)
    assert found.text == "a < b", "what we wrote stays as we wrote it"


def test_hostile_names_from_the_service_are_cleaned(live: DirectMail, vendor: Vendor) -> None:
    vendor.account.mail.templates.append(
        {
            "TemplateId": "1",
            "TemplateName": "a\x1b]52;c;x\x07b\u202e",
            "TemplateSubject": "x\x1b[31m",
            "TemplateText": "y",
            "TemplateStatus": "2",
            "TemplateComment": "",
        }
    )
    live.connect()
    (template,) = live.templates.list()
    assert not any(ord(letter) < 32 or ord(letter) == 0x202E for letter in template.name)
    assert "\x1b" not in template.subject


def test_what_may_not_be_read_is_no_obstacle(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "dm:QueryDomainByParam", "dm:QueryTemplateByParam")
    direct_mail = open_live()
    direct_mail.connect()
    region = direct_mail.prerequisites.account().region
    assert not any(check.stands_in_the_way for check in direct_mail.prerequisites.check(region))


def letter(**more: object) -> Letter:
    content = MailContent(subject="Grüße, {UserName}", text="Hello {UserName}", html="<p>Hello</p>")
    return Letter(sender=SENDER, alias="News", content=content).model_copy(update=more)


def recipients(*addresses: str) -> list[Recipient]:
    return [Recipient(address=address, variables={"UserName": address[:1].upper()}) for address in addresses]


def test_a_mailing_is_sent_by_one_call_for_each_recipient(ready: DirectMail, vendor: Vendor) -> None:
    addresses = ("ann@example.org", "bob@example.org", "x@invalid.example")
    mailing = ready.sending.create(letter(reply_to="desk@example.com"), recipients(*addresses))
    done = ready.sending.run(mailing.id)
    assert (done.accepted, done.refused) == (2, 1)
    sent = {email["ToAddress"]: email for email in vendor.account.mail.sent}
    assert set(sent) == set(addresses[:2])
    ann = sent["ann@example.org"]
    assert ann["Subject"] == "Grüße, A"
    assert ann["TextBody"].strip() == "Hello A"
    assert ann["HtmlBody"].strip() == "<p>Hello</p>"
    assert (ann["AccountName"], ann["FromAlias"], ann["ReplyAddress"]) == (SENDER, "News", "desk@example.com")
    ready.connect()
    assert ready.overviews.overview().daily_quota.used == 2


def test_the_tag_and_the_way_out_leave_with_it(ready: DirectMail, vendor: Vendor) -> None:
    url = "https://example.com/out?who={EAddr}"
    sent_by = letter(batch=True, tag="march", unsubscribe_url=url)
    mailing = ready.sending.create(sent_by, recipients("ann@example.org"))
    assert ready.sending.run(mailing.id).accepted == 1
    (sent,) = vendor.account.mail.sent
    assert sent["TagName"] == "march"
    headers = json.loads(sent["Headers"])
    assert headers["List-Unsubscribe"].startswith("<https://example.com/out?who=ann%40example.org>")
    assert "mailto:" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_tag_is_created_when_it_is_first_used_and_tracks(ready: DirectMail, vendor: Vendor) -> None:
    vendor.account.mail.tags.append("march-2025")
    for address in ("ann@example.org", "bob@example.org"):
        mailing = ready.sending.create(letter(tag="march", track=True), recipients(address))
        ready.sending.run(mailing.id)
    assert vendor.account.mail.tags == ["march-2025", "march"]
    assert vendor.faults.calls["CreateTag"] == 1
    assert {(sent["TagName"], sent["ClickTrace"]) for sent in vendor.account.mail.sent} == {("march", "1")}


def test_a_tag_that_another_program_creates_meanwhile_is_no_fault(ready: DirectMail, vendor: Vendor) -> None:
    vendor.faults.at("CreateTag", 1, AnyAnswer(400, "InvalidTag.Duplicate"))
    assert ready.sending.create(letter(tag="march"), recipients("ann@example.org")).tag == "march"
    vendor.faults.at("CreateTag", 1, AnyAnswer(400, "InvalidTagName.Malformed"))
    with pytest.raises(DirectMailError) as refused:
        ready.sending.create(letter(tag="a-b"), recipients("ann@example.org"))
    assert refused.value.code == "refused-by-vendor"
    assert len(ready.sending.mailings()) == 1, "there is no mailing that could not be sent"


def test_mail_without_them_has_neither(ready: DirectMail, vendor: Vendor) -> None:
    ready.sending.run(ready.sending.create(letter(), recipients("ann@example.org")).id)
    (sent,) = vendor.account.mail.sent
    assert {"TagName", "Headers"} & set(sent) == set()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (None, Accepted),
        (Fault.THROTTLED, Deferred),
        (Fault.DENIED, Deferred),
        (Fault.RESET_BEFORE, Unknown),
        (Fault.RESET_AFTER, Unknown),
        (Fault.TIME_OUT_AFTER, Unknown),
        (Fault.ERROR_AFTER, Unknown),
        (Fault.HTML_AFTER, Unknown),
    ],
)
def test_each_answer_is_what_it_is_for_a_delivery(
    ready: DirectMail, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, fault: Fault | None, kind: type
) -> None:
    way = ready.provider.outbound.transport()
    assert isinstance(way, ApiTransport)
    if fault is not None:
        vendor.faults.at("SingleSendMail", 1, fault)
    message = b"From: News <news@mail.example.com>\r\nSubject: x\r\n\r\nHello\r\n"
    told: list[str] = []
    turn = Pace.turn

    @contextmanager
    def told_turn(pace: Pace, action: Action) -> Iterator[None]:
        with turn(pace, action):
            told.append("waited")
            yield

    monkeypatch.setattr(Pace, "turn", told_turn)
    delivery = way.connect().deliver("1", SENDER, "ann@example.org", message, lambda: told.append("leaving"))
    assert told == ["waited", "leaving"]
    assert type(delivery) is kind
    assert vendor.faults.calls["SingleSendMail"] == 1
    assert way.settle("1") is None


def test_a_network_that_is_gone_defers(ready: DirectMail, vendor: Vendor) -> None:
    way = ready.provider.outbound.transport()
    assert way is not None
    vendor.go_away()
    delivery = way.connect().deliver("1", SENDER, "ann@example.org", b"Subject: x\r\n\r\nHello\r\n")
    assert isinstance(delivery, Deferred)


def test_a_live_account_is_never_billed_by_us(ready: DirectMail, vendor: Vendor) -> None:
    vendor.account.mail.free_left = vendor.account.mail.free_left_today = 0
    ready.connect()
    ready.sending.run(ready.sending.create(letter(), recipients("ann@example.org")).id)
    assert ready.billing.next_charge_at() is None
    assert ready.billing.charge_due_bill() is None
    assert ready.billing.bills() == ()
