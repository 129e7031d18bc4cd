"""What could not be read is never said to be missing: names are looked up only in lists that were read."""

import pytest

from tests.alibaba.conftest import Command
from tests.alibaba.server import AnyAnswer, Fault, Vendor
from tests.alibaba.server import direct_mail as direct_mail_service

NAME, SENDER = "mail.example.com", "news@mail.example.com"
LETTER = ("send", "--from", SENDER, "--to", "ana@example.org", "--subject", "Hello", "--text", "Hello")
DENIED = AnyAnswer(403, "Forbidden", message="User not authorized to operate on the specified resource.")

LISTS = {
    "QueryDomainByParam": "Your domains are not known.",
    "QueryMailAddressByParam": "Your sender addresses are not known.",
    "QueryTemplateByParam": "Your templates are not known.",
}


@pytest.fixture
def furnished(vendor: Vendor) -> Vendor:
    """An account that has one domain, one sender address and one template."""
    account = vendor.account
    direct_mail_service.answer(account, "CreateDomain", {"DomainName": NAME})
    account.mail.domains[0]["DomainStatus"] = "0"
    direct_mail_service.answer(account, "CreateMailAddress", {"AccountName": SENDER, "Sendtype": "batch"})
    template = {"TemplateName": "welcome", "TemplateSubject": "Hi", "TemplateText": "Hi", "TemplateType": "0"}
    direct_mail_service.answer(account, "CreateTemplate", {**template, "TemplateNickName": "News"})
    return vendor


@pytest.mark.parametrize("trouble", [DENIED, Fault.ERROR_BEFORE], ids=str)
@pytest.mark.parametrize(
    ("unread", "command"),
    [
        ("QueryDomainByParam", ("domains", "show", NAME)),
        ("QueryDomainByParam", ("domains", "remove", NAME)),
        ("QueryMailAddressByParam", ("domains", "remove", NAME)),
        ("QueryMailAddressByParam", ("senders", "show", SENDER)),
        ("QueryMailAddressByParam", ("senders", "password", SENDER)),
        ("QueryMailAddressByParam", LETTER),
        ("QueryTemplateByParam", ("templates", "show", "welcome")),
        ("QueryTemplateByParam", ("templates", "change", "welcome", "--subject", "New", "--text", "New")),
        (
            "QueryTemplateByParam",
            ("send", "--from", SENDER, "--to", "a@example.org", "--template", "welcome"),
        ),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, tuple) else value,
)
def test_a_name_is_not_missing_from_a_list_that_was_not_read(
    furnished: Vendor,
    live_command: Command,
    unread: str,
    command: tuple[str, ...],
    trouble: Fault | AnyAnswer,
) -> None:
    furnished.faults.every(unread, trouble)
    ran = live_command(*command)
    assert ran.code == 3, ran.err
    assert LISTS[unread] in ran.err
    if trouble is DENIED:
        assert f"dm:{unread}" in ran.err
    assert "There is no" not in ran.err
    assert len(furnished.account.mail.domains) == 1


@pytest.mark.parametrize(
    "command", [("senders", "show", "other@mail.example.com"), ("templates", "show", "other")], ids=str
)
def test_a_name_is_missing_from_a_list_that_was_read(
    furnished: Vendor, live_command: Command, command: tuple[str, ...]
) -> None:
    ran = live_command(*command)
    assert ran.code == 2
    assert "There is no" in ran.err


def test_a_letter_is_sent_where_only_the_domains_are_not_known(
    furnished: Vendor, live_command: Command
) -> None:
    furnished.faults.every("QueryDomainByParam", DENIED)
    ran = live_command(*LETTER)
    assert ran.code == 0, ran.err
    assert len(furnished.account.mail.sent) == 1


def test_a_sender_address_is_added_where_the_domains_are_not_known(
    furnished: Vendor, live_command: Command
) -> None:
    furnished.faults.every("QueryDomainByParam", DENIED)
    assert live_command("senders", "add", "more@mail.example.com").code == 0
    refused = live_command("senders", "add", "more@other.example.com")
    assert refused.code not in (0, 3), "the service refuses it, not a guess"
