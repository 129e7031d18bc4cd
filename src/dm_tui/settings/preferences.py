"""What the user chose in the console, kept for one account."""

from typing import ClassVar

from dm_tui.domain.model import Model


class Preferences(Model):
    """Permanent choices of the user, saved in the state file."""

    TABLE: ClassVar[str] = "preferences"

    theme: str = "dm-dark"
    prompt_activation: bool = True  # False once the user answered the prompt with Later
    smtp: str = ""  # as `domain.mailing.smtp_settings` has it, never with a password; empty for the outbox
