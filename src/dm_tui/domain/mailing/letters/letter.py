"""A letter: what all recipients of a mailing get, made from a sender address and its content."""

from dm_tui.domain.mailing.letters.attachment import Attachment
from dm_tui.domain.mailing.letters.letter_wording import (
    LIST_FILLS_NO_MIXTURE,
    NO_UNSUBSCRIBE,
    TEMPLATE_DIFFERS,
    UNKNOWN_TEMPLATE,
)
from dm_tui.domain.model import Model
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.subject_and_body import MailContent, parse_content
from dm_tui.domain.setup.template import Template, require_approved
from dm_tui.domain.setup.variable_check import filled_from_rows, free_variables


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


def require_template_match(template: Template | None, letter: Letter) -> None:
    """Refuse a letter for a list unless it equals the approved template, which is what the service sends."""
    if template is None:
        raise UNKNOWN_TEMPLATE(template=letter.template)
    require_approved(template)
    free, documented = free_variables(template.content), filled_from_rows(template.content)
    if free and documented:  # whether one list may have both is not documented
        mixed = (*documented, *free)
        raise LIST_FILLS_NO_MIXTURE(
            template=template.name, names=", ".join(f"{{{name}}}" for name in mixed[:5])
        )
    if parse_content(template.subject, template.text, template.html) != letter.content:
        raise TEMPLATE_DIFFERS(template=template.name)
