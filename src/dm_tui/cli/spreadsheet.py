"""`export`: a document, or rows for a spreadsheet."""

from dm_tui.cli.output import Answer
from dm_tui.cli.shapes import BillsAnswer, OrdersAnswer, UsageAnswer
from dm_tui.domain.model import Model
from dm_tui.domain.usage.metering import Span
from dm_tui.services.all_orders import current_orders
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import BillShape, ListedOrder, UsageShape, csv_lines
from dm_tui.services.usage.statistics import StatisticsShape


def export_answer(direct_mail: DirectMail, what: str) -> Answer:
    """Return `orders`, `bills` or `usage`: the document, and its rows as CSV lines with a head."""
    document: Model
    shape: type[Model]
    rows: tuple[Model, ...]
    match what:
        case "orders":
            found = current_orders(direct_mail)
            document = OrdersAnswer.of(found, direct_mail.read_at)
            shape, rows = ListedOrder, tuple(map(ListedOrder.of, found))
        case "bills":
            bills = tuple(BillShape.of(one) for one in direct_mail.billing.bills())
            document, shape, rows = BillsAnswer(bills=bills), BillShape, bills
        case _ if direct_mail.facts.vendor_meters:
            days = tuple(
                StatisticsShape.of(one, Span.DAY) for one in direct_mail.statistics.by(Span.DAY)
            )
            document = UsageAnswer(usage=(), statistics=days, read_at=direct_mail.read_at)
            shape, rows = StatisticsShape, days
        case _:
            usage = tuple(UsageShape.of(one, Span.HOUR) for one in direct_mail.overviews.usage())
            document, shape, rows = UsageAnswer(usage=usage), UsageShape, usage
    return Answer(document, csv_lines(shape, rows), data=True)
