"""Where a refusal sends you: the field of the composer that has to change."""

from textual.widget import Widget

from dm_tui.tui.widgets.field import Field

FIELD_BY_ERROR_CODE = {
    "attachment-name": "attach",
    "attachment-outside": "attach",
    "attachment-unreadable": "attach",
    "attachments-too-large": "attach",
    "no-attachments-this-way": "attach",
    "rows-without-files": "attach",
    "too-many-attachments": "attach",
    "bad-schedule": "schedule",
    "bad-tag": "tag",
    "bad-unsubscribe-url": "unsubscribe",
    "no-subject": "subject",
    "subject-too-long": "subject",
    "tag-too-long": "tag",
    "tracking-needs-tag": "tag",
}
"""The field to fix, by the code of the error; all other errors are about the message."""

CODES_OF_LETTER = ("unknown-variable", "variable-misplaced", "default-has-markup")
"""Errors found when the recipients are read that only another text fixes."""

FIELD_BY_PART = {"subject": "subject", "name of the attachment": "attach"}
"""The field of the part of a letter that such an error names; that of all other parts is the text."""


def go_to_field(widget: Widget) -> None:
    """Give it the focus where it is shown, with nothing selected: all of a line is seldom wrong."""
    if isinstance(widget, Field) and widget.display:
        widget.correct()
    elif widget.display:
        widget.focus()
