"""Commands that a sentence of the domain names, as the keys and buttons of the screen that shows it."""

import re
from typing import Any

from textual.screen import Screen

_ACTIVATE = re.compile(r"dm-tui activate\b")
_VERIFY = re.compile(r"dm-tui verify [\w-]+")


def key_name(shown: str) -> str:
    """Return a key as buttons name it: a word has a capital, a letter has none."""
    return shown.capitalize() if len(shown) > 1 and shown.isalnum() else shown


def with_button(words: str) -> str:
    """Return `words` for a screen whose button completes the verification."""
    return _VERIFY.sub("press the button below", words)


def with_keys(screen: Screen[Any], words: str) -> str:
    """Return `words` with the console's keys where it is in front; other screens have no such keys."""
    from dm_tui.services.direct_mail import DirectMail
    from dm_tui.tui.console.shared.tab_names import TABS, tab_key

    if screen.id != "console":
        return words
    direct_mail = getattr(screen, "direct_mail", None)
    words = _ACTIVATE.sub("press a", words)
    if isinstance(direct_mail, DirectMail) and direct_mail.facts.completes_prerequisites:
        words = _VERIFY.sub(f"press {tab_key('account')} for {TABS['account']}", words)
    return words
