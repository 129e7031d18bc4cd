"""What is sent, and to whom: values only, made ready for the wire by `domain.mime`."""

from dm_tui.domain.model import Model


class Content(Model):
    """Subject and bodies, variables such as `{UserName}` still in them. At least one body is not empty."""

    subject: str
    text: str = ""
    html: str = ""


class Recipient(Model):
    """One email address with the values of its template variables, by name."""

    address: str
    variables: dict[str, str] = {}


class Letter(Model):
    """Everything that is the same for all recipients of a mailing.

    `sender` is a sender address, `alias` the name shown beside it. `batch` mail carries List-Unsubscribe.
    """

    sender: str
    content: Content
    alias: str = ""
    reply_to: str = ""
    batch: bool = False
    tag: str = ""
