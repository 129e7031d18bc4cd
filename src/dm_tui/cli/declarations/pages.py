"""Which page of `docs/` says more about a command: its help ends with the page's name."""

_PAGES = {
    "real-account": (
        "access",
        "activate",
        "region",
        "verify",
        "domains",
        "senders",
        "templates",
        "bills",
        "plans",
    ),
    "sending": ("send", "mailings", "lists", "suppressed", "outbox", "password", "budget", "statistics"),
    "reminders": ("remind", "messages"),
    "scripting": ("buy", "orders", "quote", "advise", "export", "status", "completion", "usage"),
    "durability": ("backup", "restore"),
    "troubleshooting": ("doctor", "sandbox"),
    "settings": ("profiles", "paths"),
    "answers": ("schema",),
}

ALL_PAGES = "the pages in docs/, whose folder dm-tui paths names; or: man dm-tui"


def page_of(command: str) -> str:
    """Return the path of the page about a command, from the root of the project; empty if there is none."""
    word = command.partition(" ")[0]
    return next((f"docs/{page}.md" for page, commands in _PAGES.items() if word in commands), "")
