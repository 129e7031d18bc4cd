"""What the documents of Direct Mail leave open: setting up and sending work either way."""

from datetime import timedelta

import pytest

from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.dns_record import RecordKind
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.server import Fault, Guesses, Vendor, other_ways
from tests.conftest import Wait

NAME, SENDER = "mail.example.co.uk", "news@mail.example.co.uk"
WAYS = dict(
    other_ways(
        "names_registered_domain",
        "dns_without_lookup",
        "tag_names",
        "unknown_tag",
        "trace_needs_tag",
        "subject_limit",
        "body_limit",
        "alias_limit",
        "nick_limit",
        "spam_means",
        "detail_times",
        "any_case",
    )
)


@pytest.mark.parametrize("guesses", WAYS.values(), ids=list(WAYS))
def test_setting_up_and_sending_work_either_way(
    live: DirectMail, vendor: Vendor, wait: Wait, guesses: Guesses
) -> None:
    vendor.account.guesses = guesses
    domain = live.domains.add(NAME)
    relative = not guesses.names_registered_domain
    ownership = domain.record(RecordKind.OWNERSHIP)
    assert ownership.name == ("aliyundm.mail" if relative else f"aliyundm.{NAME}")
    assert ownership.relative is relative
    vendor.account.mail.domains[0]["published"] = True
    assert live.domains.verify(NAME).verified
    live.connect()
    assert live.domains.show(NAME).record(RecordKind.OWNERSHIP).published
    live.senders.add(SENDER, alias="Example News")
    live.templates.add("welcome", "Hello {UserName}", html="<p>Hi</p>")
    vendor.account.mail.templates[0]["TemplateStatus"] = "2"
    content = live.templates.show("welcome").content
    vendor.account.mail.details_late = vendor.account.mail.tasks_late = timedelta(minutes=10)
    letter = make_letter(live.senders.show(SENDER), content, tag="spring", track=True)
    for number, (template, action) in enumerate((("", "SingleSendMail"), ("welcome", "BatchSendMail"))):
        recipients = [Recipient(address=f"p{number}@example.org", variables={"UserName": "Ann"})]
        vendor.faults.at(action, 1, Fault.RESET_AFTER)
        sent = live.sending.create(letter.model_copy(update={"template": template}), recipients)
        assert live.sending.run(sent.id).unknown == 1
        wait(timedelta(minutes=11))
        assert live.sending.unknown.look_up(sent.id).accepted == 1
        wait(timedelta(days=4))
    assert vendor.account.mail.tags == ["spring"]
