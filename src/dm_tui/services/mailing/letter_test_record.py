"""What became of test letters: the service is asked before another one is sent, and before you are."""

from contextlib import suppress

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_test import REPEAT_AFTER, LetterTest, LetterTests
from dm_tui.domain.mailing.letters.letter_wording import TEST_STILL_UNKNOWN
from dm_tui.providers.mail.transport import MailTrace
from dm_tui.providers.protocol import AccountProvider, Outbound
from dm_tui.services.mailing.sending import Sending
from dm_tui.services.mailing.unknown_at_service import has_twin_mailing, region_of_sender
from dm_tui.store.state import StateFile


class LetterTestRecord:
    """Writes down each test letter before it leaves, because a program may end in between."""

    def __init__(
        self, state: StateFile, account: AccountProvider, outbound: Outbound, sending: Sending
    ) -> None:
        self._state, self._account, self._outbound, self._sending = state, account, outbound, sending

    def begin(self, test: LetterTest) -> LetterTest | None:
        """Record that a test letter begins, unless the same earlier one has left after all: return that one.

        Refuses while nobody knows whether it has, for as long as `REPEAT_AFTER`.
        """
        with self._state.transaction() as tables:
            known = tables.single(LetterTests)
            before = known.open_twin(test)
            if before is None:
                tables.put_single(known.begun(test))
                return None
        if self.has_left(before):
            return self.change(before, open=False)
        with self._state.transaction() as tables:
            known = tables.single(LetterTests)
            latest = known.open_twin(test)
            if latest is not None and test.at - latest.at < REPEAT_AFTER:
                carrier = latest.mailing
                look = f"dm-tui mailings show {carrier}" if carrier else f"the mailbox of {latest.recipient}"
                raise TEST_STILL_UNKNOWN(
                    recipient=latest.recipient, begun=latest.at, until=latest.at + REPEAT_AFTER, look=look
                )
            tables.put_single(known.begun(test))
        return None

    def change(self, test: LetterTest, **update: object) -> LetterTest:
        """Record more about a test letter, and return it."""
        with self._state.transaction() as tables:
            tables.put_single(tables.single(LetterTests).changed(test, **update))
        return test.model_copy(update=update)

    def forget(self, test: LetterTest) -> None:
        """Record that a test letter did not leave."""
        with self._state.transaction() as tables:
            tables.put_single(tables.single(LetterTests).without(test))

    def has_left(self, test: LetterTest) -> bool:
        """Say whether a test letter certainly left; no answer says nothing."""
        with suppress(DirectMailError):  # no network, say: then it stays unknown
            if test.mailing:
                return self._sending.unknown.look_up(test.mailing).accepted > 0
            if not self._has_twin(test):
                with self._state.read() as tables:
                    region = region_of_sender(tables, test.sender)
                sought = MailTrace(test.sender, test.recipient, test.subject, test.at, region=region)
                return self._outbound.has_sent(sought)
        return False

    def _has_twin(self, test: LetterTest) -> bool:
        """Say whether other mail of the last days looks the same at the service."""
        with self._state.read() as tables:
            tests = tables.single(LetterTests)
            return tests.has_twin(test.sender, test.recipient, test.subject, test.at, but=test) or (
                has_twin_mailing(tables, test.sender, test.subject, test.at)
            )
