"""The forms that add addresses that get no mail, or import a list of them, and what came of it."""

from collections.abc import Mapping

from dm_tui.domain.mailing.recipients.address_cell import split_addresses
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading
from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.domain.mailing.suppressed_wording import NOT_READ, added_words
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.suppression_list import AddResult
from dm_tui.settings.places import expand_user_path
from dm_tui.tui.dialogs.form import ChoiceField, Form, TextField

_REASONS = {
    SuppressionReason.UNSUBSCRIBED: "unsubscribed  its owner wants no mail",
    SuppressionReason.SUPPRESSED: "suppressed    you send it none",
    SuppressionReason.INVALID: "invalid       there is no such mailbox",
}

_MAX_FIELD_CHARS = 10_000
"""Characters of pasted addresses: more than one line shows (our own limit)."""


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
        adds=True,
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
        adds=True,
    )


def result_words(result: AddResult) -> str:
    """Return what an addition or an import did, in one line."""
    words = [added_words(len(result.added), result.already, result.problems_total)]
    words += [
        NOT_READ.format(line=problem.line, problem=problem.message) for problem in result.problems[:_FEW]
    ]
    return " ".join(filter(None, (*words, result.read_as)))
