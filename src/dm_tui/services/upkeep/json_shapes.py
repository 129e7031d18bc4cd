"""Checks, files and backups in the shapes that programs rely on."""

from dm_tui.domain.model import Model
from dm_tui.services.upkeep.doctor import Check


class DoctorAnswer(Model):
    """`doctor`."""

    checks: tuple[Check, ...]


class BundleAnswer(Model):
    """`doctor --bundle`: the file, and its lines."""

    file: str
    lines: tuple[str, ...]


class PathsAnswer(Model):
    """`paths`. Mail goes to `outbox` while no server is chosen; the program never writes to `settings`.

    `docs` has the pages that help and errors name, null where an installation left them out.
    """

    state: str
    backup: str
    lock: str
    mailings: str
    lists: str
    suppressed: str
    outbox: str
    settings: str
    docs: str | None


class ProfileShape(Model):
    """A profile: what its section says, and the state file that follows.

    `region` is empty where the account's own is used, `credentials` where the vendor's SDK finds them.
    """

    name: str
    provider: str
    credentials: str
    region: str
    state: str
    in_use: bool


class ProfilesAnswer(Model):
    """`profiles`, and the settings file that has them."""

    profiles: tuple[ProfileShape, ...]
    settings: str


class BackupAnswer(Model):
    """`backup`."""

    file: str
    documents: int


class RestoreAnswer(Model):
    """`restore`. `before` is the backup of what was there before."""

    file: str
    documents: int
    before: str | None
    cancelled_mailings: tuple[str, ...] = ()


class AsideShape(Model):
    """Files that were set aside: the state file among them, why, and whether you said that you saw it."""

    file: str
    kind: str
    notice: str
    seen: bool


class AsidesAnswer(Model):
    """`restore` without a file: what was set aside; `backup` is good where the state cannot be read."""

    set_aside: tuple[AsideShape, ...]
    backup: str | None = None
