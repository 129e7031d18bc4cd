"""Test letters: of a template by the service's own call where it has one, else as any other letter."""

from collections.abc import Callable, Mapping

from dm_tui.domain.account.prerequisites import require_service_access
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter import Letter, make_letter
from dm_tui.domain.mailing.letters.letter_test import LetterTest
from dm_tui.domain.mailing.letters.letter_wording import TEST_NOT_SENT, TEST_UNKNOWN
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.example_recipient import EXAMPLE_VALUES
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template
from dm_tui.domain.setup.variable_check import free_variables
from dm_tui.providers.protocol import AccountProvider, Outbound
from dm_tui.services.mailing.letter_test_record import LetterTestRecord
from dm_tui.services.mailing.outdated_counts import outdate_counts
from dm_tui.services.mailing.sending import Sending
from dm_tui.services.setup.senders import Senders
from dm_tui.services.setup.templates import Templates
from dm_tui.store.state import StateFile


class SentTest(Model):
    """A test letter that was handed over; `template` is empty for that of a mailing.

    `mailing` is the one that carried it, empty where the service sent it.
    """

    template: str
    sender: str
    recipient: str
    mailing: str = ""


class LetterTesting:
    """Sends one letter with example values.

    It counts as an email: it is charged, and counts towards the quota.
    """

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        outbound: Outbound,
        templates: Templates,
        senders: Senders,
        sending: Sending,
    ) -> None:
        self._state, self._account, self._outbound = state, account, outbound
        self._templates, self._senders, self._sending = templates, senders, sending
        self._record = LetterTestRecord(state, account, outbound, sending)

    def send(self, name: str, sender_address: str, recipient: str) -> SentTest:
        """Send a template to one address, approved or not. Blocks; a call is made once.

        Raises the refusal, or that it is not known whether the letter left; it is looked up before that is
        said, and before the same letter is sent again.
        """
        require_service_access(self._account.current())
        address = parse_address(recipient)
        template, sender = self._templates.show(name), self._senders.show(sender_address)
        sent = SentTest(template=template.name, sender=sender.address, recipient=address)
        test = LetterTest(
            template=template.name,
            sender=sender.address,
            recipient=address,
            subject=template.content.subject,
            at=self._account.now(),
        )
        return self._send_once(test, sent, lambda begun: self._hand_over(begun, template, sender))

    def send_letter(self, letter: Letter, values: Mapping[str, str], recipient: str) -> SentTest:
        """Send a letter to one address with the values of another recipient, in the same way."""
        require_service_access(self._account.current())
        address = parse_address(recipient)
        sent = SentTest(template="", sender=letter.sender, recipient=address)
        test = LetterTest(
            template="",
            sender=letter.sender,
            recipient=address,
            subject=letter.content.subject,
            at=self._account.now(),
        )
        return self._send_once(test, sent, lambda begun: self._carry(begun, letter, values))

    def _send_once(
        self, test: LetterTest, sent: SentTest, hand_over: Callable[[LetterTest], LetterTest]
    ) -> SentTest:
        before = self._record.begin(test)
        if before is not None:
            return sent.model_copy(update={"mailing": before.mailing})
        try:
            test = hand_over(test)
        except DirectMailError as error:
            if error.kind is not ErrorKind.OUTCOME_UNKNOWN:
                self._record.forget(test)
                raise
            if not self._record.has_left(test):
                raise
        self._record.change(test, open=False)
        return sent.model_copy(update={"mailing": test.mailing})

    def _hand_over(self, test: LetterTest, template: Template, sender: SenderAddress) -> LetterTest:
        others = {name: name for name in free_variables(template.content)}
        values = {**others, **EXAMPLE_VALUES, "EAddr": test.recipient}
        try:
            if self._outbound.send_test(template, sender, test.recipient, values):
                return test
        finally:
            outdate_counts(self._state, self._account)
        return self._carry(test, make_letter(sender, template.content), values)

    def _carry(self, test: LetterTest, letter: Letter, values: Mapping[str, str]) -> LetterTest:
        """Send it as a mailing to one recipient."""
        made = self._sending.create(letter, [Recipient(address=test.recipient, variables=dict(values))])
        carried = self._record.change(test, mailing=made.id)
        try:
            mailing = self._sending.run(made.id)
        except DirectMailError:
            stopped = self._sending.mailing(made.id)
            if stopped.chunk is None and not stopped.unknown:
                self._record.forget(carried)
            raise
        if mailing.unknown:
            raise TEST_UNKNOWN(recipient=test.recipient, answer="", look=f"dm-tui mailings show {mailing.id}")
        if not mailing.accepted:
            self._record.forget(carried)
            refusals = (entry.words for entry in self._sending.refused_entries(mailing.id))
            reason = next(refusals, "") or mailing.words or mailing.reason
            raise TEST_NOT_SENT(recipient=test.recipient, reason=reason, mailing=mailing.id)
        return carried
