"""What a provider can do. The services know this protocol and nothing of who is behind it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from dm_tui.domain.account.account import Account, Region
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.text import Line
from dm_tui.domain.usage.billing import Bill, PayAsYouGo

if TYPE_CHECKING:  # what sends is set up long after the first frame
    from dm_tui.domain.setup.mail_domain import MailDomain
    from dm_tui.domain.setup.sender import SenderAddress
    from dm_tui.domain.setup.template import Template
    from dm_tui.providers.mail.transport import ListTransport, Transport


ORDER_APPEARS_WITHIN = timedelta(minutes=3)
"""How long what a call bought may take to appear. What is not seen then is still unknown, but may be decided by hand."""


class PaymentMethod(Model):
    """A way to pay; `id` is what `--pay-with` takes."""

    id: str
    label: Line
    detail: Line = ""


class Paid(Model):
    """The money moved at `at`; for an order, these plans exist.

    A live account tells of its plans later: `reference` and `instance` are its own ids of order and plan.
    """

    at: datetime
    plans: tuple[ResourcePlan, ...] = ()
    reference: Line = ""
    instance: Line = ""


class NotPaid(Model):
    """The money certainly did not move: `result` says why, `message` is the bank's word in plain language."""

    result: PaymentResult
    message: Line


class NoAnswer(Model):
    """Nobody knows whether the money moved. Never to be guessed; ask again with `check_payment`.

    `reference` is the vendor's order, where one is known to be waiting.
    """

    message: Line
    reference: Line = ""


PaymentOutcome = Paid | NotPaid | NoAnswer


class Provider(Protocol):
    """An account at the service: read who and what, verify, pay, activate, and set up what sends.

    `name` is the value of `--provider`; `sandbox` is true where no money moves. `now` is the provider's time.
    Only `connect`, `refresh_plans`, `prepare`, `pay`, `check_…` and `activate` wait for anybody; what the others return is what
    was read last. Every call may raise DirectMailError.
    """

    name: str
    sandbox: bool

    @property
    def plans_per_call(self) -> int | None:
        """How many plans of an order one payment pays for, None for all."""

    @property
    def activation_address(self) -> str:
        """Where pay-as-you-go is enabled when no call can do it, otherwise empty."""

    def now(self) -> datetime:
        """Return the present instant; in the sandbox it can be moved."""

    def connect(self) -> None:
        """Read anew who is signed in, what is allowed, on sale and owned. Blocks."""

    def refresh_plans(self) -> None:
        """Read anew what is owned, as after a purchase. Blocks; where it fails, what was read before stays."""

    def read_at(self) -> datetime | None:
        """Return when all this was read, None where nothing has to be, or nothing was."""

    def account(self) -> Account:
        """Return who is signed in, with what is verified and allowed."""

    def regions(self) -> tuple[Region, ...]:
        """Return the regions on sale, the default one first."""

    def use_region(self, region: str) -> Account:
        """Make `region` the account's region."""

    def verify(self, region: Region) -> Account:
        """Complete the identity verification that `region` needs, where the provider can."""

    def catalogue(self) -> Catalogue:
        """Return today's prices and quotas."""

    def balance(self) -> Money:
        """Return the prepaid balance of the account."""

    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        """Return the ways to pay, the default one first."""

    def prepare(self, order: Order) -> tuple[str, ...]:
        """Return the vendor's ids of what was bought before, or refuse an order whose price has changed. Blocks."""

    def pay(self, order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        """Charge once for `attempt.id` what it pays for. Blocks; call it outside any transaction."""

    def check_payment(self, order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        """Return what became of `attempt` without charging anything.

        NotPaid is final: should the same attempt still arrive, it is refused. Otherwise NoAnswer.
        """

    def bill_method(self) -> str:
        """Return the method that bills are charged to by themselves."""

    def pay_bill(self, bill: Bill, attempt: PaymentAttempt) -> PaymentOutcome:
        """Charge `bill.total` once for `attempt.id`. Blocks; call it outside any transaction."""

    def check_bill(self, bill: Bill, attempt: PaymentAttempt) -> PaymentOutcome:
        """Return what became of `attempt` without charging anything; NotPaid is final."""

    def activate(self, agreement_version: str) -> PayAsYouGo:
        """Enable pay-as-you-go, or where no call can, find that it is. Doing it twice changes nothing."""

    def users(self) -> tuple[str, ...]:
        """Return everyone as whom one can go on here; none where the credentials decide."""

    def sign_in(self, user: str) -> Account:
        """Go on as another user of the account, where that is possible."""

    def grant(self, policy: str) -> Account:
        """Attach `policy` to the signed-in RAM user, where that is possible."""

    # Domains, sender addresses and templates. Each may block: call it outside any transaction. What adds or
    # removes changes nothing the second time, so that a call whose answer was lost can be made again.

    def new_domain(self, name: str, region: str) -> "MailDomain":
        """Add a domain in `region` and return it with the records to publish."""

    def check_domain(self, domain: "MailDomain") -> "MailDomain":
        """Have the service look for the records, and return the domain as the service sees it then."""

    def remove_domain(self, domain: "MailDomain") -> None:
        """Give a domain up; it has no sender addresses any more."""

    def add_sender(self, sender: "SenderAddress") -> None:
        """Add a sender address of a verified domain."""

    def remove_sender(self, sender: "SenderAddress") -> None:
        """Delete a sender address; the service allows ten a month."""

    def submit_template(self, template: "Template") -> "Template":
        """Hand a template in for review and return it pending."""

    def check_template(self, template: "Template") -> "Template":
        """Return a pending template as it is now: still pending, approved, or rejected with the reason."""

    def remove_template(self, template: "Template") -> None:
        """Delete a template."""

    def transport(self) -> "Transport | None":
        """Return the service's own way to send, None where there is none."""

    def lists(self) -> "ListTransport | None":
        """Return the service's way to send a template to a whole list, None where each is written to from here."""
