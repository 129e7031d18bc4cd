"""The tag of a mailing, under which the service counts opens and clicks: which ones it takes."""

import json
import re
from base64 import b64encode

from dm_tui.domain.mailing.letters import letter_wording as wording

MAX_TAG = 128
"""Characters of a tag (limits)."""
_TAG = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def tag_header(tag: str, *, track: bool) -> bytes:
    """Return the header that names the tag, with or without tracking of opens and clicks (SMTP tracking)."""
    if len(tag) > MAX_TAG:
        raise wording.TAG_TOO_LONG(length=len(tag), limit=MAX_TAG)
    if not _TAG.fullmatch(tag):
        raise wording.BAD_TAG(limit=MAX_TAG)
    switch = "1" if track else "0"
    settings = {"TagName": tag, "OpenTrace": switch, "LinkTrace": switch}
    return b"X-AliDM-Trace: " + b64encode(json.dumps(settings).encode()) + b"\r\n"
