"""The price of a purchase before it is made, what it saves, and its expiry."""

from datetime import datetime

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.break_even import break_even_emails
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification, SoldAs
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.domain.purchase.quantity import require_quantity
from dm_tui.domain.purchase.quote_warnings import (
    QuoteContext,
    QuoteWarning,
    _balance_warnings,
    _break_even_warning,
    _end_warning,
    _expiry_warning,
    _owned_plans_warning,
    _quota_warning,
)
from dm_tui.domain.purchase.sendable_emails import usable_emails


class Quote(Model):
    """The cost and the expiry of `quantity` plans of one specification, bought at one instant.

    `pay_as_you_go_total` is the price of all `emails` by pay-as-you-go, and `saving` what the plans save.
    `usable_emails` are those that you can send before they expire, None where the daily quota is not known,
    or what you have; a `usable_saving` below zero is what the plans cost more than these by pay-as-you-go.
    The plans you own have `owned_emails` left, the last of them until `owned_until`, and you can send
    `owned_usable_emails` of these; the free quota has `free_left`. They are used first.
    """

    spec: str
    quantity: int
    emails: int
    unit_price: Money
    price_per_thousand: Money
    total: Money
    pay_as_you_go_total: Money | None
    saving: Money | None
    usable_emails: int | None
    usable_pay_as_you_go_total: Money | None
    usable_saving: Money | None
    break_even_emails: int | None
    owned_emails: int | None
    owned_until: datetime | None
    owned_usable_emails: int | None
    free_left: int | None
    expires_at: datetime
    warnings: tuple[QuoteWarning, ...]
    sold_as: SoldAs | None = None
    tax: Money | None = None
    is_estimate: bool = False

    @property
    def serious_warnings(self) -> tuple[QuoteWarning, ...]:
        """The warnings that stay in sight until you pay."""
        return tuple(warning for warning in self.warnings if warning.serious)


def make_quote(
    catalogue: Catalogue, plan: PlanSpecification, quantity: int, at: datetime, context: QuoteContext
) -> Quote:
    """Return the quote for `quantity` × `plan` bought at `at`, with every warning that applies."""
    emails = plan.emails * require_quantity(quantity)
    total, expires_at = plan.price * quantity, expiry(at, plan.validity_months)
    mail = context.mail
    usable = usable_emails(emails, mail)
    break_even = break_even_emails(catalogue, plan, quantity)
    of_all, of_usable = _pay_as_you_go(catalogue, emails), _pay_as_you_go(catalogue, usable)
    return Quote(
        spec=plan.spec,
        quantity=quantity,
        emails=emails,
        unit_price=plan.price,
        price_per_thousand=plan.price_per_thousand,
        total=total,
        pay_as_you_go_total=of_all,
        saving=None if of_all is None else of_all - total,
        usable_emails=usable,
        usable_pay_as_you_go_total=of_usable,
        usable_saving=None if of_usable is None else of_usable - total,
        break_even_emails=break_even,
        owned_emails=mail.owned_emails,
        owned_until=mail.owned_until,
        owned_usable_emails=mail.owned_usable,
        free_left=mail.free_left,
        expires_at=expires_at,
        warnings=(
            *_owned_plans_warning(mail),
            _quota_warning(emails, context),
            _break_even_warning(break_even, usable, mail),
            _expiry_warning(emails, expires_at, mail),
            _end_warning(context, catalogue),
            *_balance_warnings(context, total),
        ),
        sold_as=plan.sold_as,
        tax=None if context.vendor_decides else total * 0,
        is_estimate=context.vendor_decides,
    )


def _pay_as_you_go(catalogue: Catalogue, emails: int | None) -> Money | None:
    return None if emails is None else catalogue.pay_as_you_go(emails)
