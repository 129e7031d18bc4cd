"""Access, identity verification and internal messages in the shapes that programs rely on."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.account import Identity
from dm_tui.domain.account.prerequisites import Prerequisite
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure, never_reported
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line, Text


class VerifyAnswer(Model):
    """`verify`."""

    verified: dict[str, bool | None]
    unknown: tuple[UnknownFigure, ...] = ()


def unknown_verification(verified: Iterable[bool | None]) -> tuple[UnknownFigure, ...]:
    """Return that no call says whether a region is verified, where that is so."""
    return never_reported(Figure.VERIFICATION, where=None in verified)


class RegionShape(Model):
    """A region by its id and its name, which are never mixed."""

    id: str
    name: str


class RegionState(RegionShape):
    """A region, and whether identity verification is complete for it: null where no call says."""

    verified: bool | None


class RegionAnswer(Model):
    """`region`, `region use`: the region that buys and sends, and every region on sale."""

    region: RegionShape
    regions: tuple[RegionState, ...]
    unknown: tuple[UnknownFigure, ...] = ()


class AccessAnswer(Model):
    """`access`, `access grant`, `access as`.

    `missing` are permissions; `prerequisites` are all there are, met or not.
    """

    identity: Identity
    policies: tuple[str, ...]
    missing: tuple[str, ...]
    prerequisites: tuple[Prerequisite, ...]


class MessageShape(Model):
    """One internal message."""

    id: str
    at: datetime
    subject: Line
    read: bool


class MessageWithText(MessageShape):
    """One internal message with its text."""

    body: Text


class MessagesAnswer(Model):
    """`messages`."""

    messages: tuple[MessageShape, ...]


class MessageAnswer(Model):
    """`messages read`: a list of one."""

    messages: tuple[MessageWithText, ...]
