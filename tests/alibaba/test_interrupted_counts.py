"""A mailing whose program was killed: who may have been sent to is not told to be waiting."""

import pytest

from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import Vendor
from tests.post import Killed


@pytest.mark.parametrize("left", [True, False], ids=["it left", "it stayed"])
def test_who_may_have_been_sent_to_is_unknown(
    live: DirectMail, open_live: OpenLive, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, left: bool
) -> None:
    address = add_sender(live, vendor)
    letter = make_letter(live.senders.show(address), MailContent(subject="Hi", text="Hello"))
    mailing = live.sending.create(letter, [Recipient(address="ann@example.org")])
    act = Client.act

    def die(
        client: Client, service: object, action: str, answer: object, leaving: object, **more: object
    ) -> None:
        if left:
            act(client, service, action, answer, leaving, **more)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as killed:
        killed.setattr(Client, "act", die)
        with pytest.raises(Killed):
            live.sending.run(mailing.id)
    shown = open_live().sending.mailing(mailing.id)
    assert (shown.unknown, shown.waiting) == ((1, 0) if left else (0, 1))
    assert open_live().sending.mailings()[0].unknown == shown.unknown
