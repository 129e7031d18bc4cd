"""What the tabs of the console share: each is a face, made when it is first shown."""

from textual.containers import Vertical
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview


class ConsoleTab(Vertical):
    """One tab. `look` shows the present state; it is called when the tab is shown and after every change."""

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__()
        self.direct_mail = direct_mail

    def before_show(self) -> None:
        """Come to the front from behind another tab; `look` may follow."""

    def reload(self, view: Overview) -> None:
        """Read and show the present state; `view` is the account as a whole."""
        raise NotImplementedError

    def page(self, by: int) -> None:
        """Turn a page down (1) or up (-1), where nothing that has the focus does."""

    @property
    def default_focus(self) -> Widget | None:
        """What has the focus when the tab is opened with its key; None leaves it on the tabs."""
        raise NotImplementedError


def masthead_account(direct_mail: DirectMail) -> tuple[str, str, str]:
    """Return what the title line says of the account: its id, its region, sandbox or live."""
    account = direct_mail.prerequisites.account()
    names = {one.id: one.name for one in direct_mail.prerequisites.regions()}
    return account.id, names.get(account.region, account.region), direct_mail.facts.badge
