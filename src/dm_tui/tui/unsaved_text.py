"""What the program asks a screen before it ends."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class HoldsUnsavedText(Protocol):
    """A screen on which something is written that is kept nowhere else."""

    def keep(self) -> None:
        """Keep of it what is kept without being asked to; why it cannot be is told."""

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost now."""

    def written(self) -> list[str]:
        """Return what is written, as lines that can be read and copied from."""
