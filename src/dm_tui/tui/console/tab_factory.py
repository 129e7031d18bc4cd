"""Which tab each key opens; its module is imported when it is first shown."""

from importlib import import_module

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.console_tab import ConsoleTab


def preload_tabs() -> None:
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


def make_tab(pane: str, direct_mail: DirectMail) -> ConsoleTab:
    """Return the face of a tab; what it needs is imported only now."""
    match pane:
        case "plans":
            from dm_tui.tui.console.plans.plans_tab import PlansTab

            return PlansTab(direct_mail)
        case "usage" if direct_mail.facts.vendor_meters:
            from dm_tui.tui.console.usage.live_usage_tab import LiveUsageTab

            return LiveUsageTab(direct_mail)
        case "usage":
            from dm_tui.tui.console.usage.usage_tab import UsageTab

            return UsageTab(direct_mail)
        case "bills":
            from dm_tui.tui.console.bills.bills_tab import BillsTab

            return BillsTab(direct_mail)
        case "senders":
            from dm_tui.tui.console.senders.senders_tab import SendersTab

            return SendersTab(direct_mail)
        case "send":
            from dm_tui.tui.console.send.send_tab import SendTab

            return SendTab(direct_mail)
        case "messages":
            from dm_tui.tui.console.messages_tab import MessagesTab

            return MessagesTab(direct_mail)
        case "advice":
            from dm_tui.tui.console.advice.advice_tab import AdviceTab

            return AdviceTab(direct_mail)
        case "account":
            from dm_tui.tui.console.account.account_tab import AccountTab

            return AccountTab(direct_mail)
        case _:
            from dm_tui.tui.console.overview_tab import OverviewTab

            return OverviewTab(direct_mail)
