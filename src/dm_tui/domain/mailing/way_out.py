"""Where mail goes: by a server or the service, or into a folder of this computer."""

from dm_tui.domain.mailing.wording import GOES_BY, GOES_TO_FOLDER, WENT_BY, WENT_TO_FOLDER
from dm_tui.domain.model import Model


class WayOut(Model):
    """The server, the service or the folder, by `name`; `leaves` says whether mail leaves this computer."""

    name: str
    leaves: bool

    @property
    def words_before(self) -> str:
        """Where letters will go."""
        return (GOES_BY if self.leaves else GOES_TO_FOLDER).format(way=self.name)

    @property
    def words_after(self) -> str:
        """Where letters went."""
        return (WENT_BY if self.leaves else WENT_TO_FOLDER).format(way=self.name)
