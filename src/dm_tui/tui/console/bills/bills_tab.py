"""Bills: the costs of pay-as-you-go, and paying a bill that could not be charged."""

from collections.abc import Sequence

from textual import on
from textual.binding import Binding
from textual.content import Content

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant, show_span
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.quote_wording import threshold_words
from dm_tui.domain.usage.billing import Bill, BillStatus
from dm_tui.domain.usage.usage_record import Span
from dm_tui.domain.usage.wording import NO_BILLS, UNKNOWN_BILL
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.services.usage.json_shapes import BillShape
from dm_tui.tui.console.bills.bill_pictures import bill_pictures, paint_days
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.list_tab import ListTab
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, hanging_fact, lines, warning
from dm_tui.tui.toasts import toast_errors

FACTS_WIDTH = 60
"""Cells of a line of the notice."""


class BillsTab(ListTab):
    """The list of bills; an overdue bill is paid here."""

    BINDINGS = [Binding("p", "pay", "Pay", id="bills.pay", tooltip="Pay the overdue bill")]

    def __init__(self, direct_mail: DirectMail) -> None:
        self._view: Overview | None = None
        super().__init__(
            direct_mail,
            ListSpec(
                "bills",
                (
                    Column("Bill"),
                    Column("From", spare=True),
                    Column("To", spare=True),
                    Column("Emails", right=True, spare=True),
                    Column("Total", right=True),
                    Column("Status"),
                ),
                self._rows,
                self._shapes,
                lambda: NO_BILLS.format(threshold=threshold_words(direct_mail.purchases.catalogue())),
                noun="bills",
                preview=self._preview,
                pictures=bill_pictures(direct_mail, lambda: self._view),
            ),
            id="bill-table",
        )

    def reload(self, view: Overview) -> None:
        self._view = view
        super().reload(view)

    def _rows(self) -> LazyList[Row]:
        return MappedList(self.direct_mail.overviews.bill_history(), _row)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return BillShape, [BillShape.of(bill) for bill in self.direct_mail.overviews.bill_history()]

    def _preview(self, id: str, width: int) -> Sequence[Content]:
        bill = self.direct_mail.overviews.bill(id)
        if bill is None:
            raise UNKNOWN_BILL(bill=id)
        rows: list[Part] = [(f"Bill {bill.id}", "bold"), "", *_facts(bill, width)]
        if bill.status is BillStatus.OVERDUE:
            rows += ["", warning("It is overdue: sending is suspended. Enter pays it.", width=width)]
        days, name = paint_days(self.direct_mail, bill, width), (f"Bill {bill.id}", "bold")
        return lines([*rows, *days]), lines([name, *days]) if days else lines(rows), lines(rows)

    @on(ListPanel.RowOpened)
    def _open(self, event: ListPanel.RowOpened) -> None:
        event.stop()
        self.action_pay()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer to pay where there are bills."""
        return action != "pay" or self._list.selected is not None

    def action_pay(self) -> None:
        """Open the bill, to pay it where it is overdue."""
        if self._list.selected is None:
            return
        with toast_errors(self.app):
            bill = self.direct_mail.overviews.bill(self._list.selected)
            if bill is None:
                raise UNKNOWN_BILL(bill=self._list.selected)
            if bill.status is BillStatus.OVERDUE:
                from dm_tui.tui.console.bills.bill_dialog import BillDialog

                self.app.push_screen(BillDialog(self.direct_mail, bill))
                return
            self.app.push_screen(Notice(f"Bill {bill.id}", _facts(bill, FACTS_WIDTH)))


def _facts(bill: Bill, width: int) -> list[Part]:
    facts = {
        "Sent": show_count(bill.emails, "email"),
        "From": show_instant(bill.start, BILLING_ZONE),
        "To": show_instant(bill.end, BILLING_ZONE),
        "Total": str(bill.total),
        "Status": _status(bill),
    }
    if bill.charged_at:
        by = f" by {bill.attempts[-1].method}" if bill.attempts else ""
        facts["Charged"] = f"{show_instant(bill.charged_at, BILLING_ZONE)}{by}"
    return [hanging_fact(label, value, width) for label, value in facts.items()]


def make_bills_tab(direct_mail: DirectMail) -> ListTab:
    """Return the tab of the bills made here, or of the vendor's."""
    if direct_mail.facts.vendor_meters:
        from dm_tui.tui.console.bills.vendor_bills_tab import VendorBillsTab

        return VendorBillsTab(direct_mail)
    return BillsTab(direct_mail)


def _status(bill: Bill) -> str:
    return f"{MARKS.warning if bill.status is BillStatus.OVERDUE else MARKS.done} {bill.status}"


def _row(bill: Bill) -> Row:
    cells = (
        bill.id,
        show_span(bill.start, Span.DAY),
        show_span(bill.end, Span.DAY),
        f"{bill.emails:,}",
        str(bill.total),
        _status(bill),
    )
    return Row(bill.id, cells, bill.total.amount)
