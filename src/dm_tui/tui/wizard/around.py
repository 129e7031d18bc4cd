"""What tall windows show below a step: what emails cost, and what becomes of a payment."""

from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.tui.paint import Part, muted, text

LEAST_ROWS = 44
"""Rows of a window from which on there is room for it."""


ORDER_OF_USE = (
    "The free quota pays first, then your plans in the order in which they expire, then pay-as-you-go."
)
"""Which source pays for an email, in a sentence."""


def price_rows(catalogue: Catalogue) -> list[Part]:
    """Return what emails cost without a plan, and with each of them where it is used up."""
    rows: list[Part] = [_row("free quota", f"{catalogue.free_emails_a_day:,} a day", "", "while it lasts")]
    price = catalogue.known_price_per_thousand
    if price is not None:
        rows.append(_row("pay-as-you-go", "", f"{price.figure()}", "billed afterwards"))
    for plan in catalogue.plans:
        each = plan.price_per_thousand.figure()
        rows.append(_row(plan.spec, f"{plan.emails:,} emails", each, f"{plan.price} beforehand"))
    return [muted(f"{'':<16}{'':<18}{f'{catalogue.currency} per 1,000':>15}"), *rows]


def _row(name: str, emails: str, each: str, paid: str) -> Part:
    return text((f"{name:<16}", "bold"), f"{emails:<18}{each:>15}", (f"   {paid}", "$muted"))


_OUTCOMES = (
    ("Charged", "your plans are there; the receipt says until when"),
    ("Declined", "nothing is charged: choose another method, or leave it unpaid"),
    ("No answer", "nothing is charged again: Check payment asks what became of it, also after a restart"),
    ("Not paid", "the order lapses by itself and costs nothing; Del cancels it at once"),
)


def outcome_rows() -> list[Part]:
    """Return what may become of a payment, and what follows."""
    return [text((f"{name:<12} ", "bold"), (words, "$muted")) for name, words in _OUTCOMES]
