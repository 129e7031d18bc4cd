"""The sentences of prices and quotes: what follows from a plan and a quantity."""

from decimal import Decimal
from typing import TYPE_CHECKING

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date, show_instant
from dm_tui.domain.purchase.wording import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dm_tui.domain.money import Money
    from dm_tui.domain.purchase.catalogue import Catalogue
    from dm_tui.domain.purchase.quote import Quote


PRICES_OF_ANOTHER_SOURCE = {
    "guide": "These are the prices of the purchase guide: this account's could not be read.",
    "earlier reading": "These are the prices of an earlier reading: today's could not be read.",
}
"""What is said beside prices that are not the account's of today, by `PriceSource`."""


def price_per_thousand_words(price: "Money | None", *, is_guide_price: bool) -> str:
    """Return within a sentence what 1,000 emails cost by pay-as-you-go, and whose price it is."""
    if price is None:
        return "a price that is not known"
    return f"{price} (the guide's price)" if is_guide_price else str(price)


def price_words(catalogue: "Catalogue") -> str:
    """Return the price of 1,000 emails by pay-as-you-go, and whose it is, or that it is not known."""
    if catalogue.guide_price_per_thousand is not None:
        return price_per_thousand_words(catalogue.guide_price_per_thousand, is_guide_price=True)
    return str(catalogue.pay_as_you_go_per_thousand or f"{catalogue.currency} (not known)")


def threshold_words(catalogue: "Catalogue") -> str:
    """Return the amount at which pay-as-you-go is charged at once, or that it is not known."""
    return str(catalogue.charge_threshold or f"not known in {catalogue.currency}")


def fill_prices(text: str, catalogue: "Catalogue") -> str:
    """Return a text of `content/` with the account's own amounts in place of their names in braces."""
    amounts = {
        "{price}": price_words(catalogue),
        "{threshold}": threshold_words(catalogue),
        "{free_quota}": _free_quota_words(catalogue),
    }
    for name, words in amounts.items():
        text = text.replace(name, words)
    return text


def _free_quota_words(catalogue: "Catalogue") -> str:
    if catalogue.pay_as_you_go_per_thousand is None:  # the guide is about another site
        return f"how much it is in an account that pays in {catalogue.currency} is not known here"
    return f"{catalogue.free_emails:,} emails in all, {catalogue.free_emails_a_day:,} a day"


def ambiguity_words(catalogue: "Catalogue") -> "Iterator[str]":
    """Yield why a size that is sold as several things has no price: nobody can say which one you mean."""
    sizes: dict[str, list[str]] = {}
    for spec, alike in catalogue.ambiguous.items():
        sizes.setdefault("; ".join(map(str, alike)), []).append(spec)
    for names, specs in sizes.items():
        yield f"{', '.join(specs)}: sold as several things: {names}."


def billing_model_rows(catalogue: "Catalogue") -> tuple[tuple[str, str, str], ...]:
    """Return the guide's comparison of both at the account's prices: a head, then a line for each aspect."""
    prices = (plan.price_per_thousand for plan in catalogue.plans)
    lowest = min(prices, key=lambda price: price.amount, default=None)
    price = f"from {lowest} per 1,000" if lowest else _no_price_words(catalogue)
    return (
        ("", "Resource plan", "Pay-as-you-go"),
        ("Payment", "prepaid", "billed after usage"),
        ("Price", price, f"{price_words(catalogue)} per 1,000"),
        ("Validity", "six months from purchase", "no end"),
        ("Refund", "none after use or expiry", "not applicable"),
        ("Best for", "predictable volumes", "variable volumes"),
    )


def _no_price_words(catalogue: "Catalogue") -> str:
    """Return why no plan has a price: nobody can say which one is meant, it was not read, or none is sold."""
    if catalogue.ambiguous:
        return "sold as several things"
    return "not known" if catalogue.unpriced else "none on sale"


_SAVING_NOT_KNOWN = "not known: pay-as-you-go has no known price in this currency"
_SAVING_DEPENDS_ON_QUOTA = "not known: it depends on your daily quota, which could not be read"
_SAVING_DEPENDS_ON_FREE = "not known: it depends on your free quota, which could not be read"
_SAVING_DEPENDS_ON_BOTH = "not known: it depends on free and daily quota, which could not both be read"
_SAVING_DEPENDS_ON_OWNED = "not known: it depends on the plans that you own, which could not be read"
END_IS_ESTIMATE = " (an estimate: the service sets it when you pay)"
MAY_ADD_TAX = "Tax may be added: the price does not say whether, or how much."


def quote_facts(quote: "Quote") -> tuple[Fact, ...]:
    """Return the consequences of a plan and a quantity; the warnings are the quote's own."""
    return (
        ("Price", f"{quote.price_per_thousand} per 1,000"),
        comparison_fact(quote),
        ("Valid until", show_instant(quote.expires_at) + (END_IS_ESTIMATE if quote.is_estimate else "")),
    )


def comparison_fact(quote: "Quote", *, brief: bool = False) -> Fact:
    """Return what the plans save or cost more, counted on what you can send: `Saves` only where they do.

    A `brief` one has no price of pay-as-you-go.
    """
    if quote.usable_saving is None:
        return "Saves", _why_saving_is_not_known(quote)
    price = str(quote.usable_pay_as_you_go_total)
    if quote.usable_emails is not None and quote.usable_emails < quote.emails:
        price += f" for {quote.usable_emails:,}"
    price = "" if brief else f" ({price})"
    if not quote.usable_saving.amount:
        return "Costs", f"the same as pay-as-you-go{price}"
    if quote.usable_saving.amount < 0:
        return "Costs", f"{quote.usable_saving * -1} more than pay-as-you-go{price}"
    return "Saves", f"{quote.usable_saving} against pay-as-you-go{price}"


def _why_saving_is_not_known(quote: "Quote") -> str:
    if quote.break_even_emails is None:
        return _SAVING_NOT_KNOWN
    if quote.owned_emails is None:
        return _SAVING_DEPENDS_ON_OWNED
    if quote.free_left is not None:
        return _SAVING_DEPENDS_ON_QUOTA
    return _SAVING_DEPENDS_ON_BOTH if quote.owned_usable_emails is None else _SAVING_DEPENDS_ON_FREE


def _used_after(quote: "Quote") -> tuple[Fact, ...]:
    """Return how many emails of the plans you own come first: those that you can send of them."""
    owned, usable = quote.owned_emails, quote.owned_usable_emails
    if not owned or usable == 0:
        return ()
    if usable is None:
        return (("Used after", "the plans you own"),)
    count = show_count(owned, "email") if usable == owned else f"{usable:,} of the {owned:,}"
    return (("Used after", f"{count} you own"),)


def order_facts(quote: "Quote", region: str, times: str) -> tuple[Fact, ...]:
    """Return an order before it is made; `region` has its name, `times` the multiplication sign."""
    price = str(quote.total) if quote.quantity == 1 else f"{quote.total} ({quote.unit_price} each)"
    end = f"{show_date(quote.expires_at)} (six months from payment"
    return (
        ("Plan", f"{quote.quantity} {times} {quote.spec}: {quote.emails:,} emails"),
        *((("Sold as", str(quote.sold_as)),) if quote.sold_as is not None else ()),
        ("Price", f"{price}; tax may be added" if quote.is_estimate else price),
        ("Region", region),
        *_used_after(quote),
        ("Valid until", f"{end}: an estimate)" if quote.is_estimate else f"{end})"),
        ("Refund", "none after use or expiry"),
    )


_MOST_TIMES = Decimal("9.99")  # above it a percentage says nothing (our own choice)

OrderFact = tuple[str, str] | None
"""A label and its value in the order card; None is a line between them."""


def order_card_facts(quote: "Quote", region: str, times: str) -> tuple[OrderFact, ...]:
    """Return the order so far, in values of a few words; `region` is its name."""
    saving = quote.usable_saving
    return (
        ("Plan", f"{quote.spec} {times} {quote.quantity}"),
        ("Emails", f"{quote.emails:,}"),
        ("Price", f"{quote.unit_price} each"),
        ("Per 1,000", str(quote.price_per_thousand)),
        None,
        ("Total", str(quote.total)),
        *((("Tax", "may be added"),) if quote.is_estimate else ()),
        None,
        *_instead(quote),
        *((("Dearer by" if saving.amount < 0 else "You save", _saving_words(quote)),) if saving else ()),
        *_used_after(quote),
        ("Valid until", show_date(quote.expires_at)),
        ("Region", region),
        ("Refund", "none after use or expiry"),
    )


def _instead(quote: "Quote") -> tuple[OrderFact, ...]:
    if quote.usable_saving is None:
        return ()
    usable, instead = quote.usable_emails, ("Instead of", str(quote.usable_pay_as_you_go_total))
    if usable is None or usable == quote.emails:
        return (instead,)
    return (("You can send", f"{usable:,} of {quote.emails:,}"), instead)


def _saving_words(quote: "Quote") -> str:
    saving, instead = quote.usable_saving, quote.usable_pay_as_you_go_total
    if saving is None or instead is None:
        return ""
    amount = saving * -1 if saving.amount < 0 else saving
    if amount.amount > instead.amount * _MOST_TIMES:
        return str(amount)
    return f"{amount} ({amount.amount / instead.amount:.0%})"


def order_line(quote: "Quote", times: str) -> str:
    """Return the order so far in one line, without its total."""
    until = f"valid until {show_date(quote.expires_at)}"
    return f"{quote.spec} {times} {quote.quantity}  {quote.emails:,} emails, {until}"
