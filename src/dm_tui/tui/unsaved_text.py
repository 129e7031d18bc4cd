"""What a screen with unsaved text offers the program before it ends."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class HoldsUnsavedText(Protocol):
    """A screen with text that may be saved nowhere else."""

    def keep(self) -> None:
        """Save the draft, or show why it cannot be saved."""

    @property
    def unsaved(self) -> bool:
        """Whether text would be lost now."""

    @property
    def begun(self) -> bool:
        """Whether anything is written, saved or not."""

    def written(self) -> list[str]:
        """Return the text as lines to read and copy from."""
