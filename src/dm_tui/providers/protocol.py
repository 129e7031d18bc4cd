"""What a provider can do, in four parts. The services know these protocols and not who implements them.

One protocol of all methods was rejected: its two classes could only forward, and every service saw
everything. This module loads nothing at run time: the first frame needs the account, and neither orders nor
mail.
"""

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime, timedelta

    from pydantic import SecretStr

    from dm_tui.domain.account.account import Account
    from dm_tui.domain.account.regions import Region
    from dm_tui.domain.account.unknown_figures import ReadingPart
    from dm_tui.domain.mailing.recipient_outcome import ServiceTrace
    from dm_tui.domain.mailing.suppressed import ServiceLists
    from dm_tui.domain.money import Money
    from dm_tui.domain.purchase.catalogue import Catalogue
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment_attempt import PaymentAttempt
    from dm_tui.domain.purchase.plan import ResourcePlan
    from dm_tui.domain.purchase.refund import RefundOffer
    from dm_tui.domain.setup.mail_domain import MailDomain
    from dm_tui.domain.setup.sender import SenderAddress
    from dm_tui.domain.setup.template import Template
    from dm_tui.domain.usage.billing import Bill, PayAsYouGo
    from dm_tui.domain.usage.report import Report
    from dm_tui.domain.usage.vendor_bill import VendorBill
    from dm_tui.providers.facts import ProviderFacts
    from dm_tui.providers.mail.transport import ListTransport, MailTrace, Transport
    from dm_tui.providers.payment_outcome import PaymentMethod, PaymentOutcome
    from dm_tui.store.state import Tables


class AccountProvider(Protocol):
    """Who is signed in, where, and what they may do. Every call may raise DirectMailError."""

    def now(self) -> "datetime":
        """Return the account's present instant; some providers can move it."""

    def real_now(self) -> "datetime":
        """Return the present instant of the world, which nobody moves: what leaves carries it."""

    def claim(self) -> None:
        """Mark a state file that is still empty as this provider's."""

    def connect(
        self,
        parts: "Collection[ReadingPart]" = (),
        max_age: "timedelta | None" = None,
        *,
        to_send: bool = False,
    ) -> None:
        """Read again who is signed in and these parts of the account, all without any.

        Blocks; all else here does not. A part that was read within `max_age` stays as it is. Only `to_send`,
        nothing is asked that needs a permission of who pays.
        """

    def note_outdated(self, part: "ReadingPart") -> None:
        """Have a part read again, however young its reading is: something was done that changes it."""

    def read_at(self, part: "ReadingPart | None" = None) -> "datetime | None":
        """Return when a part was last read, or the account if no part is named.

        None before the first reading, and where nothing has to be read.
        """

    def was_asked_for(self, part: "ReadingPart") -> bool:
        """Say whether a part was read before, or could not be; always where nothing has to be read."""

    def current(self) -> "Account":
        """Return the account as it was last read."""

    def regions(self) -> "tuple[Region, ...]":
        """Return the regions on sale, the default one first."""

    def use_region(self, region: str, *, stored: bool = True) -> "Account":
        """Make `region` the account's region: from now on if `stored`, otherwise while this program runs."""

    def verify(self, region: "Region") -> "Account":
        """Complete the identity verification that `region` needs, or take your word that it is complete."""

    def users(self) -> tuple[str, ...]:
        """Return the users you can continue as; none where the credentials decide."""

    def sign_in(self, user: str) -> "Account":
        """Continue as another user of the account."""

    def grant(self, policy: str) -> "Account":
        """Attach `policy` to the signed-in RAM user."""


class BankBooks(NamedTuple):
    """A bank's books: for each charge the id of the order or bill, and what does not add up in them."""

    charged: tuple[str, ...]
    errors: tuple[str, ...]


class Shop(Protocol):
    """What is on sale, paying for it, and pay-as-you-go with its bills. Every call may raise DirectMailError.

    `prepare`, `pay`, `check_…`, `refresh_plans`, `refund_offer`, `vendor_bills` and `activate` may block:
    call them outside any transaction.
    """

    plans_per_call: int | None
    """How many plans of an order one payment pays for, None for all."""

    @property
    def activation_address(self) -> str:
        """Where you activate Direct Mail when no call can do it, otherwise empty."""

    @property
    def expenses_page(self) -> str:
        """Where the vendor shows bills, takes their payment and refunds; empty where it has no console."""

    @property
    def refund_page(self) -> str:
        """Where you ask for the refund of a plan; empty where there is no such page."""

    def catalogue(self) -> "Catalogue":
        """Return today's prices and quotas."""

    def balance(self) -> "Money | None":
        """Return the prepaid balance of the account, None where it could not be read."""

    def payment_methods(self) -> "tuple[PaymentMethod, ...]":
        """Return the ways to pay, the default one first."""

    def prepare(self, order: "Order") -> tuple[str, ...]:
        """Return the vendor's ids of what was bought before, or refuse an order whose price has changed."""

    def pay(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Charge once for `attempt.id` what it pays for."""

    def check_payment(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Return the outcome of `attempt` without charging anything.

        NotPaid is final: should the same attempt still arrive, it is refused. Otherwise NoAnswer.
        """

    def refresh_plans(self) -> None:
        """Read again what is owned, as after a purchase; if that fails, the last reading stays."""

    def refund_offer(self, plan: "ResourcePlan") -> "RefundOffer":
        """Ask what giving a plan back would bring; nothing changes. A refusal is an offer with its words."""

    def bill_method(self) -> str:
        """Return the method that bills are charged to automatically."""

    def pay_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Charge `bill.total` once for `attempt.id`."""

    def check_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Return the outcome of `attempt` without charging anything; NotPaid is final."""

    def vendor_bills(self) -> "tuple[VendorBill, ...]":
        """Read the bills that the vendor makes, newest first; none where this program makes them."""

    def activate(self, agreement_version: str) -> "PayAsYouGo":
        """Activate Direct Mail with pay-as-you-go, or find that it is active where no call activates it.

        Twice changes nothing.
        """

    def bank_books(self, tables: "Tables") -> BankBooks | None:
        """Return the bank's books as they are in `tables`, None where only the vendor has them."""


class SetupProvider(Protocol):
    """Domains, sender addresses and templates at the service.

    Each call may block and may raise DirectMailError. Adding or removing the same thing twice changes
    nothing, so a call whose answer was lost can be repeated.
    """

    def new_domain(self, name: str, region: str) -> "MailDomain":
        """Add a domain in `region` and return it with the records to publish."""

    def check_domain(self, domain: "MailDomain") -> "MailDomain":
        """Have the service look for the records, and return the domain as the service sees it then."""

    def remove_domain(self, domain: "MailDomain") -> None:
        """Remove a domain that has no sender addresses."""

    def add_sender(self, sender: "SenderAddress") -> None:
        """Add a sender address of a verified domain."""

    def remove_sender(self, sender: "SenderAddress") -> None:
        """Delete a sender address; the service allows ten a month."""

    def set_smtp_password(self, sender: "SenderAddress", password: "SecretStr") -> None:
        """Give a sender address another SMTP password; the old one no longer works."""

    def submit_template(self, template: "Template") -> "Template":
        """Submit a template for review and return it pending; one that the service has is changed there."""

    def check_template(self, template: "Template") -> "Template":
        """Return a pending template after a look at its review: pending, approved, or rejected and why."""

    def remove_template(self, template: "Template") -> None:
        """Delete a template."""


class Outbound(Protocol):
    """The service's own ways to send, and its counts of what was sent."""

    def transport(self) -> "Transport | None":
        """Return the transport for single messages, None where there is none."""

    def lists(self) -> "ListTransport | None":
        """Return the transport that sends a template to a whole list, None where there is none."""

    def send_test(
        self, template: "Template", sender: "SenderAddress", recipient: str, values: "Mapping[str, str]"
    ) -> bool:
        """Send a test letter by a call of its own, made once.

        False, having done nothing, where there is none.
        """

    def fill_report(self, report: "Report") -> "Report | None":
        """Return a report with the service's counts, None where it counts nothing. May block and raise."""

    def has_sent(self, trace: "MailTrace") -> bool:
        """Say whether the service certainly took this mail.

        False says nothing: it may show late. May block and raise.
        """

    def sent_to(self, address: str, since: "datetime", until: "datetime") -> "tuple[ServiceTrace, ...]":
        """Return what the service shows of its mail to an address, at most 30 days. May block and raise."""

    def read_suppressed(self) -> "ServiceLists | None":
        """Return the service's own lists of who gets no mail, None where it has none. May block and raise."""

    def lift(self, address: str) -> None:
        """Take an address off those lists of the service that allow it, or refuse. May block and raise."""

    def prepare_tag(self, tag: str, *, only_look: bool = False) -> bool:
        """Make sure that the service knows a tag before mail is sent under it; say whether it does.

        With `only_look` none is created. May block and raise DirectMailError.
        """


class Provider(Protocol):
    """An account at a service: its name, what is true of it, and its four parts, each made when first used.

    `name` is the value of `--provider`.
    """

    name: str
    facts: "ProviderFacts"

    @property
    def account(self) -> AccountProvider:
        """Who is signed in, and what they may do."""

    @property
    def shop(self) -> Shop:
        """Prices, payments, pay-as-you-go."""

    @property
    def setup(self) -> SetupProvider:
        """Domains, sender addresses, templates."""

    @property
    def outbound(self) -> Outbound:
        """The service's own transports."""
