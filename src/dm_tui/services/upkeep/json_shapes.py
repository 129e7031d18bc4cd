"""Checks, files and backups in the shapes that programs rely on."""

from dm_tui.services.json_shape import JsonShape
from dm_tui.services.upkeep.doctor import Check


class DoctorAnswer(JsonShape):
    """`doctor`."""

    checks: tuple[Check, ...]


class PathsAnswer(JsonShape):
    """`paths`. Mail goes to `outbox` while no server is chosen; the program never writes to `settings`."""

    state: str
    backup: str
    lock: str
    mailings: str
    outbox: str
    settings: str


class BackupAnswer(JsonShape):
    """`backup`."""

    file: str
    documents: int


class RestoreAnswer(JsonShape):
    """`restore`. `before` is the backup of what was there before."""

    file: str
    documents: int
    before: str | None
    cancelled_mailings: tuple[str, ...] = ()
