"""What the tabs of the console share: each is a face, made when it is first shown."""

from importlib import import_module

from textual.containers import Vertical
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.views import Overview


class Face(Vertical):
    """One tab. `look` shows the present state; it is called when the tab is shown and after every change."""

    def __init__(self, mail: DirectMail) -> None:
        super().__init__()
        self.mail = mail

    def enter(self) -> None:
        """Come to the front from behind another tab; `look` may follow."""

    def look(self, view: Overview) -> None:
        """Read and show the present state; `view` is the account as a whole."""
        raise NotImplementedError

    def page(self, by: int) -> None:
        """Turn a page down (1) or up (-1), where nothing that has the focus does."""

    @property
    def home(self) -> Widget | None:
        """What has the focus when the tab is opened with its key; None leaves it on the tabs."""
        raise NotImplementedError


def whose(mail: DirectMail) -> tuple[str, str, str]:
    """Return what the title line says of the account: its id, its region, sandbox or live."""
    account = mail.prerequisites.account()
    names = {one.id: one.name for one in mail.prerequisites.regions()}
    return account.id, names.get(account.region, account.region), mail.prerequisites.kind


def preload() -> None:
    """Import what the tabs need, so that the first key does not wait for it."""
    for name in (
        "purchases",
        "usage",
        "bills",
        "senders",
        "mailings",
        "inbox",
        "advice",
        "account",
    ):
        import_module(f"dm_tui.tui.console.{name}")


def face_for(pane: str, mail: DirectMail) -> Face:
    """Return the face of a tab; what it needs is imported only now."""
    match pane:
        case "plans":
            from dm_tui.tui.console.purchases import Purchases

            return Purchases(mail)
        case "usage" if not mail.prerequisites.sandbox:
            from dm_tui.tui.console.statistics import Statistics

            return Statistics(mail)
        case "usage":
            from dm_tui.tui.console.usage import Usage

            return Usage(mail)
        case "bills":
            from dm_tui.tui.console.bills import Bills

            return Bills(mail)
        case "senders":
            from dm_tui.tui.console.senders import Senders

            return Senders(mail)
        case "send":
            from dm_tui.tui.console.mailings import Mailings

            return Mailings(mail)
        case "messages":
            from dm_tui.tui.console.inbox import Inbox

            return Inbox(mail)
        case "advice":
            from dm_tui.tui.console.advice import Advice

            return Advice(mail)
        case "account":
            from dm_tui.tui.console.account import Account

            return Account(mail)
        case _:
            from dm_tui.tui.console.overview import OverviewFace

            return OverviewFace(mail)
