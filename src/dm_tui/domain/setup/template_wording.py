"""The sentences about templates: their names, their states, and what they may contain.

`review_wording` has what a reviewer may object to. A note behind a variable names its place.
"""

from dm_tui.domain.errors import ErrorKind

UNKNOWN_TEMPLATE = ErrorKind.USAGE.text(
    "unknown-template", "There is no template “{template}”.", "List them with dm-tui templates."
)
KEPT_AS_DRAFT = "It is saved here as a draft: dm-tui templates submit {template}."
TEMPLATE_EXISTS = ErrorKind.REFUSED.text(
    "template-exists",
    "There is already a template “{template}”.",
    "Choose another name, or remove it: dm-tui templates remove {template}.",
)
TOO_MANY_TEMPLATES = ErrorKind.REFUSED.text(
    "too-many-templates",
    "The account has {count} templates; {most} are allowed.",
    "Remove one that you no longer use: dm-tui templates remove NAME.",
)
BAD_TEMPLATE_NAME = ErrorKind.USAGE.text(
    "bad-template-name",
    "The name is empty, or has characters that cannot be saved.",
    "Use up to {most} printable characters, such as welcome.",
)
TEMPLATE_NAME_TOO_LONG = ErrorKind.REFUSED.text(
    "template-name-too-long", "The name has {length} characters; {most} are allowed.", "Shorten it."
)
TEMPLATE_PENDING = ErrorKind.REFUSED.text(
    "template-pending", "Template “{template}” is already pending.", "Wait for the review."
)
TEMPLATE_APPROVED = ErrorKind.REFUSED.text(
    "template-approved", "Template “{template}” is already approved.", "You can use it."
)
TEMPLATE_UNCHANGED = ErrorKind.REFUSED.text(
    "template-unchanged",
    "Template “{template}” has no changes: it stays approved.",
    "Change its subject, its text or its HTML.",
)
TEMPLATE_NOT_AT_SERVICE = ErrorKind.REFUSED.text(
    "template-not-submitted",
    "The service does not have template “{template}” yet, so it cannot send it.",
    "Submit it first: dm-tui templates submit “{template}”",
)
TEMPLATE_FIXED = {
    "pending": ErrorKind.REFUSED.text(
        "template-pending",
        "Template “{template}” is pending: you cannot change it during its review.",
        "Wait for the review, or add another one under a new name.",
    ),
    "approved": ErrorKind.REFUSED.text(
        "template-approved",
        "Template “{template}” is approved: a change cannot be a draft, it goes into review at once.",
        "Submit the change; no mailing can use the template until it is approved again.",
    ),
}
"""By the status that keeps the content from changing."""
REVIEW_DURATION = "a review takes up to three working days, or two hours in the sandbox."
"""How long a review takes (vendor's limits)."""

TEMPLATE_NOT_APPROVED = {
    status: ErrorKind.NOT_ALLOWED.text("template-not-approved", message, hint)
    for status, message, hint in (
        ("draft", "Template “{template}” is a draft.", "Submit it: dm-tui templates submit {template}."),
        ("pending", "Template “{template}” is pending.", "A review takes up to three working days."),
        (
            "rejected",
            "Template “{template}” is rejected: {reason}",
            "Remove it, and add one without the problem.",
        ),
    )
}
"""By the status of the template."""

NO_SUBJECT = ErrorKind.USAGE.text(
    "no-subject", "There is no subject.", "Give one, such as News for {example}."
)
SUBJECT_TOO_LONG = ErrorKind.REFUSED.text(
    "subject-too-long", "The subject has {length} characters; {most} are allowed.", "Shorten it."
)
NO_BODY = ErrorKind.USAGE.text("no-body", "There is neither text nor HTML.", "Give at least one of them.")
BODY_TOO_LARGE = ErrorKind.REFUSED.text(
    "body-too-large",
    "Text and HTML have {size} bytes; {most} are allowed.",
    "Host images on a server instead of embedding them in the HTML.",
)
UNKNOWN_VARIABLE = ErrorKind.USAGE.text(
    "unknown-variable",
    "There is no variable {variables}.",
    "The variables are {known}. Write each exactly like that; {{Name|friend}} has a default for readers without a value.",
)
VARIABLE_MISPLACED = ErrorKind.USAGE.text(
    "variable-misplaced",
    "A value could break out of its place: {variables}.",
    "Put the variable into text, or into an attribute with quotes.",
)
DEFAULT_HAS_MARKUP = ErrorKind.USAGE.text(
    "default-has-markup",
    "A default is plain text, so readers would see its markup: {variables}.",
    "Put the markup around the variable: <b>{{Name|friend}}</b>.",
)
TOO_MANY_VARIABLES = ErrorKind.REFUSED.text(
    "too-many-variables",
    "The template has {count} variables of its own; {most} are allowed.",
    "Use fewer of them.",
)
VARIABLE_PLACE = "{written} in the {part}, line {line}, column {column}"
WRITE_INSTEAD = " (write {{{name}}})"
FOREIGN_FORM = " (the form of another program: a variable is {Name})"
DEFAULT_IS_TEXT = " (its default has markup: put it around the variable)"
SERVICE_HAS_NO_DEFAULT = " (the service fills templates, and knows no defaults)"
NO_VALUE_HERE = {
    "UNQUOTED": " (put quotes around the value of the attribute)",
    "TAG": " (a value cannot stand in a tag outside a quoted attribute)",
    "SCRIPT": " (a value cannot stand in a script)",
    "STYLE_SHEET": " (a value cannot stand in a style sheet)",
}
"""By the place."""


def review_message(template: str, status: str, reason: str) -> tuple[str, str]:
    """Return subject and body of the inbox message about the end of a review."""
    subject = f"Template “{template}” is {status}"
    return subject, f"The reason: {reason}" if status == "rejected" else "You can use it now."
