"""Making the letter of a mailing from a sender address and its content."""

from dm_tui.domain.mailing.letter_wording import NO_UNSUBSCRIBE, TEMPLATE_DIFFERS, UNKNOWN_TEMPLATE
from dm_tui.domain.mailing.message import Letter
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.template import Template, parse_content, require_approved, require_known_variables


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
    require_known_variables(parsed)
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
    if parse_content(template.subject, template.text, template.html) != letter.content:
        raise TEMPLATE_DIFFERS(template=template.name)
