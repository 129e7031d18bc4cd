"""The draft of a mailing: saved while it is typed, restored at the next start, turned into a letter."""

from typing import TYPE_CHECKING

from dm_tui.domain.mailing.letter import Letter, make_letter
from dm_tui.domain.mailing.letter_wording import MAILING_DRAFT_TOO_LARGE
from dm_tui.domain.mailing.mailing_draft import MailingDraft, require_draft_size
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.domain.setup.template import require_approved
from dm_tui.store.state import StateFile

if TYPE_CHECKING:
    from dm_tui.services.setup.senders import Senders
    from dm_tui.services.setup.templates import Templates


class MailingDrafts:
    """Saves one draft. `Sending.create` clears it in the transaction that creates the mailing."""

    def __init__(self, state: StateFile, senders: "Senders", templates: "Templates") -> None:
        self._state = state
        self._senders = senders
        self._templates = templates

    def load(self) -> MailingDraft:
        """Return the saved draft, or an empty one."""
        with self._state.read() as tables:
            return tables.single(MailingDraft)

    def save(self, draft: MailingDraft) -> None:
        """Save the draft durably, or refuse one that is too large; the one saved before then stays."""
        require_draft_size(draft, MAILING_DRAFT_TOO_LARGE)
        with self._state.transaction() as tables:
            tables.put_single(draft)

    def letter(self, draft: MailingDraft) -> Letter:
        """Return the letter of a draft, or refuse one that cannot be sent.

        The unsubscribe address stays but is not used while the sender is a trigger address.
        """
        content = MailContent(subject=draft.subject, text=draft.text)
        if draft.template:
            template = self._templates.show(draft.template)
            require_approved(template)
            content = template.content
        sender = self._senders.show(draft.sender)
        url = draft.unsubscribe_url if sender.kind is SenderKind.BATCH else ""
        return make_letter(sender, content, tag=draft.tag, track=draft.track, unsubscribe_url=url)
