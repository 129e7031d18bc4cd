"""`export`: one document, or rows for a spreadsheet."""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.cli.vendor_bills import read_vendor_bills
from dm_tui.domain.account.unknown import ReadingPart
from dm_tui.domain.model import Model
from dm_tui.domain.usage.metering import Span
from dm_tui.services.all_orders import current_orders
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import csv_lines
from dm_tui.services.purchase.json_shapes import ListedOrder, OrdersAnswer
from dm_tui.services.usage.json_shapes import BillsAnswer, BillShape, StatisticsShape, UsageAnswer, UsageShape


def export(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Orders, bills or usage: the document, and its rows as CSV lines with a head."""
    args.json = args.json or args.format == "json"
    document: Model
    shape: type[Model]
    rows: tuple[Model, ...]
    match args.what:
        case "orders":
            orders = current_orders(direct_mail)
            document = OrdersAnswer.of(orders, direct_mail.part_read_at(ReadingPart.ORDERS))
            shape, rows = ListedOrder, tuple(map(ListedOrder.of, orders))
        case "bills":
            answer = _bills(direct_mail)
            document, shape, rows = answer, BillShape, answer.bills or ()
        case _ if direct_mail.facts.vendor_meters:
            days = tuple(StatisticsShape.of(day, Span.DAY) for day in direct_mail.statistics.by(Span.DAY))
            document = UsageAnswer(
                usage=(), statistics=days, read_at=direct_mail.part_read_at(ReadingPart.STATISTICS)
            )
            shape, rows = StatisticsShape, days
        case _:
            usage = tuple(UsageShape.of(record, Span.HOUR) for record in direct_mail.overviews.usage())
            document, shape, rows = UsageAnswer(usage=usage), UsageShape, usage
    return Answer(document, csv_lines(shape, rows), data=True)


def _bills(direct_mail: DirectMail) -> BillsAnswer:
    if not direct_mail.facts.vendor_meters:
        return BillsAnswer.of(direct_mail.billing.bills(), None, "")
    reading = read_vendor_bills(direct_mail)
    return BillsAnswer.of(reading.bills, reading.at, direct_mail.provider.shop.expenses_page)
