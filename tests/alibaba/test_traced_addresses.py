"""An address is traced over all mailings, beside what the service shows of it."""

from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.ready_to_send import add_sender, add_template
from tests.alibaba.server import Vendor

SENDER = "news@mail.example.com"


def test_the_service_shows_what_became_of_mail_that_it_took(live: DirectMail, vendor: Vendor) -> None:
    vendor.account.mail.daily_quota = 10**9
    live.connect()
    add_sender(live, vendor)
    add_template(live, vendor)
    letter = make_letter(live.senders.show(SENDER), live.templates.show("welcome").content)
    people = [Recipient(address=f"p{n}@example.org", variables={"UserName": "P"}) for n in range(2)]
    mailing = live.sending.run(live.sending.create(letter, people).id)
    assert mailing.accepted == 2
    for detail in vendor.account.mail.details:
        if detail.recipient == "p1@example.org":
            detail.status, detail.message = 2, "550 no such mailbox"
    shown = {
        address: live.recipient_outcomes.shown_by_service(address)
        for address in ("p0@example.org", "p1@example.org")
    }
    assert [(trace.delivered, trace.sender) for trace in shown["p0@example.org"]] == [(True, SENDER)]
    assert [(trace.delivered, trace.message) for trace in shown["p1@example.org"]] == [
        (False, "550 no such mailbox")
    ]
    assert all(trace.at is not None for traces in shown.values() for trace in traces)
    assert live.recipient_outcomes.shown_by_service("nobody@example.org") == ()
    ((traced, _, outcome),) = live.recipient_outcomes.trace("p1@example.org")
    assert (traced.id, outcome.outcome.value) == (mailing.id, "accepted")
