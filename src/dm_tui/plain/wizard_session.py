"""The state that the wizard's questions share: the dialogue, and the draft, saved after every answer."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.lines.dialogue import Dialogue
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wait_with_progress import wait_with_progress


def refresh_live_account(direct_mail: DirectMail, dialogue: Dialogue) -> None:
    """Read a live account again; if that fails, say why and use the last reading."""
    if not direct_mail.facts.is_remote:
        return
    vendor = direct_mail.facts.vendor_name
    dialogue.say(f"Asking {vendor}. Ctrl-C stops waiting.")
    try:
        wait_with_progress(direct_mail.connect, dialogue.say, vendor)
    except DirectMailError as error:
        dialogue.say(f"! {error}")
    except KeyboardInterrupt:
        dialogue.say("Stopped waiting. The account is shown as last read.")


class WizardSession:
    """One pass through the wizard. `draft` is the user's input so far."""

    def __init__(self, direct_mail: DirectMail, dialogue: Dialogue, draft: WizardDraft) -> None:
        self.direct_mail = direct_mail
        self.dialogue = dialogue
        self.draft = draft
        self.say = dialogue.say

    def save(self, **changes: object) -> None:
        """Change the draft and make it durable; if saving fails, the change is kept for the next attempt."""
        self.draft = self.draft.model_copy(update=changes)
        self.draft = self.direct_mail.wizard_drafts.save(self.draft)
