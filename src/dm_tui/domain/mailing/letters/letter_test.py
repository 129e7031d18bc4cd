"""The test letters of the last days: one of unknown outcome is not sent again at once."""

from datetime import datetime, timedelta
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line

REPEAT_AFTER = timedelta(minutes=30)
"""How long the same test letter waits for one of unknown outcome: mail shows minutes late. Our own limit."""

TWIN_PERIOD = timedelta(days=3)
"""How long mail may be mistaken for later mail that looks the same: retries take days. Our own limit."""


class LetterTest(Model):
    """One test letter: `open` while it is not known whether it left; `mailing` carried it, if one did."""

    template: Line
    sender: str
    recipient: str
    subject: Line
    at: datetime
    mailing: str = ""
    open: bool = True

    def is_same(self, other: "LetterTest") -> bool:
        """Say whether both are the same template from the same sender to the same recipient."""
        mine = (self.template, self.sender, self.recipient)
        return mine == (other.template, other.sender, other.recipient)


class LetterTests(Model):
    """The test letters that left, or may have."""

    TABLE: ClassVar[str] = "letter_tests"

    tests: tuple[LetterTest, ...] = ()

    def open_twin(self, test: LetterTest) -> LetterTest | None:
        """Return the same test letter, sent earlier, whose outcome is not known."""
        return next((known for known in self.tests if known.open and known.is_same(test)), None)

    def has_twin(
        self, sender: str, recipient: str, subject: str, at: datetime, but: LetterTest | None = None
    ) -> bool:
        """Say whether the service may show a test letter, `but` one, as mail of this instant.

        A test letter that a mailing carried is that mailing's.
        """
        sought = (sender, recipient.lower(), subject)
        return any(
            (known.sender, known.recipient.lower(), known.subject) == sought and at - known.at < TWIN_PERIOD
            for known in self.tests
            if known != but and not known.mailing
        )

    def begun(self, test: LetterTest) -> "LetterTests":
        """Return them with one that begins; the same earlier one is given up, and may still have left."""
        kept = (known for known in self.tests if test.at - known.at < TWIN_PERIOD)
        before = (
            known.model_copy(update={"open": False}) if known.is_same(test) else known for known in kept
        )
        return LetterTests(tests=(*before, test))

    def changed(self, test: LetterTest, **update: object) -> "LetterTests":
        """Return them with other values for one."""
        new = test.model_copy(update=update)
        return LetterTests(tests=tuple(new if known == test else known for known in self.tests))

    def without(self, test: LetterTest) -> "LetterTests":
        """Return them without one that certainly did not leave."""
        return LetterTests(tests=tuple(known for known in self.tests if known != test))
