"""The list of addresses that get no mail: its rows, and what is known of one."""

from collections.abc import Sequence
from functools import partial

from textual.content import Content

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.dates import show_date, show_known_instant
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.suppressed import SuppressedAddress, address_key
from dm_tui.domain.model import Model
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import SuppressedShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.sort_order import Sort
from dm_tui.tui.screen_text import Part, hanging_fact, lines, muted, text

NOBODY = "Everybody gets mail. Press n to add an address that does not, i to import a list."


def suppressed_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return who gets no mail, the newest first; the list itself searches, as it may be long."""

    def rows(search: str = "") -> LazyList[Row]:
        return MappedList(direct_mail.suppressed.entries(search), _row)

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return SuppressedShape, [SuppressedShape.take(entry) for entry in direct_mail.suppressed.entries()]

    return ListSpec(
        "suppressed",
        (
            Column("Address", flexible=True),
            Column("Reason"),
            Column("Since", spare=True),
            Column("Until", spare=True),
            Column("Source", spare=True, flexible=True),
        ),
        rows,
        shapes,
        NOBODY,
        (Sort.NEWEST, Sort.OLDEST),
        noun="addresses",
        search=rows,
        preview=partial(_preview, direct_mail),
    )


def find_entry(direct_mail: DirectMail, address: str) -> SuppressedAddress | None:
    """Return the entry of an address, None where it was taken off meanwhile."""
    key = address_key(address)
    return next((entry for entry in direct_mail.suppressed.entries(address) if entry.key == key), None)


def since_words(entry: SuppressedAddress) -> str:
    """Return since when an address gets no mail."""
    return show_date(entry.since) if entry.since else NOT_KNOWN


def until_words(entry: SuppressedAddress) -> str:
    """Return until when an address gets no mail."""
    return show_date(entry.until) if entry.until else "for good"


def entry_facts(entry: SuppressedAddress, width: int) -> list[Part]:
    """Return what is known of an entry."""
    facts = {
        "Reason": str(entry.reason),
        "Since": show_known_instant(entry.since),
        "Until": until_words(entry),
        "Source": entry.source,
    }
    if entry.words:
        facts["Server"] = entry.words
    return [
        (entry.address, "bold"),
        "",
        *(hanging_fact(label, value, width) for label, value in facts.items()),
    ]


def _preview(direct_mail: DirectMail, address: str, width: int) -> Content:
    entry = find_entry(direct_mail, address)
    if entry is None:
        return text("")
    return lines([*entry_facts(entry, width), "", muted("Enter takes it off the list.")])


def _row(entry: SuppressedAddress) -> Row:
    cells = (entry.address, str(entry.reason), since_words(entry), until_words(entry), entry.source)
    return Row(entry.address, cells)
