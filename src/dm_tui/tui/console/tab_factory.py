"""Which tab each key opens; its module is imported when it is first shown."""

from importlib import import_module

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab import Face


def preload() -> None:
    """Import what the tabs need, so that the first key does not wait for it."""
    for name in (
        "plans.plans_tab",
        "usage.usage_tab",
        "bills.bills_tab",
        "senders.senders_tab",
        "send.send_tab",
        "messages_tab",
        "advice.advice_tab",
        "account.account_tab",
    ):
        import_module(f"dm_tui.tui.console.{name}")


def face_for(pane: str, mail: DirectMail) -> Face:
    """Return the face of a tab; what it needs is imported only now."""
    match pane:
        case "plans":
            from dm_tui.tui.console.plans.plans_tab import Purchases

            return Purchases(mail)
        case "usage" if not mail.prerequisites.sandbox:
            from dm_tui.tui.console.usage.live_usage_tab import Statistics

            return Statistics(mail)
        case "usage":
            from dm_tui.tui.console.usage.usage_tab import Usage

            return Usage(mail)
        case "bills":
            from dm_tui.tui.console.bills.bills_tab import Bills

            return Bills(mail)
        case "senders":
            from dm_tui.tui.console.senders.senders_tab import Senders

            return Senders(mail)
        case "send":
            from dm_tui.tui.console.send.send_tab import Mailings

            return Mailings(mail)
        case "messages":
            from dm_tui.tui.console.messages_tab import Inbox

            return Inbox(mail)
        case "advice":
            from dm_tui.tui.console.advice.advice_tab import Advice

            return Advice(mail)
        case "account":
            from dm_tui.tui.console.account.account_tab import Account

            return Account(mail)
        case _:
            from dm_tui.tui.console.overview_tab import OverviewFace

            return OverviewFace(mail)
