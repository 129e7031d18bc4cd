"""A template changed at the service, and a test letter of one: what is reviewed again, and what was sent
once.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.template import TemplateStatus
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.server import AnyAnswer, Deed, Fault, Form, Vendor

ADDRESS = "news@mail.example.com"


@pytest.fixture
def approved(live: DirectMail, vendor: Vendor) -> dict[str, object]:
    """A template that the service has and approved, and a sender address."""
    mail = vendor.account.mail
    mail.senders.append({"MailAddressId": "1", "AccountName": ADDRESS, "Sendtype": "batch"})
    live.connect()
    live.templates.add("welcome", "Hello {UserName}", html="<p>Hi</p>")
    mail.templates[0]["TemplateStatus"] = "2"
    assert live.templates.show("welcome").status is TemplateStatus.APPROVED
    return mail.templates[0]


def test_an_approved_template_is_changed_at_the_service_and_reviewed_again(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    changed = live.templates.revise("welcome", "Welcome {UserName}", html="<p>Better</p>")
    assert changed.status is TemplateStatus.PENDING
    assert (approved["TemplateSubject"], approved["TemplateText"]) == ("Welcome {UserName}", "<p>Better</p>")
    assert len(vendor.account.mail.templates) == 1
    assert live.templates.show("welcome").status is TemplateStatus.PENDING
    approved["TemplateStatus"] = "2"
    assert live.templates.show("welcome").status is TemplateStatus.APPROVED


def test_a_change_that_is_none_leaves_it_approved(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    with pytest.raises(DirectMailError) as refused:
        live.templates.revise("welcome", "Hello {UserName}", html="<p>Hi</p>")
    assert refused.value.code == "template-unchanged"
    assert vendor.faults.calls["ModifyTemplate"] == 0


def test_a_rejected_template_reaches_the_service_with_its_new_text(
    live: DirectMail, approved: dict[str, object]
) -> None:
    approved |= {"TemplateStatus": "3", "TemplateComment": "too loud"}
    live.connect()
    live.templates.change("welcome", "Quieter", html="<p>hush</p>")
    assert live.templates.submit("welcome").status is TemplateStatus.PENDING
    assert approved["TemplateSubject"] == "Quieter"


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.ERROR_BEFORE])
def test_a_change_whose_answer_is_lost_is_looked_up_or_repeated_without_harm(
    live: DirectMail, vendor: Vendor, approved: dict[str, object], fault: Fault
) -> None:
    vendor.faults.at("ModifyTemplate", 1, fault)
    if fault is Fault.ERROR_BEFORE:
        with pytest.raises(DirectMailError):
            live.templates.revise("welcome", "Welcome", html="<p>Better</p>")
        assert live.templates.show("welcome").subject == "Hello {UserName}", "until the service has taken it"
    changed = live.templates.revise("welcome", "Welcome", html="<p>Better</p>")
    assert (changed.status, approved["TemplateSubject"]) == (TemplateStatus.PENDING, "Welcome")


def test_a_rejected_template_is_reviewed_again_unchanged(
    live: DirectMail, approved: dict[str, object]
) -> None:
    approved |= {"TemplateStatus": "3", "TemplateComment": "too loud"}
    live.connect()
    assert live.templates.submit("welcome").status is TemplateStatus.PENDING
    assert approved["TemplateStatus"] == "1"


def test_a_change_that_the_service_keeps_as_a_draft_says_so(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    vendor.account.guesses.changed_template = "0"
    with pytest.raises(DirectMailError) as left:
        live.templates.revise("welcome", "Welcome", html="<p>Better</p>")
    assert left.value.code == "template-left-as-draft"
    assert live.provider.shop.activation_address in left.value.hint
    live.connect()
    template = live.templates.show("welcome")
    assert (template.subject, template.status) == ("Welcome", TemplateStatus.DRAFT)


def test_a_template_changed_elsewhere_is_read_again(live: DirectMail, approved: dict[str, object]) -> None:
    approved |= {"TemplateSubject": "From the web console", "TemplateStatus": "1"}
    live.connect()
    template = live.templates.show("welcome")
    assert (template.subject, template.status) == ("From the web console", TemplateStatus.PENDING)


def test_a_test_letter_is_sent_by_the_service(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    sent = live.letter_tests.send("welcome", ADDRESS, "me@example.org")
    assert (sent.recipient, sent.mailing) == ("me@example.org", "")
    (letter,) = vendor.account.mail.tests
    assert (letter["Email"], letter["AccountName"], letter["UserName"]) == (
        "me@example.org",
        ADDRESS,
        "Ada Lovelace",
    )
    assert letter["TemplateId"] == approved["TemplateId"]


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.ERROR_BEFORE, Fault.TRUNCATED])
def test_an_unknown_outcome_of_a_test_letter_is_said_and_nothing_is_repeated(
    live: DirectMail, vendor: Vendor, approved: dict[str, object], fault: Fault
) -> None:
    vendor.account.mail.details_late = timedelta(minutes=10)
    vendor.faults.at("SendTestByTemplate", 1, fault)
    with pytest.raises(DirectMailError) as unknown:
        live.letter_tests.send("welcome", ADDRESS, "me@example.org")
    assert (unknown.value.kind, unknown.value.code) == (ErrorKind.OUTCOME_UNKNOWN, "test-unknown")
    assert "me@example.org" in unknown.value.hint
    assert vendor.faults.calls["SendTestByTemplate"] == 1
    assert len(vendor.account.mail.tests) <= 1


def test_a_refused_test_letter_is_refused_in_the_services_words(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    with pytest.raises(DirectMailError) as refused:
        live.letter_tests.send("welcome", ADDRESS, f"{'m' * 50}@example.org")
    assert "wrongly formed" in refused.value.message
    assert vendor.account.mail.tests == []


def test_a_draft_that_the_service_does_not_have_is_submitted_first(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    live.templates.add("new", "Hello", text="Hi", draft=True)
    with pytest.raises(DirectMailError) as refused:
        live.letter_tests.send("new", ADDRESS, "me@example.org")
    assert refused.value.code == "template-not-submitted"
    assert vendor.faults.calls["SendTestByTemplate"] == 0


def test_a_missing_permission_to_change_is_named(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    vendor.account.ram_user("ops", "dm:ModifyTemplate")
    with pytest.raises(DirectMailError) as refused:
        live.templates.revise("welcome", "Other", html="<p>Other</p>")
    assert "dm:ModifyTemplate" in refused.value.message
    assert live.templates.show("welcome").status is TemplateStatus.APPROVED


def test_a_missing_permission_to_test_is_named(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    vendor.account.ram_user("ops", "dm:SendTestByTemplate")
    with pytest.raises(DirectMailError) as refused:
        live.letter_tests.send("welcome", ADDRESS, "me@example.org")
    assert "dm:SendTestByTemplate" in refused.value.message


@pytest.mark.parametrize("id", ["", "seven", "9" * 30])
def test_a_template_whose_id_is_no_number_is_neither_sent_nor_removed(
    live: DirectMail, vendor: Vendor, approved: dict[str, object], id: str
) -> None:
    vendor.changes.change("QueryTemplateByParam", ("data", "template", "TemplateId"), id)
    for act in (
        lambda: live.letter_tests.send("welcome", ADDRESS, "me@example.org"),
        lambda: live.templates.remove("welcome"),
    ):
        with pytest.raises(DirectMailError) as unreadable:
            act()
        assert "an id that is no number" in unreadable.value.message
    assert vendor.account.mail.tests == []
    assert len(vendor.account.mail.templates) == 1


def test_the_name_beside_the_sender_that_the_service_has_stays(
    live: DirectMail, approved: dict[str, object]
) -> None:
    approved["TemplateNickName"] = "Ada's letters"
    live.templates.revise("welcome", "Welcome {UserName}", html="<p>Hi</p>")
    assert approved["TemplateSubject"] == "Welcome {UserName}"
    assert approved["TemplateNickName"] == "Ada's letters"


NO_YES = AnyAnswer(200, form=Form.EMPTY_OBJECT)
"""An answer that has nothing, not even the id of the request."""


def test_a_change_that_was_answered_with_nothing_is_looked_for(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    vendor.faults.every("ModifyTemplate", NO_YES)
    with pytest.raises(DirectMailError) as refused:
        live.templates.revise("welcome", "Welcome {UserName}", html="<p>Hi</p>")
    assert refused.value.code == "change-not-made"
    assert live.templates.show("welcome").subject == "Hello {UserName}"
    vendor.faults.every("ModifyTemplate", replace(NO_YES, deed=Deed.DONE))
    assert live.templates.revise("welcome", "Welcome", html="<p>Hi</p>").status is TemplateStatus.PENDING
    assert approved["TemplateSubject"] == "Welcome"


def test_a_domain_that_was_not_removed_stays(live: DirectMail, vendor: Vendor) -> None:
    live.domains.add("mail.example.com")
    vendor.faults.every("DeleteDomain", NO_YES)
    with pytest.raises(DirectMailError) as refused:
        live.domains.remove("mail.example.com")
    assert refused.value.code == "change-not-made"
    assert [domain.name for domain in live.domains.list()] == ["mail.example.com"]


def test_a_test_letter_that_was_answered_with_nothing_is_unknown(
    live: DirectMail, vendor: Vendor, approved: dict[str, object]
) -> None:
    vendor.faults.every("SendTestByTemplate", NO_YES)
    with pytest.raises(DirectMailError) as unknown:
        live.letter_tests.send("welcome", ADDRESS, "ada@example.com")
    assert unknown.value.kind is ErrorKind.OUTCOME_UNKNOWN
