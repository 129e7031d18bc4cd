"""What is in the tables of the console, and long histories to put there."""

from textual.widgets import DataTable

from dm_tui.domain.order import Order, OrderStatus
from dm_tui.services.direct_mail import DirectMail
from tests.tui.journey import User


def table(user: User, id: str) -> DataTable[object]:
    """Return a table."""
    return user.screen.query_one(f"#{id}", DataTable)


def cells(user: User, id: str) -> list[list[str]]:
    """Return what stands in a table."""
    rows = table(user, id)
    return [[str(cell) for cell in rows.get_row_at(at)] for at in range(rows.row_count)]


def selected(user: User, id: str) -> str:
    """Return the first cell of the row under the cursor."""
    return cells(user, id)[table(user, id).cursor_row][0]


def many_orders(mail: DirectMail, count: int) -> None:
    """Give the account `count` cancelled orders, numbered from 1, one of them of 100 plans."""
    terms = mail.purchases.catalogue().terms_version
    first = mail.purchases.confirm("50k", 1, mail.prerequisites.account().region, terms)
    first = first.model_copy(update={"status": OrderStatus.CANCELLED})
    with mail.state.transaction() as tables:
        data = tables.everything()
        data["orders"] = {
            str(number): _numbered(first, number, 100 if number == 7 else 1)
            for number in range(1, count + 1)
        }
        tables.replace(data)


def _numbered(order: Order, number: int, quantity: int) -> dict[str, object]:
    update = {"id": f"N{number:05}", "quantity": quantity, "total": order.unit_price * quantity}
    return {**order.model_copy(update=update).model_dump(mode="json"), "closed": True}
