"""The mail that new plans would pay for: what is sent until they expire, less what you have already."""

from bisect import bisect_left
from datetime import datetime
from decimal import Decimal

from dm_tui.domain.model import Model


class MailAhead(Model):
    """What is sent in the months in which new plans are valid: `sent[t]` emails before `starts[t]`.

    The free quota and the plans you own pay for the first `paid_before` of them (billing methods).
    """

    starts: tuple[datetime, ...]
    sent: tuple[int, ...]
    paid_before: int

    @property
    def left_to_pay(self) -> int:
        """The emails that neither the free quota nor a plan you own pays for."""
        return self.sent[-1] - self.paid_before

    def paid_at(self, emails: int) -> datetime | None:
        """Return when new plans have paid for so many emails, None where they never do.

        With 0 it is when they begin to. Mail is assumed to be spread evenly over a month.
        """
        count = self.paid_before + emails
        if emails > self.left_to_pay or not self.left_to_pay:
            return None
        month = bisect_left(self.sent, max(1, count), 1)  # the first by whose end they are sent
        begin, end = self.starts[month - 1 : month + 1]
        before, after = self.sent[month - 1 : month + 1]
        return begin + (end - begin) * ((count - before) / (after - before))


class ExpectedVolume(Model):
    """The emails a month that you expect to send, and the mail ahead that follows from them.

    The daily quota limits it, and grows by `quota_growth` percent a month.
    """

    monthly: int
    mail: MailAhead
    quota_growth: Decimal = Decimal(0)  # none, until you say (our own choice)


class ComingMail(Model):
    """What is known of the mail that new plans would pay for; None is not known.

    `allowed` is as much as the daily quota allows, `volume` what you expect to send, None unless you say.
    The plans you own have `owned_emails` left, the last of them until `owned_until`: they are used first.
    """

    allowed: MailAhead | None = None
    volume: ExpectedVolume | None = None
    owned_emails: int | None = None
    owned_until: datetime | None = None
