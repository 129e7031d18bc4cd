"""The catalogue, orders and plans in the shapes that programs rely on."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import PlanView, ResourcePlan
from dm_tui.domain.purchase.refund import RefundOffer
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.text import Line


class PlanOnSale(Model):
    """One specification with its price."""

    spec: str
    emails: int
    price: Money
    price_per_thousand: Money
    validity_months: int
    break_even_emails: int | None


class PayAsYouGoOnSale(Model):
    """The flat pay-as-you-go price, null where it is not known in the account's currency."""

    price_per_thousand: Money | None


class PlansAnswer(Model):
    """`plans`."""

    plans: tuple[PlanOnSale, ...]
    pay_as_you_go: PayAsYouGoOnSale

    @classmethod
    def of(cls, catalogue: Catalogue) -> "PlansAnswer":
        """Return the catalogue in the shape of the contract."""
        plans = (
            PlanOnSale.take(plan, break_even_emails=catalogue.break_even(plan)) for plan in catalogue.plans
        )
        flat = PayAsYouGoOnSale(price_per_thousand=catalogue.pay_as_you_go_per_thousand)
        return cls(plans=tuple(plans), pay_as_you_go=flat)


class OrderShape(Model):
    """One order. Of a live account's, `bought` of its plans may be paid for `paid_total`, and the others not."""

    id: str
    status: OrderStatus
    spec: str
    emails: int
    quantity: int
    unit_price: Money
    total: Money
    region: str
    terms_version: str
    created_at: datetime
    lapses_at: datetime
    paid_at: datetime | None
    payment_method: str | None
    key: str | None
    bought: int
    paid_total: Money


class OrderAnswer(Model):
    """`buy`, `orders show`, `orders pay`, `orders settle`, `orders cancel`."""

    order: OrderShape
    plans: tuple[PlanView, ...]


class OrdersAnswer(Model):
    """`orders`: those made here; of a live account also those made `elsewhere`, as of `read_at`."""

    orders: tuple[OrderShape, ...]
    elsewhere: tuple[VendorOrder, ...] = ()
    read_at: datetime | None = None

    @classmethod
    def of(cls, orders: Iterable[Order | VendorOrder], read_at: datetime | None) -> "OrdersAnswer":
        """Return the orders in the shape of the contract."""
        listed = tuple(orders)
        ours = tuple(OrderShape.take(order) for order in listed if isinstance(order, Order))
        elsewhere = tuple(order for order in listed if isinstance(order, VendorOrder))
        return cls(orders=ours, elsewhere=elsewhere, read_at=read_at)


class ListedOrder(Model):
    """One order in a table of all of them; of one made elsewhere only what the vendor reports is known."""

    id: str
    status: Line
    spec: str | None = None
    emails: int | None = None
    quantity: int | None = None
    unit_price: Money | None = None
    total: Money | None
    region: str | None = None
    terms_version: str | None = None
    created_at: datetime
    lapses_at: datetime | None = None
    paid_at: datetime | None = None
    payment_method: str | None = None
    key: str | None = None
    bought: int | None = None
    paid_total: Money | None = None
    made_elsewhere: bool

    @classmethod
    def of(cls, order: Order | VendorOrder) -> "ListedOrder":
        """Return the order, wherever it was made."""
        return cls.take(order, made_elsewhere=isinstance(order, VendorOrder))


class PlanShape(PlanView):
    """One plan, what it cost, and what its unused emails are worth; these are lost when it expires."""

    price: Money
    worth_left: Money

    @classmethod
    def of(cls, plan: ResourcePlan, now: datetime) -> "PlanShape":
        """Return the state of the plan at `now`."""
        return cls.take(plan, status=plan.status(now), worth_left=plan.worth_left.rounded())


class RefundShape(Model):
    """What giving a plan back would bring; null is not known. `reason` is the vendor's refusal, `page` where to ask."""

    plan: str
    amount: Money | None
    refundable: bool | None
    reason: Line
    asked_at: datetime
    page: str

    @classmethod
    def of(cls, offer: RefundOffer, page: str) -> "RefundShape":
        """Return the answer in the shape of the contract."""
        return cls.take(offer, plan=offer.id, reason=offer.refusal, asked_at=offer.at, page=page)


class RefundAnswer(Model):
    """`plans refund`."""

    refund: RefundShape
