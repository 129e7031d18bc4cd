"""What buying, paying and the account print with `--json`: one document each, as in the public contract."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.account import Account, Identity, missing_permissions
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.services.overview.export import BillShape, OrderShape, UsageShape
from dm_tui.services.overview.views import PlanView
from dm_tui.services.usage.statistics import StatisticsShape


class PlanOnSale(Model):
    """One specification with its price."""

    spec: str
    emails: int
    price: Money
    price_per_thousand: Money
    validity_months: int
    break_even_emails: int


class PayAsYouGoOnSale(Model):
    """The flat pay-as-you-go price."""

    price_per_thousand: Money


class PlansAnswer(Model):
    """`plans`."""

    plans: tuple[PlanOnSale, ...]
    pay_as_you_go: PayAsYouGoOnSale

    @classmethod
    def of(cls, catalogue: Catalogue) -> "PlansAnswer":
        """Return the catalogue in the shape of the contract."""
        return cls(
            plans=tuple(
                PlanOnSale(
                    spec=plan.spec,
                    emails=plan.emails,
                    price=plan.price,
                    price_per_thousand=plan.price_per_thousand,
                    validity_months=plan.validity_months,
                    break_even_emails=catalogue.break_even(plan),
                )
                for plan in catalogue.plans
            ),
            pay_as_you_go=PayAsYouGoOnSale(price_per_thousand=catalogue.pay_as_you_go_per_thousand),
        )


class OrderAnswer(Model):
    """`buy`, `orders show`, `orders pay`, `orders settle`, `orders cancel`."""

    order: OrderShape
    plans: tuple[PlanView, ...]


class OrdersAnswer(Model):
    """`orders`: those made here; of a live account also what was made `elsewhere`, as it was when it was read."""

    orders: tuple[OrderShape, ...]
    elsewhere: tuple[VendorOrder, ...] = ()
    read_at: datetime | None = None

    @classmethod
    def of(cls, found: Iterable[Order | VendorOrder], read_at: datetime | None) -> "OrdersAnswer":
        """Return the orders in the shape of the contract."""
        ours, elsewhere = [], []
        for one in found:
            if isinstance(one, Order):
                ours.append(OrderShape.of(one))
            else:
                elsewhere.append(one)
        return cls(orders=tuple(ours), elsewhere=tuple(elsewhere), read_at=read_at)


class ActivationState(Model):
    """Pay-as-you-go after `activate`."""

    active: bool
    activated_at: datetime | None


class ActivateAnswer(Model):
    """`activate`."""

    pay_as_you_go: ActivationState

    @classmethod
    def of(cls, present: PayAsYouGo) -> "ActivateAnswer":
        """Return the activation in the shape of the contract."""
        return cls(
            pay_as_you_go=ActivationState(active=present.active, activated_at=present.activated_at)
        )


class VerifyAnswer(Model):
    """`verify`."""

    verified: dict[str, bool]


class AccessAnswer(Model):
    """`access`, `access grant`, `access as`."""

    identity: Identity
    policies: tuple[str, ...]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, account: Account) -> "AccessAnswer":
        """Return the access in the shape of the contract."""
        return cls(
            identity=account.identity,
            policies=account.policies,
            missing=missing_permissions(account),
        )


class BillAnswer(Model):
    """`bills pay`."""

    bill: BillShape


class BillsAnswer(Model):
    """`bills`."""

    bills: tuple[BillShape, ...]


class UsageAnswer(Model):
    """`usage`: what we metered ourselves; of a live account also what the service counted when it was read."""

    usage: tuple[UsageShape, ...]
    statistics: tuple[StatisticsShape, ...] = ()
    read_at: datetime | None = None
