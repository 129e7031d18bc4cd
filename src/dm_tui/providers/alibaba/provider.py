"""A real account behind the provider protocol: what was read last from the state file, and the few calls that act."""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.content import read
from dm_tui.domain.account import (
    Account,
    Identity,
    IdentityKind,
    Prerequisite,
    PrerequisiteKind,
    Region,
)
from dm_tui.domain.dates import Clock, show_instant
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.providers.alibaba.endpoints import Site
from dm_tui.providers.alibaba.records import LiveAccount, Verification
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # paying and the SDK are far from the first frame
    from dm_tui.domain.billing import Bill, PayAsYouGo
    from dm_tui.domain.catalogue import Catalogue
    from dm_tui.domain.metering import Meter
    from dm_tui.domain.money import Money
    from dm_tui.domain.order import Order, PaymentAttempt
    from dm_tui.providers.alibaba.client import Client
    from dm_tui.providers.alibaba.records import Offer
    from dm_tui.providers.base import PaymentMethod, PaymentOutcome

METHOD = "account"
"""The only way to pay: what the account has set up with Alibaba Cloud."""


class AlibabaProvider:
    """One account of one person. What is shown was read before; what costs money asks anew."""

    name = "alibaba"
    sandbox = False
    plans_per_call: int | None = 1

    def __init__(self, state: StateFile, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._clock = clock
        self._sleep = sleep
        self._client: Client | None = None
        self._connecting = threading.Lock()
        self._trouble: DirectMailError | None = None

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock()

    @property
    def activation_address(self) -> str:
        """Return where pay-as-you-go is enabled: in the web console of the account's site."""
        return f"https://dm.{self._site.console}/"

    # What was read last

    def read_at(self) -> datetime | None:
        """Return when the account was read last."""
        return self._record().read_at

    def account(self) -> Account:
        """Return the account as it was read last, with what stands in the way of trusting that."""
        record = self._record()
        denied = record.verification is Verification.DENIED
        return Account(
            id=record.id or "not read yet",
            identity=record.identity or Identity(kind=IdentityKind.ACCOUNT, name="not read yet"),
            region=record.region,
            identity_verified=record.verification in (Verification.SEEN, Verification.TOLD),
            mainland_verified=record.mainland_told and not denied,
            verification=record.verification,
            missing_actions=record.missing,
            findings=tuple(self._findings(record)),
        )

    def regions(self) -> tuple[Region, ...]:
        """Return the regions of the service."""
        return self._regions

    @cached_property
    def _regions(self) -> tuple[Region, ...]:
        return tuple(Region.model_validate(item) for item in json.loads(read("regions.json")))

    def catalogue(self) -> "Catalogue":
        """Return the prices of the account, before they were read those of the purchase guide."""
        from dm_tui.providers.alibaba.catalogue import documented

        return self._record().catalogue or documented()

    def balance(self) -> "Money":
        """Return the prepaid balance; one who pays by card has nothing there."""
        return self._record().balance or self.catalogue().charge_threshold * 0

    def meter(self) -> "Meter | None":
        """Return what the service says can still be sent."""
        return self._record().meter

    def users(self) -> tuple[str, ...]:
        """Return nobody: the credentials decide."""
        return ()

    def payment_methods(self) -> "tuple[PaymentMethod, ...]":
        """Return the account itself: Alibaba Cloud charges what is set up there."""
        from dm_tui.providers.base import PaymentMethod

        balance = self._record().balance
        detail = f"real money; balance {balance}" if balance else "real money"
        return (PaymentMethod(id=METHOD, label="Your account", detail=detail),)

    def bill_method(self) -> str:
        """Return the method that bills are charged to by themselves."""
        return METHOD

    # What the user decides

    def use_region(self, region: str) -> Account:
        """Make `region` the one that mail leaves from."""
        self._change(region=region)
        if self._client is not None:
            self._client.region = region
        return self.account()

    def verify(self, region: Region) -> Account:
        """Take the user's word that identity verification is complete: no call tells of it."""
        record = self._record()
        told = (
            record.verification if record.verification is Verification.SEEN else Verification.TOLD
        )
        self._change(verification=told, mainland_told=record.mainland_told or region.mainland)
        return self.account()

    def sign_in(self, user: str) -> Account:
        """Refuse: who signs in is decided by the credentials."""
        raise self._only_in_sandbox("Going on as another user", "Use other credentials instead.")

    def grant(self, policy: str) -> Account:
        """Refuse: the account owner grants policies."""
        raise self._only_in_sandbox(
            "Granting a policy", f"The account owner does it at https://ram.{self._site.console}/."
        )

    def pay_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Refuse: bills are paid at Alibaba Cloud."""
        raise self._only_in_sandbox(
            "Paying a bill", f"Alibaba Cloud charges it; see https://home.{self._site.console}/."
        )

    def check_bill(self, bill: "Bill", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Refuse: bills are paid at Alibaba Cloud."""
        return self.pay_bill(bill, attempt)

    # Calls

    def connect(self) -> None:
        """Read anew who pays, at which site, what may be read, what is on sale and what is owned."""
        from dm_tui.providers.alibaba.reading import read_everything

        with self._connecting:
            try:
                read_everything(self._connected(), self._state, self.now)
            except DirectMailError as error:
                self._trouble = error
                raise
            self._trouble = None

    def refresh_plans(self) -> None:
        """Read what is owned; where that fails, what was read before stays."""
        from dm_tui.providers.alibaba.errors import CallFailedError
        from dm_tui.providers.alibaba.plans import keep_plans, read_plans

        record = self._record()
        if not record.offers:
            return
        try:
            owned = read_plans(self._connected(), record.offers[0].product)
        except (CallFailedError, DirectMailError):
            return
        with self._state.transaction() as tables:
            keep_plans(tables, owned, self.catalogue(), self.now())

    def prepare(self, order: "Order") -> tuple[str, ...]:
        """Return what is there before a purchase; refuse it when its price has changed."""
        from dm_tui.providers.alibaba.buying import known_before, price_changed
        from dm_tui.providers.alibaba.catalogue import read_price
        from dm_tui.providers.alibaba.errors import CallFailedError, explained
        from dm_tui.providers.alibaba.reading import keep_price

        client, offer = self._connected(), self._offer(order)
        try:
            price = read_price(client, offer)
            if price == order.unit_price:
                return known_before(client, offer, self.now())
        except CallFailedError as failure:
            raise explained(failure) from None
        keep_price(self._state, order.spec, price)
        raise price_changed(order, price)

    def pay(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Buy one plan of the order, by one call."""
        from dm_tui.providers.alibaba.buying import buy_one, says_unverified

        outcome = buy_one(self._connected(), self._offer(order), self.now())
        if says_unverified(outcome):
            self._change(verification=Verification.DENIED)
        return outcome

    def check_payment(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        """Look for what the call may have bought. It never says that nothing was, unless the vendor does."""
        from dm_tui.providers.alibaba.buying import find_out
        from dm_tui.providers.alibaba.errors import CallFailedError
        from dm_tui.providers.base import NoAnswer

        try:
            return find_out(
                self._connected(),
                self._offer(order),
                order,
                attempt,
                self._accounted_for(attempt),
                self.now(),
            )
        except CallFailedError as failure:
            return NoAnswer(message=failure.words)

    def activate(self, agreement_version: str) -> "PayAsYouGo":
        """Find that pay-as-you-go is active, or say where to enable it: no call does."""
        from dm_tui.providers.alibaba.errors import CallFailedError, explained
        from dm_tui.providers.alibaba.reading import read_activation

        try:
            present = read_activation(self._connected(), self._state, self.now())
        except CallFailedError as failure:
            raise explained(failure) from None
        if present.active:
            return present
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            "activate-in-console",
            "Pay-as-you-go is not active, and no program can enable it.",
            f"Open {self.activation_address}, choose Activate Now, then check again.",
        )

    # Inside

    @property
    def _site(self) -> Site:
        return self._record().site or Site.INTERNATIONAL

    def _connected(self) -> "Client":
        """Return the client. Its credentials are of this state file's account: another one never pays from it."""
        if self._client is None:
            from dm_tui.providers.alibaba.reading import open_client

            self._client = open_client(self._state, self._sleep)
        return self._client

    def _offer(self, order: "Order") -> "Offer":
        offer = self._record().offer(order.spec)
        if offer is None:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "not-on-sale",
                f"Alibaba Cloud does not offer a plan {order.spec} to this account.",
                "Look at what it offers: dm-tui plans.",
            )
        return offer

    def _accounted_for(self, attempt: "PaymentAttempt") -> set[str]:
        """Return the vendor's ids that our other payments account for."""
        from dm_tui.domain.order import Order

        with self._state.read() as tables:
            others = [
                one
                for order in tables.of(Order).all()
                for one in order.attempts
                if one.id != attempt.id
            ]
        return {id for one in others for id in (one.reference, one.instance) if id}

    def _findings(self, record: LiveAccount) -> list[Prerequisite]:
        account = "Account"
        if self._trouble is not None or record.read_at is None:
            detail = str(self._trouble.message) if self._trouble else "not read yet"
            hint = self._trouble.hint if self._trouble else "Alibaba Cloud is being asked."
            return [_finding(PrerequisiteKind.ACCOUNT, account, False, detail, hint)]
        site = "no site takes its calls" if record.site is None else f"{record.site} site"
        found = [
            _finding(
                PrerequisiteKind.ACCOUNT,
                account,
                True,
                f"{record.id}, {site}, by {record.credentials}, read {show_instant(record.read_at)}",
            )
        ]
        if record.prices_problem:
            hint = "Without a price nothing can be bought here; pay-as-you-go can be activated."
            found.append(
                _finding(PrerequisiteKind.PRICES, "Prices", False, record.prices_problem, hint)
            )
        return found

    def _record(self) -> LiveAccount:
        with self._state.read() as tables:
            return tables.one(LiveAccount)

    def _change(self, **update: object) -> None:
        with self._state.transaction() as tables:
            tables.put_one(tables.one(LiveAccount).model_copy(update=update))

    def _only_in_sandbox(self, what: str, hint: str) -> DirectMailError:
        return DirectMailError(
            ErrorKind.REFUSED, "sandbox-only", f"{what} works in the sandbox only.", hint
        )


def _finding(
    kind: PrerequisiteKind, title: str, met: bool, detail: str, hint: str = ""
) -> Prerequisite:
    return Prerequisite(kind=kind, title=title, met=met, detail=detail, hint=hint)
