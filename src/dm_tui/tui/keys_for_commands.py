"""Commands that a sentence of the domain names, as the keys and buttons of the screen that shows it."""

import re
from typing import Any

from textual.screen import Screen

_ACTIVATE = re.compile(r"dm-tui activate\b")
_VERIFY = re.compile(r"dm-tui verify [\w-]+")

_OPTIONS = (
    (re.compile(r"give --encoding NAME"), "name its encoding with F5"),
    (re.compile(r"give --encoding ([\w-]+)"), r"write \1 under Encoding (F5)"),
    (re.compile(r"--encoding NAME"), "F5, Encoding"),
    (re.compile(r"give --column NAME"), "name it with F5"),
    (re.compile(r"--column NAME"), "F5, Column of addresses"),
    (re.compile(r"give --map (\S+)=COLUMN"), r"write \1=COLUMN under Variables (F5)"),
    (re.compile(r"--map (\S+)=COLUMN"), r"F5, Variables, \1=COLUMN"),
    (re.compile(r"--map (?=UserName)"), ""),
    (re.compile(r"--sheet NAME"), "F5, Sheet of a workbook"),
    (re.compile(r", or leave them out with --skip-bad-rows"), ""),
    (re.compile(r"Give them with --to\."), "Write them under To."),
    (re.compile(r": dm-tui lists add NAME --recipients FILE --replace"), " (F2)"),
    (re.compile(r"\(dm-tui lists add NAME --recipients FILE\)"), "(F2)"),
    (re.compile(r"Resume it: dm-tui mailings resume (\S+); or end it: dm-tui mailings cancel \S+\."),
     r"Open \1 on the Send tab: r resumes it, Del cancels it."),
    (re.compile(r"dm-tui mailings settle (\S+) --look-up"), r"open \1 on the Send tab"),
    (re.compile(r" ?To send the same again[^.]*, add (?:--again or )?a --key of its own\."), ""),
    (re.compile(r", or send what fits: dm-tui budget set \S+ --when-over hold-back"), ""),
    (re.compile(r"dm-tui budget set(?: AMOUNT)?"), "Budget on the Account tab"),
)  # fmt: skip
"""Options of commands that a sentence names, and the fields and keys of the composer that do the same."""


def with_fields(words: str) -> str:
    """Return `words` with the composer's fields and keys in place of the options of a command."""
    for option, field in _OPTIONS:
        words = option.sub(field, words)
    return words


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
