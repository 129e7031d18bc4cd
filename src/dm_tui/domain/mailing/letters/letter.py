"""A letter: what all recipients of a mailing get, made from a sender address and its content."""

from dm_tui.domain.mailing.letters.attachment import Attachment
from dm_tui.domain.mailing.letters.letter_wording import NO_UNSUBSCRIBE
from dm_tui.domain.model import Model
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.subject_and_body import MailContent, parse_content


class Letter(Model):
    """Everything that is the same for all recipients of a mailing.

    `sender` is a sender address, `alias` the name shown beside it. `batch` mail carries List-Unsubscribe: by
    email, and with one click where `unsubscribe_url` is an https address (RFC 8058); `{EAddr}` in it becomes
    the recipient's own. `track` has the service count opens and clicks under the `tag`. `template` names an
    approved template that the service itself sends to a list of recipients; without one, dm-tui writes each
    message. `attachments` go to everyone; `row_files` are absolute names with variables, of a file for each
    recipient.
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
    attachments: tuple[Attachment, ...] = ()
    row_files: tuple[str, ...] = ()


def make_letter(
    sender: SenderAddress,
    content: MailContent,
    *,
    tag: str = "",
    track: bool = False,
    unsubscribe_url: str = "",
) -> Letter:
    """Return the letter, or refuse content that cannot be sent.

    Mail from a batch address carries List-Unsubscribe; mail from a trigger address does not, so it takes no
    `unsubscribe_url`.
    """
    parsed = parse_content(content.subject, content.text, content.html)
    batch = sender.kind is SenderKind.BATCH
    if unsubscribe_url and not batch:
        raise NO_UNSUBSCRIBE(sender=sender.address)
    return Letter(
        sender=sender.address,
        content=parsed,
        alias=sender.alias,
        reply_to=sender.reply_to,
        batch=batch,
        tag=tag,
        track=track,
        unsubscribe_url=unsubscribe_url,
    )
