"""Reading each part of the account on its own: one that is refused, broken or slow delays no other."""

from collections.abc import Callable, Iterator
from functools import partial

from dm_tui.domain.account.unknown_figures import PART_FIGURES, Figure, ReadingPart, UnknownFigure
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.usage.daily_counts import CountedSince, DayStatistics
from dm_tui.providers.alibaba.api.errors import CallFailedError, RefusedError
from dm_tui.providers.alibaba.reading import store_account as store
from dm_tui.providers.alibaba.reading.missing_details import MissingDetails
from dm_tui.providers.alibaba.reading.part_result import PartResult, failure_words, missing_actions
from dm_tui.providers.alibaba.reading.read_balance import read_balance
from dm_tui.providers.alibaba.reading.read_daily_counts import read_daily_counts
from dm_tui.providers.alibaba.reading.read_domains import STATUS_NOT_REPORTED, DomainReading, read_domains
from dm_tui.providers.alibaba.reading.read_orders import read_orders
from dm_tui.providers.alibaba.reading.read_plans import read_owned_plans
from dm_tui.providers.alibaba.reading.read_senders_and_templates import read_senders, read_templates
from dm_tui.providers.alibaba.reading.read_service import (
    NOT_ACTIVATED,
    NOT_ACTIVATED_WORDS,
    read_service_summary,
    unknown_of_summary,
)
from dm_tui.providers.alibaba.reading.reading_context import ReadingContext
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount
from dm_tui.providers.alibaba.reading.store_setup import store_domains, store_senders, store_templates
from dm_tui.store.state import Tables

_NOTHING_ON_SALE = "Alibaba Cloud offers this account no plan that this program understands."
_UNCLEAR_PLANS = "Alibaba Cloud reports plans without their amounts or dates: {plans}."
_UNCLEAR_ORDERS = "Alibaba Cloud reports orders without their numbers or dates."


def _read_balance(context: ReadingContext) -> PartResult:
    balance = context.balance or read_balance(context.client)
    return PartResult(lambda tables: store.change_record(tables, balance=balance))


def _read_sale(context: ReadingContext) -> PartResult:
    for offer in context.record.offers:
        context.price(offer)  # what is on sale seldom changes: its prices need not wait for it
    offers = context.offers()
    if not offers and context.unlisted is not None:
        return context.not_known(ReadingPart.ON_SALE, context.unlisted)
    waits = [(offer.spec, context.price(offer)) for offer in offers]
    prices: dict[str, Money] = {}
    failures: list[Exception] = []
    for spec, wait in waits:
        try:
            prices[spec] = wait()
        except (CallFailedError, DirectMailError, ArithmeticError) as failure:
            failures.append(failure)
    whys = [failure_words(failure) for failure in failures] if offers else [_NOTHING_ON_SALE]
    refused = filter(None, (context.unlisted, *failures))
    missing = [action for failure in refused for action in missing_actions(failure)]
    return PartResult(
        partial(store.store_sale, offers=offers, prices=prices),
        tuple(UnknownFigure(what=Figure.PRICES, why=why) for why in dict.fromkeys(whys)),
        tuple(missing),
    )


def _read_plans(context: ReadingContext) -> PartResult:
    products, unlisted = context.products()
    types = {offer.package_type for offer in context.record.offers}
    owned = read_owned_plans(context.client, products, types)
    if unlisted is not None and not owned.plans:
        return context.not_known(ReadingPart.PLANS, unlisted)
    why = _UNCLEAR_PLANS.format(plans=", ".join(sorted(owned.unclear)))
    what = Figure.SOME_PLANS if owned.whole else Figure.PLANS
    unclear = (UnknownFigure(what=what, why=why),) if owned.unclear else ()
    return PartResult(partial(store.store_owned_plans, owned=owned, now=context.now), unclear)


def _read_orders(context: ReadingContext) -> PartResult:
    products, unlisted = context.products()
    orders, unclear = read_orders(
        context.client, products, context.record.orders_at, context.now, context.at_once
    )
    if unlisted is not None and not orders:
        return context.not_known(ReadingPart.ORDERS, unlisted)

    def keep(tables: Tables) -> None:
        store.put_changed(tables, VendorOrder, orders)
        store.change_record(tables, orders_at=context.now)

    unknown = (UnknownFigure(what=Figure.ORDERS, why=_UNCLEAR_ORDERS),) if unclear else ()
    return PartResult(keep, unknown)


def _read_service(context: ReadingContext) -> PartResult:
    summary = read_service_summary(context.client)
    keep = partial(store.store_service_summary, summary=summary, now=context.now)
    return PartResult(keep, tuple(unknown_of_summary(summary)))


def _read_daily_counts(context: ReadingContext) -> PartResult:
    region = context.client.region
    try:
        read = read_daily_counts(context.client, context.record.counted.get(region), context.now)
    except RefusedError as refused:
        if refused.code != NOT_ACTIVATED:
            raise
        figures = PART_FIGURES[ReadingPart.STATISTICS]
        unknown = tuple(UnknownFigure(what=figure, why=NOT_ACTIVATED_WORDS) for figure in figures)
        return PartResult(store.forget_sent_today, unknown)

    def keep(tables: Tables) -> None:
        store.put_changed(tables, DayStatistics, read.days)
        store.store_sent_today(tables, read.days, context.now)
        tables.put_single(tables.single(CountedSince).reaching(region, read.began))
        counted = {**tables.single(LiveAccount).counted, region: context.now}
        store.change_record(tables, counted=counted)

    return PartResult(keep)


def _read_domains(context: ReadingContext) -> PartResult:
    missing_details, region = MissingDetails("domains"), context.client.region
    reading = read_domains(context.client, context.now, context.at_once, missing_details)
    whys = dict.fromkeys(map(failure_words, reading.failures))
    return PartResult(
        lambda tables: store_domains(tables, reading.domains, region, complete=missing_details.complete),
        (
            *(UnknownFigure(what=Figure.RECORDS, why=why) for why in whys),
            *_doubts(reading),
            *_missing(Figure.DOMAIN_DETAILS, missing_details),
        ),
        tuple(action for failure in reading.failures for action in missing_actions(failure)),
    )


def _doubts(reading: DomainReading) -> Iterator[UnknownFigure]:
    if reading.doubtful:
        why = STATUS_NOT_REPORTED.format(domains=", ".join(reading.doubtful))
        yield UnknownFigure(what=Figure.DOMAIN_STATUS, why=why)


def _read_senders(context: ReadingContext) -> PartResult:
    missing_details, region = MissingDetails("sender addresses"), context.client.region
    senders = read_senders(context.client, missing_details)
    return PartResult(
        lambda tables: store_senders(tables, senders, region, complete=missing_details.complete),
        tuple(_missing(Figure.SENDER_DETAILS, missing_details)),
    )


def _read_templates(context: ReadingContext) -> PartResult:
    missing_details = MissingDetails("templates")
    templates = read_templates(context.client, context.templates, context.at_once, missing_details)
    return PartResult(
        lambda tables: store_templates(tables, templates, complete=missing_details.complete),
        tuple(_missing(Figure.TEMPLATE_DETAILS, missing_details)),
    )


def _missing(what: Figure, missing_details: MissingDetails) -> Iterator[UnknownFigure]:
    yield from (UnknownFigure(what=what, why=why) for why in missing_details.sentences())


def _unless_not_activated(
    read: Callable[[ReadingContext], PartResult],
) -> Callable[[ReadingContext], PartResult]:
    """Return a read that finds nothing where Direct Mail is not activated: there is nothing then."""

    def read_activated(context: ReadingContext) -> PartResult:
        try:
            return read(context)
        except RefusedError as refused:
            if refused.code != NOT_ACTIVATED:
                raise
            return PartResult()

    return read_activated


READERS: dict[ReadingPart, Callable[[ReadingContext], PartResult]] = {
    ReadingPart.BALANCE: _read_balance,
    ReadingPart.ON_SALE: _read_sale,
    ReadingPart.PLANS: _read_plans,
    ReadingPart.ORDERS: _read_orders,
    ReadingPart.SERVICE: _read_service,
    ReadingPart.STATISTICS: _read_daily_counts,
    ReadingPart.DOMAINS: _unless_not_activated(_read_domains),
    ReadingPart.SENDERS: _unless_not_activated(_read_senders),
    ReadingPart.TEMPLATES: _unless_not_activated(_read_templates),
}
"""How each part is read, in the order in which they are stored: a catalogue before plans of its sizes."""

OF_BILLING = (ReadingPart.BALANCE, ReadingPart.ON_SALE, ReadingPart.PLANS, ReadingPart.ORDERS)
"""The parts that only the account's own site reports."""

UNTIL_ACTIVATED = frozenset(READERS) - {*OF_BILLING, ReadingPart.SERVICE}
"""The parts of which nothing is known, or there, before Direct Mail is activated."""

NEED_PRODUCTS = frozenset({ReadingPart.ON_SALE, ReadingPart.PLANS, ReadingPart.ORDERS})
"""The parts that are read by the codes of the products."""
