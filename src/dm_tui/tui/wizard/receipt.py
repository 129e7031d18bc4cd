"""Step 6, the receipt: copy or save it, then open the console."""

from contextlib import suppress

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from dm_tui.domain.account.wording import USER_GUIDE
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.quote_wording import price_words
from dm_tui.domain.purchase.receipt import receipt_heading, receipt_lines
from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.purchase.wording import RECEIPT_SAVED, receipt_not_saved
from dm_tui.services.wizard_steps import quote_draft, time_of_plan
from dm_tui.tui.app_messages import OpenConsole
from dm_tui.tui.clipboard import copy
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import fact, hanging_fact, lines, muted, text
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.masthead import Masthead
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import TALL, VERY_TALL
from dm_tui.tui.wizard.plan_time import time_picture
from dm_tui.tui.wizard.step import StepScreen
from dm_tui.tui.wizard.step_layout import StepPanes
from dm_tui.tui.wizard.way_to_first_email import way_to_first_email
from dm_tui.tui.wizard.who_pays import ORDER_OF_USE, who_pays

_PAID_WIDTH = 70
"""Cells of the receipt beside what comes next (`wizard.tcss`)."""

_MOST_PLANS, _FEW_PLANS = 8, 4
"""How many plans are shown, and how many where rows are scarce; the file has all."""


class ReceiptScreen(StepScreen):
    """Copy and save with one key each. No key leads back to the payment."""

    step = Step.RECEIPT
    next_label = "Management Console"
    first_focus = "body"
    BINDINGS = [
        Binding("escape", "console", "Console", id="receipt.console", tooltip="Open the management console"),
        Binding("c", "copy", "Copy", id="receipt.copy", tooltip="Copy the receipt"),
        Binding("a", "activate", "Activate", id="receipt.activate", tooltip="Turn on pay-as-you-go"),
        Binding("d", "add_domain", "Domains", id="receipt.domain", tooltip="Add your domain"),
        Binding("s", "save", "Save", id="receipt.save", tooltip="Save the receipt as text"),
        Binding("tab", "app.focus_next", "Next field", show=False),
        Binding("enter", "ready", show=False),
    ]

    def compose_body(self) -> ComposeResult:
        with StepPanes():
            with Widget(classes="pane framed", id="paid") as paid:
                paid.border_title = "Receipt"
                yield TextBlock(id="order-id")
                yield TextBlock(id="receipt")
                yield TextBlock(id="time", classes="block")
                yield TextBlock(id="again", classes="block")
            with Widget(classes="pane framed block", id="what-next") as what_next:
                what_next.border_title = "What next"
                yield TextBlock(id="way")
        with Widget(classes="framed block", id="payers") as payers:
            payers.border_title = "Who pays for what you send"
            yield TextBlock(id="who-pays")

    def on_mount(self) -> None:
        """Make the receipt itself focusable: a second Enter after Pay must not skip it."""
        for body in self.query("#body"):  # no widget while the program is closing
            body.can_focus = True
        for back in self.query("#back"):
            back.display = False

    def paint(self) -> None:
        if self.draft.order_id is None:
            return
        order = self.direct_mail.purchases.order(self.draft.order_id)
        self.query_one(Masthead).title = receipt_heading(order)
        mark = MARKS.done if order.status is OrderStatus.PAID else MARKS.warning
        heading = f"{mark} {order.id}  paid {order.paid_total}"
        self.query_one("#order-id", TextBlock).update(text((heading, "bold $success")))
        self.query_one("#receipt", TextBlock).update(lines(self._facts()))
        self._paint_time()
        self.query_one("#again", TextBlock).update(
            lines([muted(f"dm-tui orders show {order.id}"), muted(f"User Guide: {USER_GUIDE}")])
        )
        self.query_one("#again").display = self.is_spacious
        view = self.direct_mail.overviews.overview()
        self.query_one("#way", TextBlock).update(
            lines(
                way_to_first_email(
                    view.next_steps, self.text_width, tall=self.side_by_side or self.is_spacious
                )
            )
        )
        self.query_one("#payers").display = self.side_by_side
        price = price_words(self.direct_mail.purchases.catalogue())
        order_of_use = [muted(ORDER_OF_USE)] if self.app.size.height >= VERY_TALL else []
        payers = who_pays(view, price, self.text_width - 4)
        self.query_one("#who-pays", TextBlock).update(lines([*payers, *order_of_use]))
        self.refresh_bindings()
        emails = order.emails // order.quantity * order.bought
        self.total(f"Total  {emails:,} emails {MARKS.dot} {order.paid_total}")

    def _facts(self) -> list[Content]:
        """Return the lines of the receipt, those of the plans as far as there is room for them."""
        rows = self._receipt()[1:]
        plans = [row for row in rows if row.startswith("Plan ")]
        most = _MOST_PLANS if self.is_spacious else _FEW_PLANS
        shown = [row for row in rows if row not in plans[most:]]
        facts = [hanging_fact(row[:12].rstrip(), row[13:], self._inside) for row in shown]
        if len(plans) > most:
            facts.append(fact("", f"{len(plans) - most:,} more plans; s saves the whole receipt"))
        return facts

    @property
    def _inside(self) -> int:
        """The cells of a row of the receipt."""
        if self.side_by_side:
            return _PAID_WIDTH - 4
        return self.text_width - (4 if self.is_roomy else 0)

    def _paint_time(self) -> None:
        """Show the time of the plans, where there is room for it."""
        shown = self.query_one("#time", TextBlock)
        shown.display = self.app.size.height >= TALL
        if not shown.display:
            return
        with suppress(DirectMailError):  # a price that cannot be read now
            time = time_of_plan(self.direct_mail, self.draft, quote_draft(self.direct_mail, self.draft))
            shown.update(time_picture(time, self._inside))

    def proceed(self) -> None:
        self._leave("")

    def action_back(self) -> None:
        """Do nothing: a payment cannot be undone."""

    def action_console(self) -> None:
        self.proceed()

    def action_activate(self) -> None:
        """Go to the activation agreement, by way of the console."""
        self._leave("activate")

    def action_add_domain(self) -> None:
        """Open the domains of the console."""
        self._leave("tab('senders')")

    def _leave(self, then: str) -> None:
        with toast_errors(self.app):
            self.direct_mail.save_reported()
        self.post_message(OpenConsole(then))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the activation until Direct Mail is activated."""
        return action != "activate" or not self.direct_mail.activation.current().active

    def action_ready(self) -> None:
        """Focus the button; only another Enter leaves: the first may be a double press after Pay."""
        self.focus_on("next")

    def action_copy(self) -> None:
        with toast_errors(self.app):
            copy(self.app, "\n".join(self._receipt()), "Receipt", instead="s saves it as a file")

    def action_save(self) -> None:
        with toast_errors(self.app):
            try:
                path = self.direct_mail.save_text(f"receipt-{self.draft.order_id}.txt", self._receipt())
            except OSError as error:
                toast(self.app, receipt_not_saved(error), serious=True)
            else:
                toast(self.app, RECEIPT_SAVED.format(path=path))

    def _receipt(self) -> list[str]:
        order = self.direct_mail.purchases.order(self.draft.order_id or "")
        region = self.direct_mail.prerequisites.region_words(order.region)
        return receipt_lines(order, self.direct_mail.purchases.plans_of(order.id), region)
