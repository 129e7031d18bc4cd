"""The list of addresses that get no mail: its rows, and the forms that add to it."""

from collections.abc import Mapping, Sequence
from functools import partial

from textual.content import Content

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.dates import show_date, show_known_instant
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.recipients.address_cell import split_addresses
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason, address_key
from dm_tui.domain.mailing.suppressed_wording import NOT_READ, added_words
from dm_tui.domain.model import Model
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import SuppressedShape
from dm_tui.services.mailing.suppressed import AddResult
from dm_tui.settings.places import expand_user_path
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.sort_order import Sort
from dm_tui.tui.dialogs.form import ChoiceField, Form, TextField
from dm_tui.tui.screen_text import Part, hanging_fact, lines, muted, text

NOBODY = "Everybody gets mail. Press n to add an address that does not, i to import a list."

_REASONS = {
    SuppressionReason.UNSUBSCRIBED: "unsubscribed  its owner wants no mail",
    SuppressionReason.SUPPRESSED: "suppressed    you send it none",
    SuppressionReason.INVALID: "invalid       there is no such mailbox",
}
_MAX_FIELD_CHARS = 10_000
"""Characters of pasted addresses: more than one line shows (our own limit)."""


def suppressed_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return who gets no mail, the newest first; the list itself searches, as it may be long."""

    def rows(search: str = "") -> LazyList[Row]:
        return MappedList(direct_mail.suppressed.entries(search), _row)

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return SuppressedShape, [SuppressedShape.take(entry) for entry in direct_mail.suppressed.entries()]

    return ListSpec(
        "suppressed",
        (
            Column("Address"),
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


def add_form(direct_mail: DirectMail) -> Form[AddResult]:
    """Return the form that puts addresses on the list."""

    def add(values: Mapping[str, str]) -> AddResult:
        addresses = split_addresses(values["suppressed-addresses"])
        return direct_mail.suppressed.add(addresses, SuppressionReason(values["suppressed-reason"]))

    return Form(
        "new-suppressed",
        "Who gets no mail?",
        ["Mailings leave these addresses out, unbilled, and say how many."],
        [
            TextField(
                "suppressed-addresses",
                "Addresses",
                "ada@example.com, bob@example.com",
                limit=_MAX_FIELD_CHARS,
                whole=True,
            ),
            ChoiceField("suppressed-reason", list(_REASONS.items())),
        ],
        "Add",
        add,
    )


_FEW = 2
"""Problems of a file that are listed; the others are counted."""


def import_form(direct_mail: DirectMail) -> Form[AddResult]:
    """Return the form that imports a list."""

    def read(values: Mapping[str, str]) -> AddResult:
        path = expand_user_path(values["suppressed-file"])
        reading = RecipientsReading(sheet=values["suppressed-sheet"])
        reason = SuppressionReason(values["suppressed-reason"])
        return direct_mail.suppressed.import_file(path, reason, reading)

    return Form(
        "import-suppressed",
        "Import who gets no mail",
        [
            "One address a line, a spreadsheet, or JSON. Reasons and dates in it count; where it has none, this reason does."
        ],
        [
            TextField("suppressed-file", "File", "unsubscribed.csv", limit=_MAX_FIELD_CHARS),
            TextField("suppressed-sheet", "Sheet of a workbook, if several have addresses"),
            ChoiceField("suppressed-reason", list(_REASONS.items())),
        ],
        "Import",
        read,
    )


def find_entry(direct_mail: DirectMail, address: str) -> SuppressedAddress | None:
    """Return the entry of an address, None where it was taken off meanwhile."""
    key = address_key(address)
    return next((entry for entry in direct_mail.suppressed.entries(address) if entry.key == key), None)


def result_words(result: AddResult) -> str:
    """Return what an addition or an import did, in one line."""
    words = [added_words(len(result.added), result.already, result.problems_total)]
    words += [
        NOT_READ.format(line=problem.line, problem=problem.message) for problem in result.problems[:_FEW]
    ]
    return " ".join(filter(None, (*words, result.read_as)))


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
