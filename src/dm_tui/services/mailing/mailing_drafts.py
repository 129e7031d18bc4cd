"""The drafts of mailings: saved while they are typed, restored at the next start, turned into letters."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dm_tui.domain.draft_size import require_draft_size
from dm_tui.domain.mailing.letters.letter import Letter, make_letter
from dm_tui.domain.mailing.letters.letter_wording import DRAFT_GONE, MAILING_DRAFT_TOO_LARGE
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.template import require_approved
from dm_tui.services.mailing.attachments import attachments_named
from dm_tui.store.drafts import all_drafts, drop_draft, find_draft, put_draft
from dm_tui.store.state import StateFile, Tables

if TYPE_CHECKING:
    from dm_tui.services.setup.senders import Senders
    from dm_tui.services.setup.templates import Templates


class MailingDrafts:
    """Keeps each draft under its id, so that two consoles that write never take each other's letter.

    The one without an id is what the next mailing begins with; older versions had their only draft there.
    `tokens` returns new ids. `Sending.create` drops a draft in the transaction that creates its mailing.
    """

    def __init__(
        self, state: StateFile, senders: "Senders", templates: "Templates", tokens: Callable[[], str]
    ) -> None:
        self._state = state
        self._senders = senders
        self._templates = templates
        self._tokens = tokens

    def all(self) -> tuple[MailingDraft, ...]:
        """Return the drafts that are not empty, the newest first."""
        with self._state.read() as tables:
            return all_drafts(tables, MailingDraft)

    def load(self) -> MailingDraft:
        """Return the newest draft, or an empty one."""
        with self._state.read() as tables:
            return next(iter(all_drafts(tables, MailingDraft)), None) or tables.single(MailingDraft)

    def begin(self) -> MailingDraft:
        """Return a new draft, with the choices of the last mailing."""
        with self._state.read() as tables:
            choices = tables.single(MailingDraft).next_draft
        return choices.model_copy(update={"id": self._tokens()})

    def save(self, draft: MailingDraft, before: MailingDraft | None = None) -> MailingDraft:
        """Save a draft durably and return it, or refuse one that is too large; the last save then stays.

        `before` is what was read or saved of it last. Where another program has changed it since, or sent or
        discarded it, this one is saved under an id of its own, and that one is returned. An empty draft is
        dropped.
        """
        require_draft_size(draft, MAILING_DRAFT_TOO_LARGE)
        with self._state.transaction() as tables:
            return put_draft(tables, draft, before, self._tokens(), draft.next_draft)

    def letter(self, draft: MailingDraft) -> Letter:
        """Return the letter of a draft, or refuse one that cannot be sent.

        The unsubscribe address stays but is not used while the sender is a trigger address.
        """
        content = MailContent(subject=draft.subject, text=draft.text)
        if draft.markdown and not draft.template:
            from dm_tui.domain.mailing.letters.markdown import markdown_letter

            content = markdown_letter(content)
        if draft.template:
            template = self._templates.show(draft.template)
            require_approved(template)
            content = template.content
        sender = self._senders.show(draft.sender)
        url = draft.unsubscribe_url if sender.kind is SenderKind.BATCH else ""
        letter = make_letter(sender, content, tag=draft.tag, track=draft.track, unsubscribe_url=url)
        return letter.model_copy(update=attachments_named(draft.attached_names))


def drop_sent_draft(tables: Tables, id: str) -> None:
    """Drop the draft that becomes a mailing; where another program has sent or discarded it, refuse."""
    draft = find_draft(tables, MailingDraft, id)
    if draft is None:
        raise DRAFT_GONE()
    drop_draft(tables, draft, draft.next_draft)
