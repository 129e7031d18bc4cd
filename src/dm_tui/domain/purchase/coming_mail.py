"""The mail that new plans would pay for: what is sent until they expire, less what you have already."""

from bisect import bisect_left
from datetime import datetime
from decimal import Decimal

from dm_tui.domain.model import Model


class MailAhead(Model):
    """What is sent in the months in which new plans are valid: `sent[t]` emails before `starts[t]`.

    The free quota and the plans you own pay for the first `paid_before` of them (billing methods). The plans
    pay for `owned_used`, and `owned_lost` emails expire in them; None is not known. A free quota that could
    not be read pays for `perhaps_free` more at most. New plans begin no later than `begins_by`.
    """

    starts: tuple[datetime, ...]
    sent: tuple[int, ...]
    paid_before: int
    owned_used: int | None = 0
    owned_lost: int | None = 0
    perhaps_free: int = 0
    begins_by: datetime | None = None

    @property
    def left_to_pay(self) -> int:
        """The emails that neither the free quota nor a plan you own pays for, at most."""
        return self.sent[-1] - self.paid_before

    def paid_of(self, emails: int) -> int | None:
        """Return for how many of their `emails` new plans pay; None where an unread free quota decides."""
        most = min(emails, self.left_to_pay)
        return most if most <= self.left_to_pay - self.perhaps_free else None

    def paid_at(self, emails: int) -> datetime | None:
        """Return when new plans have paid for so many emails, None where they never do or it is not known.

        With 0 it is when they begin to. Mail is assumed to be spread evenly over a month.
        """
        count = self.paid_before + emails
        if emails > self.left_to_pay or not self.left_to_pay or self.perhaps_free:
            return None
        month = bisect_left(self.sent, max(1, count), 1)  # the first by whose end they are sent
        begin, end = self.starts[month - 1 : month + 1]
        before, after = self.sent[month - 1 : month + 1]
        at = begin + (end - begin) * ((count - before) / (after - before))
        return at if emails or self.begins_by is None else min(at, self.begins_by)


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
    The plans you own have `owned_emails` left, the last of them until `owned_until`, and the free quota has
    `free_left`: they are used first.
    """

    allowed: MailAhead | None = None
    volume: ExpectedVolume | None = None
    owned_emails: int | None = None
    owned_until: datetime | None = None
    free_left: int | None = None

    @property
    def ahead(self) -> MailAhead | None:
        """The mail at your volume, without one as much as the daily quota allows."""
        return self.allowed if self.volume is None else self.volume.mail

    @property
    def owned_usable(self) -> int | None:
        """How many emails of the plans you own you can send before they expire."""
        return None if self.allowed is None or self.ahead is None else self.ahead.owned_used
