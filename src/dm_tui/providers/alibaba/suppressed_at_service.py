"""The service's own lists of who gets no mail: invalid, suppressed by the account, unsubscribed, reported.

The service leaves these out by itself, but takes and counts the mail: to know them before spares the bill.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.mailing.suppressed import (
    ServiceLists,
    SuppressedAddress,
    SuppressionReason,
    SuppressionSource,
    address_key,
)
from dm_tui.domain.mailing.suppressed_wording import NOT_AT_SERVICE, UNSUBSCRIBED_AT_SERVICE
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.failure_wording import explain_failure, explain_failures
from dm_tui.providers.alibaba.api.mail_answers import (
    BlockedAddress,
    BlockPage,
    DoneAnswer,
    InvalidAddress,
    InvalidAddressPage,
    ListedAddress,
    SuppressionList,
)
from dm_tui.providers.alibaba.changes import Change
from dm_tui.providers.alibaba.wording import LIST_TOO_LONG, UNREAD_LIST

INVALID_DAYS = 29
"""Days back that the invalid addresses are asked for: 30 at most (vendor's SDK)."""

PAGE_SIZE, BLOCK_PAGE_SIZE = 100, 500
"""Rows of a page; unsubscribes have 500 at most (vendor's SDK), the others no documented limit."""

MAX_PAGES = 200
"""Pages of one list (our own limit)."""

UNSUBSCRIBED, REPORTED = "UNSUB", "REPORT"
"""The types of what recipients ended (vendor's SDK)."""

_Read = Callable[[Client, datetime], Iterable[SuppressedAddress]]


class _TooLongError(Exception):
    """A list has more pages than are read."""


def read_lists(client: Client, now: datetime) -> ServiceLists:
    """Return all entries, the newest first; what cannot be read is named, and the rest counts.

    Raises DirectMailError where none can be read.
    """
    lists: dict[str, _Read] = {
        "invalid addresses": _read_invalid,
        "suppressed addresses": _read_listed,
        "unsubscribes": _read_unsubscribed,
        "spam reports": _read_reported,
    }
    entries: list[SuppressedAddress] = []
    unread, failures = [], []
    for name, read in lists.items():
        try:
            for entry in read(client, now):
                entries.append(entry)
        except CallFailedError as failure:
            failures.append(failure)
            unread.append(UNREAD_LIST.format(list=name, why=explain_failure(failure).message))
        except _TooLongError:
            unread.append(LIST_TOO_LONG.format(list=name))
    if len(failures) == len(lists):
        raise explain_failure(failures[0])
    entries.sort(key=lambda entry: entry.since.timestamp() if entry.since else 0.0, reverse=True)
    return ServiceLists(tuple(entries), tuple(unread))


def lift(client: Client, now: datetime, address: str) -> None:
    """Take an address off the invalid and the suppressed ones, or refuse where only its owner may."""
    key = address_key(address)
    with explain_failures():
        words = dict.fromkeys((address, key))  # no page says whether a search minds capitals
        invalid = {row.to_address for word in words for row in _invalid_rows(client, now, word)}
        invalid = {spelling for spelling in invalid if address_key(spelling) == key}
        listed = {row.suppression_id: row.address for word in words for row in _listed_rows(client, word)}
        listed = {id: spelling for id, spelling in listed.items() if address_key(spelling) == key}
        if not invalid and not listed:
            blocked = (
                *_blocked_rows(client, UNSUBSCRIBED, address),
                *_blocked_rows(client, REPORTED, address),
            )
            refusal = UNSUBSCRIBED_AT_SERVICE if blocked else NOT_AT_SERVICE
            raise refusal(address=address)
        change = Change(client, address, "taken off the list")
        for spelling in invalid:
            off = partial(_is_valid, client, now, spelling)
            change.make("DeleteInvalidAddress", DoneAnswer, off, to_address=spelling)
        for id, spelling in listed.items():
            off = partial(_is_unlisted, client, id, spelling)
            change.make("RemoveUserSuppression", DoneAnswer, off, suppression_ids=id)


def _is_valid(client: Client, now: datetime, spelling: str) -> bool:
    return all(row.to_address != spelling for row in _invalid_rows(client, now, spelling))


def _is_unlisted(client: Client, id: str, spelling: str) -> bool:
    return all(row.suppression_id != id for row in _listed_rows(client, spelling))


def _read_invalid(client: Client, now: datetime) -> Iterator[SuppressedAddress]:
    for row in _invalid_rows(client, now):
        yield _entry(row.to_address, SuppressionReason.INVALID, row.utc_last_update_time)


def _read_listed(client: Client, now: datetime) -> Iterator[SuppressedAddress]:
    for row in _listed_rows(client):
        yield _entry(row.address, SuppressionReason.SUPPRESSED, row.create_time, row.type)


def _read_unsubscribed(client: Client, now: datetime) -> Iterator[SuppressedAddress]:
    for row in _blocked_rows(client, UNSUBSCRIBED):
        words = f"from {row.sender_email}" if row.sender_email else ""
        yield _entry(row.block_email, SuppressionReason.UNSUBSCRIBED, row.block_time, words)


def _read_reported(client: Client, now: datetime) -> Iterator[SuppressedAddress]:
    for row in _blocked_rows(client, REPORTED):
        words = f"spam report about {row.sender_email}".strip()
        yield _entry(row.block_email, SuppressionReason.SUPPRESSED, row.block_time, words)


def _entry(
    address: str, reason: SuppressionReason, since: datetime | None, words: str = ""
) -> SuppressedAddress:
    source = SuppressionSource.SERVICE
    return SuppressedAddress(address=address, reason=reason, since=since, source=source, words=words)


def _invalid_rows(client: Client, now: datetime, address: str = "") -> Iterator[InvalidAddress]:
    today, start = now.astimezone(BILLING_ZONE), ""
    for _ in range(MAX_PAGES):
        page = client.read(
            Service.MAIL,
            "QueryInvalidAddress",
            InvalidAddressPage,
            start_time=f"{today - timedelta(days=INVALID_DAYS):%Y-%m-%d}",
            end_time=f"{today:%Y-%m-%d}",
            length=PAGE_SIZE,
            next_start=start or None,
            key_word=address or None,
        )
        yield from page.rows
        if not page.rows or page.next_start in ("", start):
            return
        start = page.next_start
    raise _TooLongError


def _listed_rows(client: Client, address: str = "") -> Iterator[ListedAddress]:
    for number in range(1, MAX_PAGES + 1):
        rows = client.read(
            Service.MAIL,
            "ListUserSuppression",
            SuppressionList,
            page_no=number,
            page_size=PAGE_SIZE,
            address=address or None,
        ).rows
        yield from rows
        if len(rows) < PAGE_SIZE:
            return
    raise _TooLongError


def _blocked_rows(client: Client, kind: str, address: str = "") -> Iterator[BlockedAddress]:
    token = ""
    for _ in range(MAX_PAGES):
        page = client.read(
            Service.MAIL,
            "ListBlockSending",
            BlockPage,
            block_type=kind,
            block_email=address or None,
            max_results=BLOCK_PAGE_SIZE,
            next_token=token or None,
        )
        yield from page.rows
        if page.next_token in ("", token):
            return
        token = page.next_token
    raise _TooLongError
