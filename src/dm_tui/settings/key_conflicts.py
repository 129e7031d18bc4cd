"""The checks of the section [keys]: a key of your own may not do two things on one screen."""

import re
from collections.abc import Mapping
from pathlib import Path

from dm_tui.domain.text import clean_line, nearest
from dm_tui.settings import wording
from dm_tui.settings.keymap import KEYS, SECTION, KeyName

_TABS = frozenset(("bills", "list", "messages", "plans", "send", "senders", "usage", "console"))
_OF_ITEMS = frozenset(("domain", "item", "letter", "mailing", "sender", "template"))

FIXED = frozenset(
    ("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "j", "k", "g", "G")
)
"""Keys that move, accept and go back wherever there is something to choose."""

_NAMED = frozenset(("delete", "insert", "pageup", "pagedown", "space", "backspace"))
_KEY = re.compile(r"(ctrl\+)?(f([1-9]|1\d|2[0-4])|[a-z])|ctrl\+(pageup|pagedown|delete)", re.ASCII)
_BESIDE_TEXT = frozenset(("app", "compose", "editor"))
"""Where text is typed: a letter would not be a key there."""

_NOT_BESIDE_TEXT = frozenset(("app.leave", "app.more_help"))


def validate_keys(path: Path, content: object) -> dict[str, str]:
    """Return the keys that are chosen by the names of their actions, or refuse what cannot be."""
    known = {binding.id: binding for binding in KEYS}
    chosen = dict[str, str]()
    for id, value in _flat(path, content).items():
        if id not in known:
            suggestion = nearest(id, list(known))
            raise wording.UNKNOWN_ACTION(
                path=path,
                name=clean_line(id, 60),
                nearest=wording.DID_YOU_MEAN.format(word=suggestion) if suggestion else "",
            )
        chosen[id] = _check_key(path, known[id], value)
    _refuse_conflicts(path, chosen)
    return chosen


def _flat(path: Path, content: object, before: str = "") -> dict[str, object]:
    """Return the values by their whole names: `console.buy = "B"` is a table in a table for TOML."""
    if not isinstance(content, dict):
        raise wording.BAD_FILE(path=path, reason=wording.NOT_A_SECTION.format(name=SECTION))
    values = dict[str, object]()
    for name, value in content.items():
        whole = f"{before}{name}"
        values.update(_flat(path, value, f"{whole}.") if isinstance(value, dict) else {whole: value})
    return values


def _check_key(path: Path, action: KeyName, value: object) -> str:
    def refuse(reason: str) -> Exception:
        return wording.BAD_VALUE(
            path=path,
            section=SECTION,
            name=action.id,
            reason=reason,
            help=action.help[:1].lower() + action.help[1:],
        )

    if not isinstance(value, str) or not value.strip():
        raise refuse(wording.NOT_A_KEY)
    key = value.strip()
    key = key if len(key) == 1 else key.lower()
    if key in FIXED:
        raise refuse(wording.FIXED_KEY.format(key=key))
    is_sign = len(key) == 1 and key.isprintable()
    if not (is_sign or key in _NAMED or _KEY.fullmatch(key)):
        raise refuse(wording.NOT_A_KEY)
    typed = is_sign or key in ("space", "backspace", "delete")
    if typed and action.scope in _BESIDE_TEXT and action.id not in _NOT_BESIDE_TEXT:
        raise refuse(wording.TYPED_KEY.format(key=key))
    return key


def _refuse_conflicts(path: Path, chosen: Mapping[str, str]) -> None:
    """Refuse a key that would do two things on the same screen."""
    now = {binding: normal_key(chosen.get(binding.id, binding.key)) for binding in KEYS}
    for binding, key in now.items():
        for other, its in now.items():
            if (
                binding is not other
                and binding.id in chosen
                and key == its
                and _meet(binding.scope, other.scope)
            ):
                raise wording.KEY_CONFLICT(path=path, key=chosen[binding.id], name=binding.id, other=other.id)


def _meet(one: str, other: str) -> bool:
    """Say whether the keys of two parts work at the same time."""
    if one == other or "app" in (one, other):
        return True
    if {one, other} <= _OF_ITEMS:
        return "item" in (one, other)
    if {one, other} <= _TABS:
        return bool({one, other} & {"console", "list"})
    return False


_SIGNS = {"?": "question_mark", "/": "slash"}


def normal_key(key: str) -> str:
    """Return a key by the name that the interface has for it, as far as the table needs it."""
    return _SIGNS.get(key, key)
