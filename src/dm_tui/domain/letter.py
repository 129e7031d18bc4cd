"""What is written once for a whole mailing, made of a sender address and what is said."""

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mail import Content, Letter
from dm_tui.domain.sender import SenderAddress, SenderKind
from dm_tui.domain.template import parse_content, require_variables


def make_letter(
    sender: SenderAddress, content: Content, *, tag: str = "", unsubscribe_url: str = ""
) -> Letter:
    """Return the letter, or refuse what cannot be said.

    Mail of a batch address carries List-Unsubscribe; what an event triggers does not, so that it takes no
    `unsubscribe_url`.
    """
    said = parse_content(content.subject, content.text, content.html)
    require_variables(said)
    batch = sender.kind is SenderKind.BATCH
    if unsubscribe_url and not batch:
        raise DirectMailError(
            ErrorKind.USAGE,
            "no-unsubscribe",
            f"{sender.address} is a trigger address: nobody unsubscribes from its mail.",
            "Send from a batch address, or leave out where to unsubscribe.",
        )
    return Letter(
        sender=sender.address,
        content=said,
        alias=sender.alias,
        reply_to=sender.reply_to,
        batch=batch,
        tag=tag,
        unsubscribe_url=unsubscribe_url,
    )
