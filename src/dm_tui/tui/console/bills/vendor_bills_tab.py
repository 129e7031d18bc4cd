"""The bills of a live account: the vendor makes and charges them, so they are read here and paid there."""

from collections.abc import Sequence
from decimal import Decimal

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.dates import show_instant
from dm_tui.domain.lazy_list import LazyList
from dm_tui.domain.model import Model
from dm_tui.domain.usage.vendor_bill import CHARGED, VendorBill
from dm_tui.lines.figures import show_money
from dm_tui.lines.vendor_bills import NO_VENDOR_BILLS, VENDOR_BILL_HEADS, vendor_bill_cells, vendor_bill_notes
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.services.usage.json_shapes import BillShape
from dm_tui.tui.background import READING_FAULT, Failure, run_in_thread
from dm_tui.tui.console.bills.vendor_bill_picture import vendor_bill_picture
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.list_tab import ListTab
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import hanging_fact, lines, muted, warning
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.text_block import TextBlock

READING_BILLS = "Not known: bills. They are being read."
READ_AGAIN_ON_OPENING = "Open this tab again to read them; Account names the permissions that are missing."


class VendorBillsTab(ListTab):
    """The list is read again whenever the tab is shown; until then it shows the last reading with its age."""

    DEFAULT_CSS = "VendorBillsTab > #bills-head { height: auto; margin-bottom: 1; }"

    def __init__(self, direct_mail: DirectMail) -> None:
        numbers, spare = ("total", "open"), ("from", "to")
        columns = [
            Column(head.capitalize(), right=head in numbers, spare=head in spare)
            for head in VENDOR_BILL_HEADS
        ]
        spec = ListSpec(
            "bills",
            columns,
            self._rows,
            self._shapes,
            NO_VENDOR_BILLS,
            noun="bills",
            unread=self._unread,
            preview=self._preview,
            pictures=(vendor_bill_picture(self._bills),),
        )
        super().__init__(direct_mail, spec, id="bill-table")
        self._problem = ""

    def compose(self) -> ComposeResult:
        yield TextBlock(id="bills-head")
        yield from super().compose()

    @property
    def default_focus(self) -> Widget:
        """The rows, or the words in place of them until they are read."""
        return self._list.place

    def before_show(self) -> None:
        """Read the bills again beside the screen."""
        self._read()

    @work(group="vendor-bills", exclusive=True)
    async def _read(self) -> None:
        read = self.direct_mail.billing.read_vendor_bills
        result = await run_in_thread(read, fault=READING_FAULT, abandonable=True)
        if not self.is_attached:
            return
        self._problem = result.words if isinstance(result, Failure) else ""
        self._show_head()
        self._list.reload()

    def reload(self, view: Overview) -> None:
        self._show_head()
        super().reload(view)

    def _show_head(self) -> None:
        with toast_errors(self.app):
            *open_bills, source = self._notes()
            rows = [warning(note.removeprefix("! ")) for note in open_bills]
            self.query_one("#bills-head", TextBlock).update(lines([*rows, muted(source)]))

    def _notes(self) -> list[str]:
        billing, vendor = self.direct_mail.billing, self.direct_mail.facts.vendor_name
        page = self.direct_mail.provider.shop.expenses_page
        return vendor_bill_notes(billing.vendor_bills(), vendor, page, self.direct_mail.now())

    def _bills(self) -> tuple[VendorBill, ...]:
        return self.direct_mail.billing.vendor_bills().bills

    def _unread(self) -> str:
        """Return why the bills are not known: the last reading failed, or there was none."""
        if self._problem:
            return f"Not known: bills. {self._problem} {READ_AGAIN_ON_OPENING}"
        return "" if self.direct_mail.billing.vendor_bills().at is not None else READING_BILLS

    def _rows(self) -> LazyList[Row]:
        return [_row(bill) for bill in self._bills()]

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return BillShape, [BillShape.of(bill) for bill in self._bills()]

    @on(ListPanel.RowOpened)
    def _open(self, event: ListPanel.RowOpened) -> None:
        event.stop()
        with toast_errors(self.app):
            for bill in self._bills():
                if bill.id == event.row:
                    self.app.push_screen(Notice(f"Bill {bill.id}", self._facts(bill)))
                    return

    def _preview(self, id: str, width: int) -> Content:
        bill = next(bill for bill in self._bills() if bill.id == id)
        *facts, empty, last = self._facts(bill)
        rows = [hanging_fact(line[:9].rstrip(), line[9:], width) for line in facts]
        return lines([(f"Bill {id}", "bold"), "", *rows, empty, last])

    def _facts(self, bill: VendorBill) -> list[str]:
        vendor, page = self.direct_mail.facts.vendor_name, self.direct_mail.provider.shop.expenses_page
        charged = show_instant(bill.charged_at, BILLING_ZONE) if bill.charged_at else "not yet, or not known"
        start, end = (show_instant(at, BILLING_ZONE) if at else NOT_KNOWN for at in (bill.start, bill.end))
        return [
            f"From     {start}",
            f"To       {end}",
            f"Total    {show_money(bill.total)}",
            f"Open     {show_money(bill.open_amount)}",
            f"Status   {bill.status}",
            f"Charged  {charged}",
            "",
            f"{vendor} charges it. Details and payment: {page}",
        ]


def _row(bill: VendorBill) -> Row:
    *cells, status = vendor_bill_cells(bill)
    mark = MARKS.done if bill.status == CHARGED else MARKS.warning
    return Row(bill.id, (*cells, f"{mark} {status}"), bill.total.amount if bill.total else Decimal(0))
