"""What the questions of a walk through the wizard share: the draft, saved after every answer, and the dialogue."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import Draft
from dm_tui.plain.dialogue import Dialogue
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.patience import waited_for

FIRST_WAIT, LONGEST_WAIT = 8, 64
"""Seconds until somebody is asked again by itself; each wait is twice the one before."""


def read_account(mail: DirectMail, dialogue: Dialogue) -> None:
    """Read a live account anew; where that fails, say why and go on with what was read before."""
    if mail.prerequisites.sandbox:
        return
    dialogue.say("Asking Alibaba Cloud. Ctrl-C stops waiting.")
    try:
        waited_for(mail.connect, dialogue.say)
    except DirectMailError as error:
        dialogue.say(f"! {error}")
    except KeyboardInterrupt:
        dialogue.say("Not waited for: what is said now was read before.")


class Walk:
    """One walk. `draft` is what was chosen and typed so far."""

    def __init__(self, mail: DirectMail, dialogue: Dialogue, draft: Draft) -> None:
        self.mail = mail
        self.dialogue = dialogue
        self.draft = draft
        self.say = dialogue.say

    def keep(self, **changes: object) -> None:
        """Change the draft and make it durable; what cannot be saved is still there to be saved later."""
        self.draft = self.draft.model_copy(update=changes)
        self.draft = self.mail.drafts.save(self.draft)
