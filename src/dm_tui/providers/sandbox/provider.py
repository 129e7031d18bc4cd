"""The sandbox behind the provider protocol."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.content import read_content
from dm_tui.domain.account.account import Account, Region
from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.text import clean_line
from dm_tui.providers.sandbox.records import OWNER, Charge, SandboxAccount
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # paying is far from the first frame
    from dm_tui.domain.money import Money
    from dm_tui.domain.purchase.catalogue import Catalogue
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment import PaymentAttempt
    from dm_tui.domain.setup.mail_domain import MailDomain
    from dm_tui.domain.setup.sender import SenderAddress
    from dm_tui.domain.setup.template import Template
    from dm_tui.domain.usage.billing import Bill, PayAsYouGo
    from dm_tui.providers.protocol import PaymentMethod, PaymentOutcome
    from dm_tui.providers.sandbox.bank import Bank


class SandboxProvider:
    """An account that costs nothing. `clock` is real time, to which the moved sandbox clock is added."""

    name = "sandbox"
    sandbox = True
    plans_per_call: int | None = None
    activation_address = ""

    def __init__(self, state: StateFile, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._clock = clock
        self._sleep = sleep

    def now(self) -> datetime:
        """Return real time moved by what `sandbox advance` added."""
        return self._clock() + timedelta(seconds=self._record().clock_offset)

    def connect(self) -> None:
        """Read nothing: everything is here."""

    def refresh_plans(self) -> None:
        """Read nothing: a payment that worked has its plans."""

    def read_at(self) -> None:
        """Return None: nothing is kept of what is here."""

    def account(self) -> Account:
        """Return the pretended account."""
        return self._record().as_account()

    def regions(self) -> tuple[Region, ...]:
        """Return the regions of the service, Singapore first: it needs no further verification."""
        return self._regions

    @cached_property
    def _regions(self) -> tuple[Region, ...]:
        return tuple(
            Region.model_validate(item) for item in json.loads(read_content("regions.json"))
        )

    def use_region(self, region: str) -> Account:
        """Make `region` the account's region."""
        return self._change(region=region).as_account()

    def verify(self, region: Region) -> Account:
        """Complete at once what the real service asks papers for."""
        if region.mainland:
            return self._change(identity_verified=True, mainland_verified=True).as_account()
        return self._change(identity_verified=True).as_account()

    def users(self) -> tuple[str, ...]:
        """Return the owner and the RAM users."""
        return (OWNER, *self._record().policies)

    def sign_in(self, user: str) -> Account:
        """Go on as the account owner or as a RAM user."""
        users = self.users()
        if user not in users:
            raise DirectMailError(
                ErrorKind.USAGE,
                "unknown-user",
                f"The sandbox has no user “{user}”.",
                f"Choose one of {', '.join(users)}.",
            )
        return self._change(signed_in=user).as_account()

    def grant(self, policy: str) -> Account:
        """Attach `policy` to the signed-in RAM user, as the account owner would."""
        with self._state.transaction() as tables:
            record = tables.single(SandboxAccount)
            if record.signed_in == OWNER:
                raise DirectMailError(
                    ErrorKind.REFUSED,
                    "owner-needs-no-policy",
                    "The account owner may do everything already.",
                    "Sign in as a RAM user first: dm-tui access as ops.",
                )
            held = record.policies.get(record.signed_in, ())
            policies = {
                **record.policies,
                record.signed_in: tuple(sorted({*held, clean_line(policy)})),
            }
            record = tables.put_single(record.model_copy(update={"policies": policies}))
        return record.as_account()

    def catalogue(self) -> "Catalogue":
        """Return the prices of the international site."""
        return self._catalogue

    @cached_property
    def _catalogue(self) -> "Catalogue":
        from dm_tui.domain.purchase.catalogue import Catalogue

        return Catalogue.model_validate_json(read_content("catalogue.json"))

    def balance(self) -> "Money":
        """Return the prepaid balance."""
        return self._record().balance

    def payment_methods(self) -> "tuple[PaymentMethod, ...]":
        """Return the bank's methods."""
        return self._bank().methods()

    def transport(self) -> None:
        """Return None: mail goes to the outbox."""

    def lists(self) -> None:
        """Return None: the outbox takes one message at a time."""

    def prepare(self, order: "Order") -> tuple[str, ...]:
        """Return nothing: the bank knows each attempt by its id."""
        return ()

    def pay(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Charge the order once for this attempt."""
        outcome = self._bank().charge(attempt.id, order.id, attempt.method, order.total, self.now())
        return self._paid(order, outcome) if isinstance(outcome, Charge) else outcome

    def check_payment(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Look the attempt up in the bank's books; “not charged” is final."""
        charge = self._bank().find_or_void(attempt.id, order.id, attempt.method, self.now())
        return self._paid(order, charge) if charge is not None else self._not_charged()

    def activate(self, agreement_version: str) -> "PayAsYouGo":
        """Enable pay-as-you-go at once."""
        from dm_tui.domain.usage.billing import PayAsYouGo

        with self._state.transaction() as tables:
            present = tables.single(PayAsYouGo)
            if present.active:
                return present
            return tables.put_single(
                present.model_copy(
                    update={
                        "active": True,
                        "activated_at": self.now(),
                        "agreement_version": agreement_version,
                    }
                )
            )

    def bill_method(self) -> str:
        """Return the method that bills are charged to by themselves."""
        return self._record().bill_method

    def pay_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Charge the bill once for this attempt."""
        from dm_tui.providers.protocol import Paid

        outcome = self._bank().charge(attempt.id, bill.id, attempt.method, bill.total, self.now())
        return Paid(at=outcome.at) if isinstance(outcome, Charge) else outcome

    def check_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Look the attempt up in the bank's books; “not charged” is final."""
        from dm_tui.providers.protocol import Paid

        charge = self._bank().find_or_void(attempt.id, bill.id, attempt.method, self.now())
        return Paid(at=charge.at) if charge is not None else self._not_charged()

    def new_domain(self, name: str, region: str) -> "MailDomain":
        """Return the domain with records as the service makes them."""
        from dm_tui.providers.sandbox import mail_setup

        return mail_setup.new_domain(self.account().id, name, region, self.now())

    def check_domain(self, domain: "MailDomain") -> "MailDomain":
        """Return the domain verified."""
        from dm_tui.providers.sandbox import mail_setup

        return mail_setup.check_domain(domain, self.now())

    def remove_domain(self, domain: "MailDomain") -> None:
        """Nothing is kept here of a domain."""

    def add_sender(self, sender: "SenderAddress") -> None:
        """Nothing is kept here of a sender address."""

    def remove_sender(self, sender: "SenderAddress") -> None:
        """Nothing is kept here of a sender address."""

    def submit_template(self, template: "Template") -> "Template":
        """Return the template under review."""
        from dm_tui.providers.sandbox import mail_setup

        return mail_setup.submit_template(template, self.now())

    def check_template(self, template: "Template") -> "Template":
        """Return the template reviewed, once two hours have passed."""
        from dm_tui.providers.sandbox import mail_setup

        return mail_setup.check_template(template, self.now())

    def remove_template(self, template: "Template") -> None:
        """Nothing is kept here of a template."""

    def _not_charged(self) -> "PaymentOutcome":
        from dm_tui.domain.purchase.payment import PaymentResult
        from dm_tui.providers.protocol import NotPaid

        return NotPaid(
            result=PaymentResult.NOT_CHARGED,
            message="The bank has no record of this payment: nothing was charged.",
        )

    def _paid(self, order: "Order", charge: Charge) -> "PaymentOutcome":
        from dm_tui.domain.purchase.plan import ResourcePlan, expiry
        from dm_tui.providers.protocol import Paid

        plans = tuple(
            ResourcePlan(
                id=f"{order.id}-P{number}",
                order_id=order.id,
                spec=order.spec,
                emails=order.emails // order.quantity,
                price=order.unit_price,
                purchased_at=charge.at,
                expires_at=expiry(charge.at, order.validity_months),
            )
            for number in range(1, order.quantity + 1)
        )
        return Paid(at=charge.at, plans=plans)

    def _bank(self) -> "Bank":
        from dm_tui.providers.sandbox.bank import Bank

        return Bank(self._state, self._sleep)

    def _record(self) -> SandboxAccount:
        with self._state.read() as tables:
            return tables.single(SandboxAccount)

    def _change(self, **update: object) -> SandboxAccount:
        with self._state.transaction() as tables:
            return tables.put_single(tables.single(SandboxAccount).model_copy(update=update))
