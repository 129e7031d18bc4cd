"""A letter and its recipients: values only; `mime` turns them into bytes for the wire."""

import re

from dm_tui.domain.model import Model
from dm_tui.domain.setup.content import MailContent

_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", re.ASCII)


class Recipient(Model):
    """One email address with the values of its template variables, by name."""

    address: str
    variables: dict[str, str] = {}


class Letter(Model):
    """Everything that is the same for all recipients of a mailing.

    `sender` is a sender address, `alias` the name shown beside it. `batch` mail carries List-Unsubscribe: by
    email, and with one click where `unsubscribe_url` is an https address (RFC 8058); `{EAddr}` in it becomes
    the recipient's own. `track` has the service count opens and clicks under the `tag`. `template` names an approved template that the service itself sends to a list of recipients;
    without one, dm-tui writes each message.
    """

    sender: str
    content: MailContent
    alias: str = ""
    reply_to: str = ""
    batch: bool = False
    tag: str = ""
    track: bool = False
    unsubscribe_url: str = ""
    template: str = ""


def require_message_id(id: str) -> str:
    """Return the id of a message, or raise ValueError: it goes into a header and into the name of a file.

    At most 128 of `[A-Za-z0-9_-]`, single dots between them.
    """
    if len(id) > 128 or not _ID.fullmatch(id):
        raise ValueError(f"not the id of a message: {id!r}")
    return id
