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

SHORT_TABS = {**TABS, "overview": "Home", "messages": "News"}
"""Their names where there is less room: words, not parts of words."""


def tab_key(pane: str) -> str:
    """Return the key that shows a tab."""
    return str(list(TABS).index(pane) + 1)
