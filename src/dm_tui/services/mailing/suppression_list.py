"""The list of addresses that get no mail: seen, searched, added to, taken from, and read from a file."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from dm_tui.domain.lazy_list import LazyList
from dm_tui.domain.mailing import suppressed_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import parse_address_cell
from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.domain.mailing.suppressed import (
    ServiceLists,
    SuppressedAddress,
    SuppressionReason,
    SuppressionSource,
    address_key,
    parse_listed_address,
    says_as_much,
)
from dm_tui.domain.setup.address import is_address
from dm_tui.providers.protocol import Outbound
from dm_tui.services.mailing.suppressed_import import ImportProblem, read_entries
from dm_tui.services.mailing.suppressed_while_sending import move_old_entries, old_entries
from dm_tui.store.state import StateFile
from dm_tui.store.suppression_file import SuppressionFile


class AddResult(NamedTuple):
    """Who is on the list now, how many were before, and what of a file could not be read."""

    added: tuple[SuppressedAddress, ...]
    already: int
    problems: tuple[ImportProblem, ...] = ()
    problems_total: int = 0
    read_as: str = ""


class SuppressedAddresses:
    """The use cases of the list. Adding and taking off are durable when they return."""

    def __init__(self, state: StateFile, now: Callable[[], datetime], outbound: Outbound) -> None:
        self._state, self._now, self._outbound = state, now, outbound
        self._file = SuppressionFile(state)

    def entries(
        self, search: str = "", reason: SuppressionReason | None = None, source: str = ""
    ) -> LazyList[SuppressedAddress]:
        """Return who gets no mail, the newest first, each read when it is needed.

        A `search` finds a text in an address, a reason, a source or a server's words.
        """
        now = self._now()
        with self._state.read() as tables:
            old = [entry for entry in old_entries(tables, now) if self._file.find(entry.key) is None]
        listed = self._file.search(search, source, reason or "", expired_at=now)
        if not (old or source or reason):
            return listed
        matching = [entry for entry in old if search.lower() in f"{entry.address} {entry.reason}".lower()]
        return [
            entry
            for entry in (*listed, *matching)
            if entry.source == (source or entry.source) and entry.reason is (reason or entry.reason)
        ]

    def add(
        self,
        addresses: Iterable[str],
        reason: SuppressionReason = SuppressionReason.SUPPRESSED,
        source: str = SuppressionSource.HAND,
    ) -> AddResult:
        """Put addresses on the list for good; an invalid one is refused before any is added.

        One that is on it for good already stays as it is.
        """
        now = self._now()
        parsed = {address_key(address): address for address in map(parse_listed_address, addresses)}
        if not parsed:
            raise wording.ADD_WHOM()
        return self._put(
            SuppressedAddress(address=address, reason=reason, since=now, source=source)
            for address in parsed.values()
        )

    def put_back(self, entries: Iterable[SuppressedAddress]) -> None:
        """Put entries back that were taken off."""
        self._file.change(entries)

    def remove(self, addresses: Iterable[str]) -> tuple[SuppressedAddress, ...]:
        """Take addresses off the list and return their entries; refuses one that is not on it, before any."""
        self._move_old()
        entries = [self._require(address) for address in map(parse_address_cell, addresses)]
        self._file.change((), [entry.key for entry in entries])
        return tuple(entries)

    def remove_from(self, source: str) -> tuple[SuppressedAddress, ...]:
        """Take off what a mailing or a file put on the list, and return it; refuses where that is nothing."""
        self._move_old()
        entries = tuple(self.entries(source=source))
        if not entries:
            raise wording.NOBODY_FROM_SOURCE(source=source)
        self._file.change((), [entry.key for entry in entries])
        return entries

    def import_file(
        self,
        path: Path,
        reason: SuppressionReason | None = None,
        reading: RecipientsReading = DETECT_ALL,
        *,
        most_problems: int = 1_000,
    ) -> AddResult:
        """Add what a file has: one address a line, a spreadsheet, or JSON that dm-tui exported.

        Its own reasons and dates count; `reason` stands where it has none that is known. Lines that cannot
        be read are listed.
        """
        entries, problems, read_as = read_entries(path, reason, self._now(), reading)
        if not entries and not problems:
            raise wording.FILE_WITHOUT_ADDRESSES(path=path)
        result = self._put(entries)
        return result._replace(
            problems=problems[:most_problems], problems_total=len(problems), read_as=read_as
        )

    def read_service(self) -> ServiceLists:
        """Return the service's own lists of who gets no mail; refuses where it has none. Blocks."""
        lists = self._outbound.read_suppressed()
        if lists is None:
            raise wording.NO_SERVICE_LISTS()
        return lists

    def take_in_service(self) -> tuple[AddResult, ServiceLists]:
        """Add the entries of the service's own lists, those of whole domains apart. Blocks."""
        lists = self.read_service()
        return self._put(entry for entry in lists.entries if is_address(entry.address)), lists

    def lift_at_service(self, address: str) -> str:
        """Take an address off the service's own lists, where these allow it, and return it. Blocks."""
        parsed = parse_address_cell(address)
        self._outbound.lift(parsed)
        return parsed

    def repair(self) -> tuple[int, Path | None] | None:
        """Keep what can be read of a damaged list; return how many that is, and where the damaged file is.

        No path where the list was gone.
        """
        return self._file.repair()

    def _put(self, entries: Iterable[SuppressedAddress]) -> AddResult:
        self._move_old()
        now, listed = self._now(), self._file.keys()
        added: dict[str, SuppressedAddress] = {}
        already = 0
        for entry in entries:
            known = self._file.find(entry.key) if entry.key in listed else None
            if entry.key in added or (known is not None and says_as_much(known, entry, now)):
                already += 1
            else:
                added[entry.key] = entry
        self._file.change(added.values())
        return AddResult(tuple(added.values()), already)

    def _require(self, address: str) -> SuppressedAddress:
        entry = self._file.find(address_key(address))
        if entry is None or not entry.counts_at(self._now()):
            raise wording.NOT_ON_LIST(address=address)
        return entry

    def _move_old(self) -> None:
        with self._state.read() as tables:
            if not old_entries(tables, self._now()):
                return
        with self._state.transaction() as tables:
            move_old_entries(tables, self._file, self._now())
