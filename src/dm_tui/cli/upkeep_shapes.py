"""What the commands that see to the installation print with `--json`."""

from datetime import datetime

from dm_tui.domain.model import Model
from dm_tui.services.sandbox import SandboxEvent
from dm_tui.services.upkeep.doctor import Check


class SandboxAnswer(Model):
    """`sandbox load`, `sandbox advance`, `sandbox reset`."""

    now: datetime
    events: tuple[SandboxEvent, ...] = ()


class DoctorAnswer(Model):
    """`doctor`."""

    checks: tuple[Check, ...]


class PathsAnswer(Model):
    """`paths`. `outbox` is where mail goes while no server was chosen; `settings` is never written to."""

    state: str
    backup: str
    lock: str
    mailings: str
    outbox: str
    settings: str


class BackupAnswer(Model):
    """`backup`."""

    file: str
    documents: int


class RestoreAnswer(Model):
    """`restore`. `before` is where the state before it was kept."""

    file: str
    documents: int
    before: str | None
    cancelled_mailings: tuple[str, ...] = ()
