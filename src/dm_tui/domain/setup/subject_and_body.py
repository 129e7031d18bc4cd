"""A subject with its bodies, as templates and letters have: what each may hold, and how large it may be."""

import re

from dm_tui.domain.model import Model
from dm_tui.domain.setup import template_wording, wording

MAX_SUBJECT_LENGTH = 256
"""Characters of a subject (limits, vendor's SDK); `doubtful_limits` warns earlier."""

MAX_BODY_BYTES = 1_048_576
"""Bytes of text and HTML together in UTF-8: 1 MB (limits); `doubtful_limits` warns earlier."""

_LINE_BREAK = re.compile("[\t-\r]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class MailContent(Model):
    """Subject and bodies, variables such as `{UserName}` still in them. At least one body is not empty."""

    subject: str
    text: str = ""
    html: str = ""

    @property
    def parts(self) -> tuple[str, str, str]:
        """The subject, the text and the HTML."""
        return self.subject, self.text, self.html


def content_parts(content: MailContent) -> tuple[tuple[str, str], ...]:
    """Return the subject and the bodies, each with its name."""
    return (("subject", content.subject), ("text", content.text), ("HTML", content.html))


def parse_content(subject: str, text: str = "", html: str = "") -> MailContent:
    """Return the content of a template or a mailing, or refuse it.

    The subject is one line: a line break or a tab in it becomes a space. Bodies stay the same but for their
    line ends, which become `\\n`. Other control characters are refused with their place: left out, they would
    change what is sent. Directional marks stay: some languages need them.
    """
    subject = _LINE_BREAK.sub(" ", subject.strip())
    content = MailContent(subject=subject, text=_lines(text), html=_lines(html))
    if not content.subject:
        raise template_wording.NO_SUBJECT(example="{UserName}")
    if len(content.subject) > MAX_SUBJECT_LENGTH:
        raise template_wording.SUBJECT_TOO_LONG(length=len(content.subject), most=MAX_SUBJECT_LENGTH)
    if not content.text.strip() and not content.html.strip():
        raise template_wording.NO_BODY()
    for part, body in content_parts(content):
        if (bad := _CONTROL.search(body)) is not None:
            before = body[: bad.start()]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            raise wording.CONTROL_CHARACTER(part=part, line=line, column=column)
    size = len(content.text.encode()) + len(content.html.encode())
    if size > MAX_BODY_BYTES:
        raise template_wording.BODY_TOO_LARGE(size=f"{size:,}", most=f"{MAX_BODY_BYTES:,}")
    return content


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
