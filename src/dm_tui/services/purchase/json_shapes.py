"""The catalogue, orders and plans in the shapes that programs rely on."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure, never_reported
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.break_even import break_even_emails
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification, PriceSource, SoldAs, emails_of
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import PlanView, ResourcePlan
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.quote_wording import ambiguity_words
from dm_tui.domain.purchase.refund import RefundOffer
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.purchase.wording import REFUND_NOT_SAID
from dm_tui.domain.text import Line


class PlanOnSale(Model):
    """One specification with its price.

    Where that could not be read it is None, and `guide_price` is what the guide says.
    """

    spec: str
    emails: int
    price: Money | None
    price_per_thousand: Money | None
    validity_months: int | None
    break_even_emails: int | None
    guide_price: Money | None = None


class PayAsYouGoOnSale(Model):
    """The flat pay-as-you-go price, null where it is not known; `guide_price` is what the guide says."""

    price_per_thousand: Money | None
    guide_price: Money | None = None


class PlansAnswer(Model):
    """`plans`. `prices_from` says whose the prices are; those that could not be read are None."""

    plans: tuple[PlanOnSale, ...]
    pay_as_you_go: PayAsYouGoOnSale
    prices_from: PriceSource
    unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(cls, catalogue: Catalogue, unknown: tuple[UnknownFigure, ...] = ()) -> "PlansAnswer":
        """Return the catalogue in the shape of the contract."""
        known = catalogue.prices_from is PriceSource.ACCOUNT
        plans = [_plan_on_sale(catalogue, plan, known=known) for plan in catalogue.plans]
        listed = {plan.spec for plan in plans}
        unread = dict.fromkeys((*catalogue.unpriced, *catalogue.ambiguous))
        plans += [_unpriced_plan(spec) for spec in unread if spec not in listed]
        unclear = (UnknownFigure(what=Figure.PRICES, why=why) for why in ambiguity_words(catalogue))
        unpriced = unpriced_pay_as_you_go(catalogue)
        flat = PayAsYouGoOnSale(
            price_per_thousand=catalogue.known_price_per_thousand,
            guide_price=catalogue.guide_price_per_thousand,
        )
        in_order = sorted(plans, key=lambda plan: plan.emails)
        return cls(
            plans=tuple(in_order),
            pay_as_you_go=flat,
            prices_from=catalogue.prices_from,
            unknown=(*unknown, *unclear, *unpriced),
        )


def unpriced_pay_as_you_go(catalogue: Catalogue) -> tuple[UnknownFigure, ...]:
    """Return that pay-as-you-go has no price that anybody publishes, where that is so."""
    return never_reported(Figure.PAY_AS_YOU_GO_PRICE, where=catalogue.pay_as_you_go_per_thousand is None)


def _plan_on_sale(catalogue: Catalogue, plan: PlanSpecification, *, known: bool) -> PlanOnSale:
    if known and plan.spec not in catalogue.unpriced:
        return PlanOnSale.take(plan, break_even_emails=break_even_emails(catalogue, plan))
    guide = plan.price if catalogue.prices_from is PriceSource.GUIDE else None
    unread = {"price": None, "price_per_thousand": None, "break_even_emails": None}
    return PlanOnSale.take(plan, guide_price=guide, **unread)


def _unpriced_plan(spec: str) -> PlanOnSale:
    return PlanOnSale(
        spec=spec,
        emails=emails_of(spec),
        price=None,
        price_per_thousand=None,
        validity_months=None,
        break_even_emails=None,
    )


class QuoteAnswer(Quote):
    """`quote`, `buy --dry-run`: cost and expiry of `quantity` plans of one specification, bought now.

    `pay_as_you_go_total` is the price of all `emails` by pay-as-you-go, and `saving` what the plans save.
    `usable_emails` are those that you can send before they expire; a `usable_saving` below zero is what the
    plans cost more than these by pay-as-you-go. The plans you own have `owned_emails` left, the last of them
    until `owned_until`, and you can send `owned_usable_emails` of these; the free quota has `free_left`. They
    are used first. What could not be read is null, and `unknown` says why.
    """

    unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(cls, quote: Quote, catalogue: Catalogue, unknown: tuple[UnknownFigure, ...] = ()) -> "QuoteAnswer":
        """Return the quote in the shape of the contract."""
        unknown_tax = never_reported(Figure.TAX, where=quote.tax is None)
        return cls.take(quote, unknown=(*unknown, *unpriced_pay_as_you_go(catalogue), *unknown_tax))


class OrderShape(Model):
    """One order. Of a live account's, only `bought` of its plans may be paid, for `paid_total`."""

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
    sold_as: SoldAs | None = None
    tax: Money | None = None
    charged_total: Money | None = None


_NOT_REPORTED = "The vendor's answer about a payment does not name it."


def _unknown_amounts(orders: Iterable[Order]) -> Iterator[UnknownFigure]:
    """Yield what is null in these orders, and why: nothing was charged yet, or nobody reports it."""
    listed = tuple(orders)
    nulls = ((Figure.TAX, "tax"), (Figure.CHARGED, "charged_total"))
    for figure, field in nulls:
        incomplete_orders = [order for order in listed if getattr(order, field) is None]
        if any(order.bought for order in incomplete_orders):
            yield UnknownFigure(what=figure, why=_NOT_REPORTED)
        yield from never_reported(figure, where=not all(order.bought for order in incomplete_orders))


class OrderAnswer(Model):
    """`buy`, `orders show`, `orders pay`, `orders settle`, `orders cancel`."""

    order: OrderShape
    plans: tuple[PlanView, ...]
    unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(cls, order: Order, plans: tuple[PlanView, ...]) -> "OrderAnswer":
        """Return the order in the shape of the contract."""
        return cls(order=OrderShape.take(order), plans=plans, unknown=tuple(_unknown_amounts([order])))


class OrdersAnswer(Model):
    """`orders`: those made here; of a live account also those made `elsewhere`, as of `read_at`."""

    orders: tuple[OrderShape, ...]
    elsewhere: tuple[VendorOrder, ...] | None = ()
    read_at: datetime | None = None
    unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(
        cls,
        orders: Iterable[Order | VendorOrder],
        read_at: datetime | None,
        unknown: tuple[UnknownFigure, ...] = (),
    ) -> "OrdersAnswer":
        """Return the orders in the shape of the contract."""
        listed = tuple(orders)
        ours = tuple(order for order in listed if isinstance(order, Order))
        elsewhere = tuple(order for order in listed if isinstance(order, VendorOrder))
        totals = never_reported(Figure.ORDER_TOTALS, where=any(row.total is None for row in elsewhere))
        return cls(
            orders=tuple(map(OrderShape.take, ours)),
            elsewhere=None if unknown else elsewhere,
            read_at=read_at,
            unknown=(*unknown, *_unknown_amounts(ours), *totals),
        )


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
    """One plan, what it cost, and what its unused emails are worth; these are lost when it expires.

    Both are None of a plan that was bought elsewhere.
    """

    price: Money | None
    worth_left: Money | None

    @classmethod
    def of(cls, plan: ResourcePlan, now: datetime) -> "PlanShape":
        """Return the state of the plan at `now`."""
        worth = plan.worth_left
        return cls.take(plan, status=plan.status(now), worth_left=None if worth is None else worth.rounded())


class RefundShape(Model):
    """What giving a plan back would bring.

    Null is not known. `reason` is the vendor's refusal, or why it is not known; `page` is where to ask.
    """

    plan: str
    amount: Money | None
    refundable: bool | None
    reason: Line
    asked_at: datetime
    page: str

    @classmethod
    def of(cls, offer: RefundOffer, page: str) -> "RefundShape":
        """Return the answer in the shape of the contract."""
        reason = REFUND_NOT_SAID if offer.refundable is None else offer.refusal
        return cls.take(offer, plan=offer.id, reason=reason, asked_at=offer.at, page=page)


class RefundAnswer(Model):
    """`plans refund`."""

    refund: RefundShape
