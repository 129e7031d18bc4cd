"""Email templates: a subject and bodies with variables, reviewed before a mailing may use them.

draft ─ submit ─▶ pending ─ review ─▶ approved | rejected
  rejected ─ submit ─▶ pending          a rejected template may be submitted again

A variable is a word of letters alone between braces: `{UserName}`. Every other brace is itself, so that style
sheets stay as they are. There is no way to write a known variable literally in text; in HTML `&#123;` does.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import ClassVar, NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.text import Line, clean_line

VARIABLES = ("EAddr", "UserName", "NickName", "Gender", "Birthday", "Mobile")
"""The documented variables (limits)."""

MAX_TEMPLATES = 100
"""Templates of an account (limits)."""

MAX_NAME_LENGTH = 30
"""Characters of a template's name (API reference)."""

MAX_SUBJECT_LENGTH = 256
"""Characters of a subject (limits)."""

MAX_BODY_BYTES = 1_048_576
"""Bytes of text and HTML together in UTF-8: 1 MB (API reference)."""

_VARIABLE = re.compile(r"\{([^\W\d_]+)\}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class TemplateStatus(StrEnum):
    """Where a template stands (limits)."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Template(Model):
    """One template; `id` is its name. `reason` is why it was rejected."""

    TABLE: ClassVar[str] = "templates"

    id: str
    subject: str
    text: str = ""
    html: str = ""
    status: TemplateStatus = TemplateStatus.DRAFT
    reason: Line = ""
    created_at: datetime
    submitted_at: datetime | None = None
    reviewed_at: datetime | None = None

    @property
    def name(self) -> str:
        """The name."""
        return self.id

    @property
    def content(self) -> MailContent:
        """What is sent, its variables still in it."""
        return MailContent(subject=self.subject, text=self.text, html=self.html)


class UnknownVariable(NamedTuple):
    """A variable that there is not, and where its brace stands; line and column count from 1."""

    line: int
    column: int
    name: str


def find_unknown_variables(text: str) -> tuple[UnknownVariable, ...]:
    """Return every variable in `text` that is not documented, in order."""
    return tuple(
        UnknownVariable(number, match.start() + 1, match[1])
        for number, line in enumerate(text.split("\n"), 1)
        for match in _VARIABLE.finditer(line)
        if match[1] not in VARIABLES
    )


def fill_variables(text: str, values: Mapping[str, str], *, html: bool = False) -> str:
    """Return `text` with the documented variables replaced by their values, by nothing where there is none.

    In HTML the values are escaped: a name is text, never markup. What a value brings is not filled again.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in VARIABLES:
            return match[0]
        found = values.get(match[1], "")
        return escape(found) if html else found

    return _VARIABLE.sub(value, text)


def require_known_variables(content: MailContent) -> None:
    """Refuse content with a variable that is not documented, naming it and its place."""
    found = [
        f"{{{clean_line(problem.name, 30)}}} in the {part}, line {problem.line}, column {problem.column}"
        for part, text in _parts(content)
        for problem in find_unknown_variables(text)
    ]
    if found:
        more = f", and {len(found) - 3} more" if len(found) > 3 else ""
        raise DirectMailError(
            ErrorKind.USAGE,
            "unknown-variable",
            f"There is no variable {'; '.join(found[:3])}{more}.",
            f"There are {', '.join(f'{{{name}}}' for name in VARIABLES)}.",
        )


def parse_content(subject: str, text: str = "", html: str = "") -> MailContent:
    """Return what a template or a mailing says, or refuse it.

    The subject is one clean line. Bodies are kept to the letter but for their line ends, which become `\\n`;
    control characters are refused by their place. Directional marks are kept: some languages need them.
    """
    content = MailContent(
        subject=clean_line(subject, 4 * MAX_SUBJECT_LENGTH), text=_lines(text), html=_lines(html)
    )
    if not content.subject:
        raise _usage_error(
            "no-subject", "There is no subject.", "Give one, such as News for {UserName}."
        )
    if len(content.subject) > MAX_SUBJECT_LENGTH:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "subject-too-long",
            f"The subject has {len(content.subject)} characters; {MAX_SUBJECT_LENGTH} are allowed.",
            "Shorten it.",
        )
    if not content.text.strip() and not content.html.strip():
        raise _usage_error(
            "no-body", "There is neither text nor HTML.", "Give at least one of them."
        )
    for part, body in _parts(content):
        if (bad := _CONTROL.search(body)) is not None:
            before = body[: bad.start()]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            raise _usage_error(
                "control-character",
                f"The {part} has a control character in line {line}, column {column}.",
                "Remove it: mail programs would refuse the message or show it wrongly.",
            )
    size = len(content.text.encode()) + len(content.html.encode())
    if size > MAX_BODY_BYTES:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "body-too-large",
            f"Text and HTML have {size:,} bytes; {MAX_BODY_BYTES:,} are allowed.",
            "Leave pictures on a server instead of putting them into the HTML.",
        )
    return content


def parse_template_name(text: str) -> str:
    """Return the name of a template, one clean line, or refuse it."""
    name = clean_line(text, 1_000)
    if not name or name != text.strip(" "):
        raise _usage_error(
            "bad-template-name",
            "The name is empty, or has characters that are not kept.",
            f"Use up to {MAX_NAME_LENGTH} printable characters, such as welcome.",
        )
    if len(name) > MAX_NAME_LENGTH:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "template-name-too-long",
            f"The name has {len(name)} characters; {MAX_NAME_LENGTH} are allowed.",
            "Shorten it.",
        )
    return name


def require_room_for_template(templates: int) -> None:
    """Refuse one more template than an account may have (limits)."""
    if templates >= MAX_TEMPLATES:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "too-many-templates",
            f"The account has {templates} templates; {MAX_TEMPLATES} are allowed.",
            "Remove one that is no longer used: dm-tui templates remove NAME.",
        )


def require_submittable(template: Template) -> None:
    """Refuse to submit what is under review or approved already."""
    if template.status in (TemplateStatus.PENDING, TemplateStatus.APPROVED):
        raise DirectMailError(
            ErrorKind.REFUSED,
            f"template-{template.status}",
            f"Template “{template.name}” is {template.status} already.",
            "There is nothing to do but wait."
            if template.status is TemplateStatus.PENDING
            else "It can be used.",
        )


def change_content(template: Template, content: MailContent) -> Template:
    """Return a template that says something else; what is under review, or approved, stays as it is (inferred).

    A rejected one keeps its reason until it is submitted again.
    """
    if template.status in (TemplateStatus.PENDING, TemplateStatus.APPROVED):
        raise DirectMailError(
            ErrorKind.REFUSED,
            f"template-{template.status}",
            f"Template “{template.name}” is {template.status}: it can no longer be changed.",
            "Add another one under a new name.",
        )
    return template.model_copy(update=content.model_dump())


def require_approved(template: Template) -> None:
    """Raise why a template cannot be sent yet, unless it is approved (3)."""
    if template.status is TemplateStatus.APPROVED:
        return
    because = f": {template.reason}" if template.reason else ""
    raise DirectMailError(
        ErrorKind.NOT_ALLOWED,
        "template-not-approved",
        f"Template “{template.name}” is {template.status}{because}.",
        {
            TemplateStatus.DRAFT: f"Submit it: dm-tui templates submit {template.name}.",
            TemplateStatus.PENDING: "A review takes up to three working days.",
        }.get(template.status, "Remove it, and add one that answers the reason."),
    )


def submit_for_review(template: Template, now: datetime) -> Template:
    """Return the template under review."""
    require_submittable(template)
    update = {
        "status": TemplateStatus.PENDING,
        "reason": "",
        "submitted_at": now,
        "reviewed_at": None,
    }
    return template.model_copy(update=update)


def record_review(template: Template, reason: str, at: datetime) -> Template:
    """Return the template approved, or rejected where there is a reason."""
    status = TemplateStatus.REJECTED if reason else TemplateStatus.APPROVED
    return template.model_copy(
        update={"status": status, "reason": clean_line(reason), "reviewed_at": at}
    )


def _parts(content: MailContent) -> tuple[tuple[str, str], ...]:
    return (("subject", content.subject), ("text", content.text), ("HTML", content.html))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _usage_error(code: str, message: str, hint: str) -> DirectMailError:
    return DirectMailError(ErrorKind.USAGE, code, message, hint)
