"""Orders: everything that was ever bought or begun."""

from collections.abc import Iterator, Sequence

from textual import on
from textual.binding import Binding

from dm_tui.domain.account_order import AccountOrder
from dm_tui.domain.dates import show_age, show_instant, show_span
from dm_tui.domain.model import Model
from dm_tui.domain.order import Order
from dm_tui.domain.wizard import Draft, Step
from dm_tui.services.account_orders import all_orders, order_elsewhere
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.export import OrderShape
from dm_tui.tui.console.list_face import ListFace
from dm_tui.tui.console.listing import Listing
from dm_tui.tui.console.order_dialog import OrderDialog
from dm_tui.tui.console.sheet import Column, Row, Sheet
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.messages import StartWizard
from dm_tui.tui.notice import told
from dm_tui.tui.paint import MARKS


class Orders(ListFace):
    """The list of orders; each is opened, paid, settled, cancelled or bought again from here."""

    BINDINGS = [
        Binding("r", "repeat", "Buy again", id="orders.repeat", tooltip="The same plans once more")
    ]

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(
            mail,
            Sheet(
                "orders",
                (
                    Column("Order"),
                    Column("Plans", right=True),
                    Column("Total", right=True),
                    Column("Status"),
                    Column("Made"),
                ),
                self._rows,
                self._shapes,
                "No orders yet. Press b to buy a plan.",
                noun="orders",
            ),
            id="order-table",
        )

    def _rows(self) -> Iterator[Row]:
        for one in all_orders(self.mail):
            cells = (
                one.id,
                f"{one.quantity} {MARKS.times} {one.spec}"
                if isinstance(one, Order)
                else "made elsewhere",
                str(one.total),
                str(one.status),
                show_span(one.created_at, "hour"),
            )
            yield Row(one.id, cells, one.total.amount)

    def _shapes(self) -> tuple[type[Model], Sequence[Model]]:
        return OrderShape, [OrderShape.of(one) for one in self.mail.overviews.order_history()]

    @on(Listing.Opened)
    def _open(self, event: Listing.Opened) -> None:
        event.stop()
        with told(self.app):
            elsewhere = order_elsewhere(self.mail, event.row)
            if elsewhere is not None:
                self.app.push_screen(self._notice(elsewhere))
                return
            order = self.mail.purchases.order(event.row)
            self.app.push_screen(OrderDialog(self.mail, order), self._order_closed)

    def _notice(self, order: AccountOrder) -> Notice:
        read_at = self.mail.read_at
        age = show_age(read_at, self.mail.now()) if read_at is not None else "never"
        return Notice(
            f"Order {order.id}",
            [
                f"Status   {order.status}",
                f"Total    {order.total}",
                f"Made     {show_instant(order.created_at)}, not by this program",
                "",
                f"As Alibaba Cloud told it; read {age}. What it bought is shown among the plans.",
            ],
        )

    def _order_closed(self, pay: Draft | None) -> None:
        self._list.look()
        if pay is not None:
            self.post_message(StartWizard(pay))

    def action_repeat(self) -> None:
        """Begin a purchase of the same plans; prices and terms are those of today."""
        if self._list.selected is None:
            return
        with told(self.app):
            order = self.mail.purchases.order(self._list.selected)
            draft = Draft(
                step=Step.PLAN,
                region=order.region,
                spec=order.spec,
                quantity=str(order.quantity),
            )
            self.post_message(StartWizard(draft))
