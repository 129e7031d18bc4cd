"""A real account behind the provider protocol: what was read last from the state file, and the few calls that act."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.content import read_content
from dm_tui.domain.account.account import Account, Region
from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.account_view import build_account
from dm_tui.providers.alibaba.reading.stored_records import VerificationState
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # paying and the SDK are far from the first frame
    from dm_tui.domain.money import Money
    from dm_tui.domain.purchase.catalogue import Catalogue
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment import PaymentAttempt
    from dm_tui.domain.setup.mail_domain import MailDomain
    from dm_tui.domain.setup.sender import SenderAddress
    from dm_tui.domain.setup.template import Template
    from dm_tui.domain.usage.billing import Bill, PayAsYouGo
    from dm_tui.providers.mail.transport import ListTransport, Transport
    from dm_tui.providers.protocol import PaymentMethod, PaymentOutcome

PAYMENT_METHOD_ID = "account"
"""The only way to pay: what the account has set up with Alibaba Cloud."""


class AlibabaProvider:
    """One account of one person. What is shown was read before; what costs money asks anew."""

    name = "alibaba"
    sandbox = False
    plans_per_call: int | None = 1

    def __init__(self, state: StateFile, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._clock = clock
        self._account = AccountConnection(state, sleep)
        self._connecting = threading.Lock()
        self._trouble: DirectMailError | None = None

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock()

    @property
    def activation_address(self) -> str:
        """Return where pay-as-you-go is enabled: in the web console of the account's site."""
        return f"https://dm.{self._account.site.console}/"

    # What was read last

    def read_at(self) -> datetime | None:
        """Return when the account was read last."""
        return self._account.record().read_at

    def account(self) -> Account:
        """Return the account as it was read last, with what stands in the way of trusting that."""
        return build_account(self._account.record(), self._trouble)

    def regions(self) -> tuple[Region, ...]:
        """Return the regions of the service."""
        return self._regions

    @cached_property
    def _regions(self) -> tuple[Region, ...]:
        return tuple(
            Region.model_validate(item) for item in json.loads(read_content("regions.json"))
        )

    def catalogue(self) -> "Catalogue":
        """Return the prices of the account, before they were read those of the purchase guide."""
        from dm_tui.providers.alibaba.reading.read_catalogue import documented_catalogue

        return self._account.record().catalogue or documented_catalogue()

    def balance(self) -> "Money":
        """Return the prepaid balance; one who pays by card has nothing there."""
        return self._account.record().balance or self.catalogue().charge_threshold * 0

    def users(self) -> tuple[str, ...]:
        """Return nobody: the credentials decide."""
        return ()

    def payment_methods(self) -> "tuple[PaymentMethod, ...]":
        """Return the account itself: Alibaba Cloud charges what is set up there."""
        from dm_tui.providers.protocol import PaymentMethod

        balance = self._account.record().balance
        detail = f"real money; balance {balance}" if balance else "real money"
        return (PaymentMethod(id=PAYMENT_METHOD_ID, label="Your account", detail=detail),)

    def bill_method(self) -> str:
        """Return the method that bills are charged to by themselves."""
        return PAYMENT_METHOD_ID

    # What the user decides

    def use_region(self, region: str) -> Account:
        """Make `region` the one that mail leaves from."""
        self._account.use_region(region)
        return self.account()

    def verify(self, region: Region) -> Account:
        """Take the user's word that identity verification is complete: no call tells of it."""
        record = self._account.record()
        told = (
            record.verification
            if record.verification is VerificationState.INFERRED
            else VerificationState.CONFIRMED_BY_USER
        )
        self._account.change(
            verification=told, mainland_told=record.mainland_told or region.mainland
        )
        return self.account()

    def sign_in(self, user: str) -> Account:
        """Refuse: who signs in is decided by the credentials."""
        raise self._only_in_sandbox("Going on as another user", "Use other credentials instead.")

    def grant(self, policy: str) -> Account:
        """Refuse: the account owner grants policies."""
        raise self._only_in_sandbox(
            "Granting a policy",
            f"The account owner does it at https://ram.{self._account.site.console}/.",
        )

    def pay_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Refuse: bills are paid at Alibaba Cloud."""
        raise self._only_in_sandbox(
            "Paying a bill",
            f"Alibaba Cloud charges it; see https://home.{self._account.site.console}/.",
        )

    def check_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Refuse: bills are paid at Alibaba Cloud."""
        return self.pay_bill(bill, attempt)

    # Calls

    def connect(self) -> None:
        """Read anew who pays, at which site, what may be read, what is on sale and what is owned."""
        from dm_tui.providers.alibaba.reading.read_account import read_everything

        with self._connecting:
            try:
                read_everything(self._account.client(), self._state, self.now)
            except DirectMailError as error:
                self._trouble = error
                raise
            self._trouble = None

    def refresh_plans(self) -> None:
        """Read what is owned and what is left of the balance; where that fails, what was read before stays."""
        from dm_tui.providers.alibaba.reading.read_account import refresh_plans_and_balance

        with suppress(DirectMailError):
            refresh_plans_and_balance(self._account.client(), self._state, self.now())

    def prepare(self, order: "Order") -> tuple[str, ...]:
        """Return what is there before a purchase; refuse it when its price has changed."""
        from dm_tui.providers.alibaba.buying import ids_before_purchase, price_changed_error
        from dm_tui.providers.alibaba.reading.read_account import store_price
        from dm_tui.providers.alibaba.reading.read_catalogue import read_price

        offer = self._account.offer(order.spec)
        price = self._account.call(lambda client: read_price(client, offer))
        if price == order.unit_price:
            return self._account.call(lambda client: ids_before_purchase(client, offer, self.now()))
        store_price(self._state, order.spec, price)
        raise price_changed_error(order, price)

    def pay(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Buy one plan of the order, by one call."""
        from dm_tui.providers.alibaba.buying import buy_plan, is_unverified_refusal

        outcome = buy_plan(self._account.client(), self._account.offer(order.spec), self.now())
        if is_unverified_refusal(outcome):
            self._account.change(verification=VerificationState.DENIED)
        return outcome

    def check_payment(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Look for what the call may have bought. It never says that nothing was, unless the vendor does."""
        from dm_tui.providers.alibaba.api.errors import CallFailedError
        from dm_tui.providers.alibaba.buying import find_purchase, ids_of_other_payments
        from dm_tui.providers.protocol import NoAnswer

        with self._state.read() as tables:
            taken = ids_of_other_payments(tables, attempt)
        try:
            client, product = self._account.client(), self._account.record().product
            return find_purchase(client, product, order, attempt, taken, self.now())
        except CallFailedError as failure:
            return NoAnswer(message=failure.words)

    def activate(self, agreement_version: str) -> "PayAsYouGo":
        """Find that pay-as-you-go is active, or say where to enable it: no call does."""
        from dm_tui.providers.alibaba.reading.read_account import read_activation

        present = self._account.call(
            lambda client: read_activation(client, self._state, self.now())
        )
        if present.active:
            return present
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            "activate-in-console",
            "Pay-as-you-go is not active, and no program can enable it.",
            f"Open {self.activation_address}, choose Activate Now, then check again.",
        )

    # What sends

    def new_domain(self, name: str, region: str) -> "MailDomain":
        """Add a domain in the account's region and return it with the records to publish."""
        from dm_tui.providers.alibaba.reading import domains as mail_domains

        return self._account.call(lambda client: mail_domains.new_domain(client, name, self.now()))

    def check_domain(self, domain: "MailDomain") -> "MailDomain":
        """Have the service look for the records."""
        from dm_tui.providers.alibaba.reading import domains as mail_domains
        from dm_tui.providers.alibaba.reading.store_setup import merge_known_domain

        seen = self._account.call(
            lambda client: mail_domains.check_domain(client, domain, self.now())
        )
        return merge_known_domain(domain, seen)

    def remove_domain(self, domain: "MailDomain") -> None:
        """Give a domain up."""
        from dm_tui.providers.alibaba.reading import domains as mail_domains

        self._account.call(lambda client: mail_domains.remove_domain(client, domain))

    def add_sender(self, sender: "SenderAddress") -> None:
        """Add a sender address."""
        from dm_tui.providers.alibaba.reading import senders_and_templates as mail_setup

        self._account.call(lambda client: mail_setup.add_sender(client, sender))

    def remove_sender(self, sender: "SenderAddress") -> None:
        """Delete a sender address."""
        from dm_tui.providers.alibaba.reading import senders_and_templates as mail_setup

        self._account.call(lambda client: mail_setup.remove_sender(client, sender))

    def submit_template(self, template: "Template") -> "Template":
        """Hand a template in for review."""
        from dm_tui.providers.alibaba.reading import senders_and_templates as mail_setup
        from dm_tui.providers.alibaba.reading.store_setup import sender_display_name

        with self._state.read() as tables:
            name = sender_display_name(tables, self._account.record().region)
        return self._account.call(
            lambda client: mail_setup.submit_template(client, template, name, self.now())
        )

    def check_template(self, template: "Template") -> "Template":
        """Return a pending template as it is now."""
        from dm_tui.providers.alibaba.reading import senders_and_templates as mail_setup

        return self._account.call(
            lambda client: mail_setup.check_template(client, template, self.now())
        )

    def remove_template(self, template: "Template") -> None:
        """Delete a template."""
        from dm_tui.providers.alibaba.reading import senders_and_templates as mail_setup

        self._account.call(lambda client: mail_setup.remove_template(client, template))

    def transport(self) -> "Transport":
        """Return the service's own call."""
        from dm_tui.providers.alibaba.api_transport import ApiTransport

        return ApiTransport(self._account.client())

    def lists(self) -> "ListTransport":
        """Return the service's own lists of recipients."""
        from dm_tui.providers.alibaba.list_transport import ApiListTransport

        return ApiListTransport(self._account.client(), self.now)

    # Inside

    def _only_in_sandbox(self, what: str, hint: str) -> DirectMailError:
        return DirectMailError(
            ErrorKind.REFUSED, "sandbox-only", f"{what} works in the sandbox only.", hint
        )
