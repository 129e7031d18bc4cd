"""`export`: one document, or rows for a spreadsheet."""

from argparse import Namespace
from functools import partial

from dm_tui.cli.not_known import read_or_not_known
from dm_tui.cli.output import Answer
from dm_tui.cli.vendor_bills import read_vendor_bills
from dm_tui.domain.account.unknown_figures import Figure, ReadingPart
from dm_tui.domain.account.unread_lists import require_read
from dm_tui.domain.model import Model
from dm_tui.domain.usage.usage_record import Span
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
    account = direct_mail.prerequisites.account()
    match args.what:
        case "orders":
            if not args.json:  # a table has no place for what is not known
                require_read(account, Figure.ORDERS)
            orders, read_at = current_orders(direct_mail), direct_mail.part_read_at(ReadingPart.ORDERS)
            document = OrdersAnswer.of(orders, read_at, account.unknown_of(Figure.ORDERS))
            shape, rows = ListedOrder, tuple(map(ListedOrder.of, orders))
        case "bills":
            answer = _bills(direct_mail, as_json=args.json)
            document, shape, rows = answer, BillShape, answer.bills or ()
        case _ if direct_mail.facts.vendor_meters:
            if not args.json:
                require_read(account, Figure.STATISTICS)
            days = tuple(StatisticsShape.of(day, Span.DAY) for day in direct_mail.statistics.by(Span.DAY))
            unknown = account.unknown_of(Figure.STATISTICS)
            document = UsageAnswer(
                usage=(),
                statistics=None if unknown else days,
                read_at=direct_mail.part_read_at(ReadingPart.STATISTICS),
                unknown=unknown,
            )
            shape, rows = StatisticsShape, days
        case _:
            usage = tuple(UsageShape.of(record, Span.HOUR) for record in direct_mail.overviews.usage())
            document, shape, rows = UsageAnswer(usage=usage), UsageShape, usage
    return Answer(document, csv_lines(shape, rows), data=True)


def _bills(direct_mail: DirectMail, *, as_json: bool) -> BillsAnswer:
    if not direct_mail.facts.vendor_meters:
        return BillsAnswer.of(direct_mail.billing.bills(), None, "")
    page = direct_mail.provider.shop.expenses_page
    read = partial(read_vendor_bills, direct_mail)
    reading, unread = read_or_not_known(read, Figure.BILLS) if as_json else (read(), ())
    if reading is None:
        return BillsAnswer(bills=None, unknown=unread, page=page)
    return BillsAnswer.of(reading.bills, reading.at, page)
