"""Test letters of a template: by the service's own call where it has one, else as any other letter."""

from dm_tui.domain.account.account import require_service_access
from dm_tui.domain.mailing.letter import make_letter
from dm_tui.domain.mailing.letter_wording import TEST_NOT_SENT, TEST_UNKNOWN
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.template import EXAMPLE_VALUES
from dm_tui.providers.protocol import AccountProvider, Outbound
from dm_tui.services.mailing.sending import Sending
from dm_tui.services.setup.senders import Senders
from dm_tui.services.setup.templates import Templates


class SentTest(Model):
    """A test letter that was handed over.

    `mailing` is the one that carried it, empty where the service sent it.
    """

    template: str
    sender: str
    recipient: str
    mailing: str = ""


class TemplateTests:
    """Sends one letter with example values.

    It counts as an email: it is charged, and counts towards the quota.
    """

    def __init__(
        self,
        account: AccountProvider,
        outbound: Outbound,
        templates: Templates,
        senders: Senders,
        sending: Sending,
    ) -> None:
        self._account, self._outbound = account, outbound
        self._templates, self._senders, self._sending = templates, senders, sending

    def send(self, name: str, sender_address: str, recipient: str) -> SentTest:
        """Send a template to one address, approved or not. Blocks; a call is made once.

        Raises the refusal, or that it is not known whether the letter left.
        """
        require_service_access(self._account.current())
        address = parse_address(recipient)
        template, sender = self._templates.show(name), self._senders.show(sender_address)
        values = {**EXAMPLE_VALUES, "EAddr": address}
        sent = SentTest(template=template.name, sender=sender.address, recipient=address)
        if self._outbound.send_test(template, sender, address, values):
            return sent
        letter = make_letter(sender, template.content)
        made = self._sending.create(letter, [Recipient(address=address, variables=values)])
        mailing = self._sending.run(made.id)
        if mailing.unknown:
            raise TEST_UNKNOWN(recipient=address, answer="", look=f"dm-tui mailings show {mailing.id}")
        if not mailing.accepted:
            refusals = (entry.words for entry in self._sending.refused(mailing.id))
            reason = next(refusals, "") or mailing.words or mailing.reason
            raise TEST_NOT_SENT(recipient=address, reason=reason, mailing=mailing.id)
        return sent.model_copy(update={"mailing": mailing.id})
