"""What the questions of a walk through the wizard share: the draft, saved after every answer, and the dialogue."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.wizard import Draft
from dm_tui.plain.dialogue import Dialogue
from dm_tui.services.direct_mail import DirectMail


def read_account(mail: DirectMail, dialogue: Dialogue) -> None:
    """Read a live account anew; where that fails, say why and go on with what was read before."""
    if mail.prerequisites.sandbox:
        return
    dialogue.say("Asking Alibaba Cloud. Ctrl-C leaves.")
    try:
        mail.connect()
    except DirectMailError as error:
        dialogue.say(f"! {error}")


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
