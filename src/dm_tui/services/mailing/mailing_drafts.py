"""The mailing that is being written: kept while it is typed, found again at the next start, made a letter."""

from typing import TYPE_CHECKING

from dm_tui.domain.mailing.letter import make_letter
from dm_tui.domain.mailing.mailing_draft import MailingDraft, require_draft_size
from dm_tui.domain.mailing.message import Letter
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.domain.setup.template import require_approved
from dm_tui.store.state import StateFile

if TYPE_CHECKING:
    from dm_tui.services.setup.senders import Senders
    from dm_tui.services.setup.templates import Templates


class MailingDrafts:
    """Keeps one composition. Making the mailing forgets it in the same change (`Sending.create`)."""

    def __init__(self, state: StateFile, senders: "Senders", templates: "Templates") -> None:
        self._state = state
        self._senders = senders
        self._templates = templates

    def kept(self) -> MailingDraft:
        """Return what was typed last, or an empty one."""
        with self._state.read() as tables:
            return tables.single(MailingDraft)

    def keep(self, composition: MailingDraft) -> None:
        """Make it durable, or refuse what is too long; what was kept before then stays."""
        require_draft_size(composition, "Send")
        with self._state.transaction() as tables:
            tables.put_single(composition)

    def letter(self, composition: MailingDraft) -> Letter:
        """Return the letter it makes, or refuse what cannot be sent.

        Where one unsubscribes waits until it is from a batch address again.
        """
        content = MailContent(subject=composition.subject, text=composition.text)
        if composition.template:
            template = self._templates.show(composition.template)
            require_approved(template)
            content = template.content
        sender = self._senders.show(composition.sender)
        batch = sender.kind is SenderKind.BATCH
        url = composition.unsubscribe_url if batch else ""
        return make_letter(sender, content, tag=composition.tag, unsubscribe_url=url)
