"""What emails cost, with a plan and without: in a tall window, below the first step."""

from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.tui.screen_text import Part, muted, text


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
