"""Limits with two figures on the vendor's pages: beyond the larger you are refused, between them warned."""

import re
from collections.abc import Iterator

from dm_tui.domain.setup import wording
from dm_tui.domain.setup.subject_and_body import MailContent

MIN_SUBJECT_LIMIT = 100
"""Characters of a subject (pages of 2025 and 2026; the vendor's SDK: 256)."""

MIN_BODY_LIMIT = 80 * 1024
"""Bytes of text and HTML together (vendor's SDK, parameters in the address; other pages: 1 MB)."""

MIN_ALIAS_LIMIT = 14
"""Characters of a sender address's name (pages of 2025 and 2026: fewer than 15; the vendor's SDK: 15)."""

_TAG = re.compile(r"[A-Za-z0-9]{1,50}", re.ASCII)
"""A tag as the older page of CreateTag wants it.

The newer page allows underscores too, the one about sending also hyphens; both allow 128 characters.
"""


def content_doubts(content: MailContent) -> Iterator[str]:
    """Yield what some of the vendor's pages do not allow in a subject or in the bodies."""
    if (length := len(content.subject)) > MIN_SUBJECT_LIMIT:
        yield wording.DOUBTFUL_SUBJECT.format(length=length, most=MIN_SUBJECT_LIMIT)
    size = len(content.text.encode()) + len(content.html.encode())
    if size > MIN_BODY_LIMIT:
        yield wording.DOUBTFUL_BODY.format(size=size, most=MIN_BODY_LIMIT)


def alias_doubts(alias: str) -> Iterator[str]:
    """Yield what some of the vendor's pages do not allow in the name beside a sender address."""
    if len(alias) > MIN_ALIAS_LIMIT:
        yield wording.DOUBTFUL_ALIAS.format(length=len(alias), most=MIN_ALIAS_LIMIT)


def tag_doubts(tag: str) -> Iterator[str]:
    """Yield what some of the vendor's pages do not allow in a tag."""
    if tag and not _TAG.fullmatch(tag):
        yield wording.DOUBTFUL_TAG
