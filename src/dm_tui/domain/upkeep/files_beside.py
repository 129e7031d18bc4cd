"""What the state file knows of files beside it that it cannot hold: how far, or what, each must be."""

from typing import ClassVar

from pydantic import Field

from dm_tui.domain.model import Model

GONE = ""
"""The digest of a list that may be gone."""


class FileEnd(Model):
    """A place in a file whose every line continues a checksum: its bytes, and their checksum."""

    size: int
    checksum: int


class FilesBeside(Model):
    """What must be there. Where a change could end half way there are two: that before it, and that after.

    `suppressed` has the ends that the list of addresses that get no mail must reach, `lists` the digests of
    each kept list of recipients. What nothing is said of counts as it is.
    """

    TABLE: ClassVar[str] = "files_beside"

    suppressed: tuple[FileEnd, ...] = ()
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def with_suppressed(self, *ends: FileEnd) -> "FilesBeside":
        """Return it with the ends of which the list must reach one."""
        return self.model_copy(update={"suppressed": ends})

    def with_list(self, name: str, *digests: str) -> "FilesBeside":
        """Return it with the digests a kept list must have one of; none for a list there need not be."""
        others = {other: known for other, known in self.lists.items() if other != name}
        return self.model_copy(update={"lists": {**others, name: digests} if digests else others})
