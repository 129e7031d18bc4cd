"""The sandbox in the shapes that programs rely on."""

from datetime import datetime

from dm_tui.domain.model import Model
from dm_tui.services.sandbox.clock import SandboxEvent


class SandboxAnswer(Model):
    """`sandbox load`, `sandbox advance`, `sandbox reset`."""

    now: datetime
    events: tuple[SandboxEvent, ...] = ()
