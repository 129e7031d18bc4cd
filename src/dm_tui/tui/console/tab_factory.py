"""Makes each tab; the module of a tab is imported when the tab is first shown, for the first frame's sake."""

from collections.abc import Callable
from importlib import import_module

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.console_tab import ConsoleTab

_FACTORIES = {
    "overview": "overview.overview_tab.OverviewTab",
    "plans": "plans.plans_tab.PlansTab",
    "usage": "usage.usage_tab.make_usage_tab",
    "bills": "bills.bills_tab.make_bills_tab",
    "senders": "senders.senders_tab.SendersTab",
    "send": "send.send_tab.SendTab",
    "messages": "messages_tab.MessagesTab",
    "advice": "advice.advice_tab.AdviceTab",
    "account": "account.account_tab.AccountTab",
}
"""The module and the function that makes each tab, by the tab's id."""


def preload_tabs() -> None:
    """Import the modules of all tabs, so that the first key does not wait for them."""
    for pane in _FACTORIES:
        _factory(pane)


def make_tab(pane: str, direct_mail: DirectMail) -> ConsoleTab:
    """Return a new tab; its id is the tab's."""
    tab = _factory(pane)(direct_mail)
    tab.id = pane
    return tab


def _factory(pane: str) -> Callable[[DirectMail], ConsoleTab]:
    module, name = _FACTORIES[pane].rsplit(".", 1)
    factory: Callable[[DirectMail], ConsoleTab] = getattr(import_module(f"dm_tui.tui.console.{module}"), name)
    return factory
