"""Which records can be read: the store knows no models, and asks here before it relies on a file.

It is asked of a whole file at once and is stricter than a read. A model takes what can be understood somehow,
while a file that this program wrote has each value in one form only: any other was not written by it.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.providers.registry import find_provider
from dm_tui.store.last_good_state import RecordCheck

RECORDS = {
    "account_orders": "purchase.vendor_order.VendorOrder",
    "bills": "usage.billing.Bill",
    "books": "usage.ledger_balances.Books",
    "budget": "usage.budget.Budget",
    "composition": "mailing.mailing_draft.MailingDraft",
    "counted_since": "usage.daily_counts.CountedSince",
    "domains": "setup.mail_domain.MailDomain",
    "draft": "purchase.wizard.WizardDraft",
    "files_beside": "upkeep.files_beside.FilesBeside",
    "invalid_addresses": "mailing.migrated_invalid_addresses.InvalidAddresses",
    "ledger": "usage.ledger_entries.LedgerEntry",
    "letter_tests": "mailing.letters.letter_test.LetterTests",
    "mailings": "mailing.mailing.Mailing",
    "messages": "account.inbox_message.InternalMessage",
    "orders": "purchase.order.Order",
    "pay_as_you_go": "usage.billing.PayAsYouGo",
    "plans": "purchase.plan.ResourcePlan",
    "refund_offers": "purchase.refund.RefundOffer",
    "reminder_settings": "reminders.settings.ReminderSettings",
    "reminders": "reminders.record.ReminderRecord",
    "reports": "usage.report.Report",
    "sender_deletions": "setup.sender_deletions.SenderDeletions",
    "senders": "setup.sender.SenderAddress",
    "service": "account.service_status.ServiceAccount",
    "statistics": "usage.daily_counts.DayStatistics",
    "templates": "setup.template.Template",
    "unsaved_template": "setup.template_draft.UnsavedTemplate",
    "usage": "usage.usage_record.UsageRecord",
    "used_keys": "upkeep.used_key.UsedKey",
    "vendor_bills": "usage.vendor_bill.VendorBillReading",
}
"""The model of each table, below `dm_tui.domain`; each is imported when a table has a record."""

FIRST_YEAR, LAST_YEAR = 1970, 9000
"""No instant of an account is outside: counting months from one of the year 9999 ends in no date
at all (our own limit).
"""

MOST = 10**18
"""No number of emails, seconds or money is as large (our own limit)."""


def record_check(provider: str) -> RecordCheck:
    """Return what says whether a document of a table can be read, in the state files of a provider."""
    entry = find_provider(provider)
    paths = {table: f"dm_tui.domain.{path}" for table, path in RECORDS.items()} | dict(entry.records)
    paths["preferences"] = "dm_tui.settings.preferences.Preferences"

    def is_readable(table: str, document: Mapping[str, Any]) -> bool:
        return table not in paths or is_valid_record(_load_model(paths[table]), document, entry.currency)

    return is_readable


@cache
def _load_model(path: str) -> type[Model]:
    module, _, name = path.rpartition(".")
    model: type[Model] = getattr(import_module(module), name)
    return model


def is_valid_record(model: type[Model], document: Mapping[str, Any], currency: str = "") -> bool:
    """Say whether a document is a record of a model as this program writes it; any currency for none."""
    try:
        record = model.model_validate_json(json.dumps(document), strict=True)
    except (ValueError, RecursionError):
        return False
    return document.get("closed") in (None, True) and _is_sound(record, document, currency)


def _is_sound(value: object, stored: object, currency: str) -> bool:
    """Say whether a value, and all in it, can be reckoned with, and is stored as this program stores it."""
    match value:
        case Money() if currency and value.currency != currency:
            return False
        case Model() if isinstance(stored, Mapping):
            parts: Iterable[tuple[object, object]] = ((part, stored.get(name)) for name, part in value)
        case Mapping() if isinstance(stored, Mapping):
            parts = ((part, stored.get(str(key))) for key, part in value.items())
        case tuple() | list() if isinstance(stored, list):
            parts = zip(value, stored, strict=False)
        case datetime():
            return value.tzinfo is not None and FIRST_YEAR <= value.year < LAST_YEAR
        case Decimal():
            plain = not isinstance(stored, str) or stored.isascii()
            return plain and value.is_finite() and abs(value) < MOST
        case int() | float():
            return abs(value) < MOST  # no NaN is less
        case _:
            return True
    return all(_is_sound(part, there, currency) for part, there in parts)
