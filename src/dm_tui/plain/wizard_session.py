"""What the questions of a walk through the wizard share: the draft, saved after every answer, and the dialogue."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.lines.dialogue import Dialogue
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.patience import wait_with_progress

FIRST_WAIT, LONGEST_WAIT = 8, 64
"""Seconds until somebody is asked again by itself; each wait is twice the one before."""


def refresh_live_account(direct_mail: DirectMail, dialogue: Dialogue) -> None:
    """Read a live account anew; where that fails, say why and go on with what was read before."""
    if not direct_mail.facts.is_remote:
        return
    vendor = direct_mail.facts.vendor_name
    dialogue.say(f"Asking {vendor}. Ctrl-C stops waiting.")
    try:
        wait_with_progress(direct_mail.connect, dialogue.say, vendor)
    except DirectMailError as error:
        dialogue.say(f"! {error}")
    except KeyboardInterrupt:
        dialogue.say("Not waited for: what is said now was read before.")


class WizardSession:
    """One walk. `draft` is what was chosen and typed so far."""

    def __init__(self, direct_mail: DirectMail, dialogue: Dialogue, draft: WizardDraft) -> None:
        self.direct_mail = direct_mail
        self.dialogue = dialogue
        self.draft = draft
        self.say = dialogue.say

    def keep(self, **changes: object) -> None:
        """Change the draft and make it durable; what cannot be saved is still there to be saved later."""
        self.draft = self.draft.model_copy(update=changes)
        self.draft = self.direct_mail.wizard_drafts.save(self.draft)
