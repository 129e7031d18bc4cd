"""Reading the account: who signs and which site bills it, then every part that is asked for, all at once."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from dm_tui.domain.account.account import Identity
from dm_tui.domain.account.regions import MAINLAND_REGION
from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.money import Money
from dm_tui.domain.setup.template import Template
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.providers.alibaba.api.call_permissions import ACTIONS
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.failure_wording import explain_failures
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads, Wait
from dm_tui.providers.alibaba.reading import store_account as store
from dm_tui.providers.alibaba.reading.part_result import PartResult, take_result
from dm_tui.providers.alibaba.reading.read_catalogue import build_catalogue
from dm_tui.providers.alibaba.reading.read_identity import read_identity
from dm_tui.providers.alibaba.reading.read_parts import NEED_PRODUCTS, OF_BILLING, READERS, UNTIL_ACTIVATED
from dm_tui.providers.alibaba.reading.read_permissions import read_missing_permissions
from dm_tui.providers.alibaba.reading.read_service import read_service_summary, unknown_of_summary
from dm_tui.providers.alibaba.reading.read_site import SiteFinding, find_site, is_for_other_site
from dm_tui.providers.alibaba.reading.reading_context import ReadingContext
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount, PartReading, VerificationState
from dm_tui.providers.alibaba.reading.state_owner import store_identity
from dm_tui.store.state import StateFile, Tables

ONLY_OF_ITS_SITE = (ReadingPart.BALANCE, ReadingPart.PLANS, ReadingPart.ORDERS)
"""The parts that no other site reports."""


class Reading(NamedTuple):
    """What was read of an account: who signs, whether the site is known, and what became of each part.

    `guessed` says that the site follows from the list of products, which no page says it does.
    """

    who: tuple[str, Identity]
    site_known: bool
    guessed: bool
    results: dict[ReadingPart, PartResult]

    @property
    def of_the_wrong_site(self) -> bool:
        """Whether a guessed site refused the account after all."""
        failures = (result.failure for result in self.results.values())
        return self.guessed and any(map(is_for_other_site, failures))


def read_account(
    client: Client,
    state: StateFile,
    now: Callable[[], datetime],
    parts: Collection[ReadingPart],
    *,
    to_send: bool = False,
) -> None:
    """Read these parts and store them in one transaction, once it is clear whose account it is.

    A part that cannot be read is noted as not known. Raises if it is not known who signs: the last reading
    then stays.
    """
    with state.read() as tables:
        record = tables.single(LiveAccount)
        templates = {template.name: template for template in tables.of(Template).all()}
    region = client.region
    reading = _read_parts(client, record, templates, now(), parts, may_guess=True, to_send=to_send)
    if reading.of_the_wrong_site:
        reading = _read_parts(client, record, templates, now(), parts, may_guess=False, to_send=to_send)
    results = reading.results
    if ReadingPart.PERMISSIONS in parts:
        results[ReadingPart.PERMISSIONS] = PartResult(missing=read_missing_permissions(client))
    with state.transaction() as tables:
        store_identity(tables, state, client, *reading.who)
        _store_results(tables, client, results, now())
        if reading.site_known:
            store.change_record(tables, site=client.site)
        if record.site is None and client.region == MAINLAND_REGION != region:
            store.change_record(tables, region=client.region)


def _read_parts(
    client: Client,
    record: LiveAccount,
    templates: Mapping[str, Template],
    now: datetime,
    parts: Collection[ReadingPart],
    *,
    may_guess: bool,
    to_send: bool,
) -> Reading:
    """Read the parts, at the site that bills the account; the first list of products may show which it is."""
    at_once = client.parallel_reads()
    identity = at_once.begin(lambda: read_identity(client))
    context = ReadingContext(client, record, templates, now, at_once)
    listing: Wait[object] | None = None
    if record.site is None and not context.knows_products and not NEED_PRODUCTS.isdisjoint(parts):
        listing = context.begin_listing()
    asked = listing if may_guess else None
    site = at_once.begin(partial(_find_site, client, record, at_once, asked, to_send=to_send))
    waits = {
        part: at_once.begin(partial(_read_part, part, context, site)) for part in READERS if part in parts
    }
    with explain_failures():
        who = identity()
    results = {part: take_result(part, wait) for part, wait in waits.items()}
    try:
        finding = site()
    except CallFailedError:
        finding = SiteFinding(known=False)
    owned = [results[part] for part in ONLY_OF_ITS_SITE if part in results]
    confirmed = not finding.guessed or any(result.failure is None for result in owned)
    return Reading(who, finding.known and confirmed, finding.guessed, results)


def _find_site(
    client: Client, record: LiveAccount, at_once: ParallelReads, asked: Wait[object] | None, *, to_send: bool
) -> SiteFinding:
    if record.site is not None:
        return SiteFinding(known=True)
    return find_site(client, at_once, asked, to_send=to_send)


def read_activation(client: Client, state: StateFile, now: datetime) -> PayAsYouGo:
    """Read whether pay-as-you-go is active, store that and return it."""
    summary = read_service_summary(client)
    keep = partial(store.store_service_summary, summary=summary, now=now)
    result = PartResult(keep, tuple(unknown_of_summary(summary)))
    with state.transaction() as tables:
        _store_results(tables, client, {ReadingPart.SERVICE: result}, now)
        return tables.single(PayAsYouGo)


def store_price(state: StateFile, spec: str, price: Money) -> None:
    """Store the present price of a plan, so that it is shown when the order is confirmed again."""
    with state.transaction() as tables:
        record = tables.single(LiveAccount)
        if record.catalogue is None:
            return
        prices = {plan.spec: plan.price for plan in record.catalogue.plans} | {spec: price}
        store.change_record(tables, catalogue=build_catalogue(prices, record.offers))


def _read_part(part: ReadingPart, context: ReadingContext, site: Wait[SiteFinding]) -> PartResult:
    """Read a part once its region is known: an account of the Chinese site begins in a region of its own."""
    client, record = context.client, context.record
    if part in OF_BILLING or record.site is None:
        finding = site()
        context.balance = finding.balance
        first = finding.known and record.site is None and not record.parts
        chosen = client.region != record.region  # by an option of this program
        if first and client.site is Site.CHINA and not chosen:
            client.region = MAINLAND_REGION
    return READERS[part](context)


def _store_results(
    tables: Tables, client: Client, results: dict[ReadingPart, PartResult], now: datetime
) -> None:
    was_inactive = tables.single(PayAsYouGo).active is False
    for part, result in results.items():
        if result.failure is None:
            result.store(tables)
        elif part is ReadingPart.SERVICE:
            store.forget_service_summary(tables)
        elif part is ReadingPart.STATISTICS:
            store.forget_sent_today(tables)
    record = tables.single(LiveAccount)
    readings = {part: _part_reading(record, part, result, client, now) for part, result in results.items()}
    before = record.parts
    if was_inactive and tables.single(PayAsYouGo).active:  # what was not there yet has to be read again
        before = {part: reading for part, reading in before.items() if part not in UNTIL_ACTIVATED}
    allowed = {ACTIONS[call].permission for call in client.allowed}
    before = {part: reading.with_allowed(allowed) for part, reading in before.items()}
    store.change_record(tables, parts={**before, **readings}, read_at=now)
    unverified = any(result.unverified for result in results.values())
    if unverified and record.verification is not VerificationState.INFERRED:
        store.change_record(tables, verification=VerificationState.DENIED)


def _part_reading(
    record: LiveAccount, part: ReadingPart, result: PartResult, client: Client, now: datetime
) -> PartReading:
    region = "" if part in OF_BILLING else client.region
    before = record.parts.get(part)
    read_at = now if result.failure is None else before.read_at if before else None
    missing = tuple(dict.fromkeys(result.missing))
    return PartReading(at=now, read_at=read_at, unknown=result.unknown, missing=missing, region=region)
