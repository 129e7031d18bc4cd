"""What is written once for a whole mailing, made of a sender address and what is said."""

from dm_tui.domain.mail import Content, Letter
from dm_tui.domain.sender import SenderAddress, SenderKind
from dm_tui.domain.template import parse_content, require_variables


def make_letter(sender: SenderAddress, content: Content) -> Letter:
    """Return the letter, or refuse what cannot be said.

    Mail of a batch address carries List-Unsubscribe; what an event triggers does not.
    """
    said = parse_content(content.subject, content.text, content.html)
    require_variables(said)
    return Letter(
        sender=sender.address,
        content=said,
        alias=sender.alias,
        reply_to=sender.reply_to,
        batch=sender.kind is SenderKind.BATCH,
    )
