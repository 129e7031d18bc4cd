"""One life of an account for each answer that the documents leave open: bought once, set up, sent once, and
shown.
"""

from datetime import timedelta

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.setup.subject_and_body import MailContent
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Vendor
from tests.conftest import Wait

NAME, SENDER = "mail.example.com", "news@mail.example.com"


def test_whatever_the_documents_leave_open(guessed: Vendor, open_live: OpenLive, wait: Wait) -> None:
    account = guessed.account
    account.own_other_products()
    live = open_live()
    live.connect()
    terms = live.purchases.catalogue().terms_version
    order = live.purchases.confirm("50k", 1, live.prerequisites.account().region, terms)
    paid = live.purchases.pay(order.id, "account", "13.05")
    assert paid.status is OrderStatus.PAID
    (plan,) = live.purchases.plans_of(order.id)
    assert (plan.id, plan.expires_at) == (account.plans[0].id, account.plans[0].expires)

    live.domains.add(NAME)
    account.mail.domains[0]["published"] = True
    assert live.domains.verify(NAME).verified
    live.senders.add(SENDER)
    live.templates.add("welcome", "Hello", html="<p>Hi</p>")
    content = MailContent(subject="Hello", text="Hello", html="")
    letter = Letter(sender=SENDER, alias="News", content=content, tag="march")
    people = [Recipient(address="ann@example.org", variables={})]
    mailing = live.sending.run(live.sending.create(letter, people).id)
    assert mailing.accepted == 1
    assert account.mail.received("ann@example.org") == 1
    assert account.mail.details[0].tag == "march"

    wait(timedelta(hours=1))
    again = open_live()
    again.connect()
    assert again.overviews.overview().unknown == ()
    assert [domain.name for domain in again.domains.list()] == [NAME]
    assert again.purchases.order(order.id).status is OrderStatus.PAID
    assert [check.name for check in again.doctor.examine() if not check.ok] == []
