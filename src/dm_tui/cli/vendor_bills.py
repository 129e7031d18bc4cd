"""Reads the vendor's bills for a command; offline it shows the last reading and says so."""

from dm_tui.cli.ask_with_progress import ask_with_progress
from dm_tui.cli.output import warn
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.usage.vendor_bill import VendorBillReading
from dm_tui.services.direct_mail import DirectMail


def read_vendor_bills(direct_mail: DirectMail) -> VendorBillReading:
    """Return the vendor's bills as they are now, otherwise with a warning as they were last read."""
    try:
        return ask_with_progress(direct_mail.billing.read_vendor_bills, direct_mail.facts.vendor_name)
    except DirectMailError as error:
        known = direct_mail.billing.vendor_bills()
        if known.at is None:
            raise
        warn(f"{error.message} These bills were read {show_instant(known.at)}. {error.hint}")
        return known
