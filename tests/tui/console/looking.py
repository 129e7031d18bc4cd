"""What is in the tables of the console, and long histories to put there."""

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.console.shared.tab_names import TABS
from dm_tui.tui.widgets.view_switcher import ViewSwitcher
from tests.tui.journey import User


def table(user: User, id: str) -> RowTable:
    """Return a table."""
    return user.screen.query_one(f"#{id}", RowTable)


def cells(user: User, id: str) -> list[list[str]]:
    """Return the cells of a table."""
    rows = table(user, id)
    found = [rows.row_at(at) for at in range(rows.row_count)]
    return [[str(cell) for cell in row.cells] for row in found if row is not None]


def selected(user: User, id: str) -> str:
    """Return the first cell of the row under the cursor."""
    row = table(user, id).row_at(table(user, id).cursor_row)
    assert row is not None
    return str(row.cells[0])


async def is_refused(user: User, words: str) -> None:
    """Submit a form, and read these words below it, wherever they wrap."""
    await user.reaches("#submit")
    await user.presses("enter")
    await user.until(lambda: words in user.reads("#form-problem").replace("\n", " "), words)


async def opens_orders(user: User) -> None:
    """Open the orders on the console, where the focus is in them if there are any."""
    await user.sees("console")
    await user.presses("2")
    if user.screen.query_one("#purchase-views", ViewSwitcher).shown != "orders":
        await user.presses("v")


def many_orders(direct_mail: DirectMail, count: int) -> None:
    """Give the account `count` cancelled orders, numbered from 1, one of them of 100 plans."""
    terms = direct_mail.purchases.catalogue().terms_version
    first = direct_mail.purchases.confirm("50k", 1, direct_mail.prerequisites.account().region, terms)
    first = first.model_copy(update={"status": OrderStatus.CANCELLED})
    with direct_mail.state.transaction() as tables:
        data = tables.dump()
        data["orders"] = {
            str(number): _numbered(first, number, 100 if number == 7 else 1) for number in range(1, count + 1)
        }
        tables.replace(data)


def _numbered(order: Order, number: int, quantity: int) -> dict[str, object]:
    update = {"id": f"N{number:05}", "quantity": quantity, "total": order.unit_price * quantity}
    return {**order.model_copy(update=update).model_dump(mode="json"), "closed": True}


def shown_tabs(user: User) -> list[str]:
    """Return the tabs that are shown; the others are hidden or not made yet."""
    return [pane for pane in TABS if any(found.display for found in user.screen.query(f"#{pane}"))]
