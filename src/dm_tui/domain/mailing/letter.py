"""What is written once for a whole mailing, made of a sender address and what is said."""

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.message import Letter
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.template import (
    Template,
    parse_content,
    require_approved,
    require_known_variables,
)


def make_letter(
    sender: SenderAddress, content: MailContent, *, tag: str = "", unsubscribe_url: str = ""
) -> Letter:
    """Return the letter, or refuse what cannot be said.

    Mail of a batch address carries List-Unsubscribe; what an event triggers does not, so that it takes no
    `unsubscribe_url`.
    """
    said = parse_content(content.subject, content.text, content.html)
    require_known_variables(said)
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


def require_template_match(template: Template | None, letter: Letter) -> None:
    """Refuse a letter that the service is to send by itself, unless it says what the approved template says."""
    if template is None:
        raise DirectMailError(
            ErrorKind.USAGE,
            "unknown-template",
            f"There is no template “{letter.template}”.",
            "List them with dm-tui templates.",
        )
    require_approved(template)
    if parse_content(template.subject, template.text, template.html) != letter.content:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "template-differs",
            f"A list is sent template “{template.name}” as it was approved; this is something else.",
            "Send it without a list, or have another template approved.",
        )
