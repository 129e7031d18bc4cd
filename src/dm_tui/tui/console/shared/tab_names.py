"""The tabs of the console, in their order."""

TABS = {
    "overview": "Overview",
    "plans": "Plans",
    "usage": "Usage",
    "bills": "Bills",
    "senders": "Senders",
    "send": "Send",
    "messages": "Messages",
    "advice": "Advice",
    "account": "Account",
}
"""Every tab by its id, with its name. Its key is the number of its place."""

SHORT_TABS = {**TABS, "messages": "Msgs", "account": "Acct"}
"""Their names where there is less room: the same words, two of them abbreviated."""


def tab_key(pane: str) -> str:
    """Return the key that shows a tab."""
    return str(list(TABS).index(pane) + 1)
