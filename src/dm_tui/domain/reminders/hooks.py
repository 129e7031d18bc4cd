"""Web hooks and the command that take reminders, as the settings file names them.

They are read from the file alone and never kept in the state file: the address of a hook is a secret, and who
can change the state file must not be able to run a command.
"""

import os
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.reminders import hook_wording as wording
from dm_tui.domain.reminders.settings import MAX_RECIPIENTS, Channel
from dm_tui.domain.text import clean_line

_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}", re.ASCII)  # our own limit
_KEYS = ("kind", "url", "secret")
_MOST_LETTERS = 2_000  # of an address or a secret: our own limit


class HookKind(StrEnum):
    """How a hook wants its messages and what it answers."""

    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SLACK = "slack"
    NTFY = "ntfy"
    JSON = "json"


class Hook(Model):
    """One web hook, under the `name` of its section."""

    name: str
    kind: HookKind
    """How it wants its messages: dingtalk, feishu, slack, ntfy or json."""

    url: SecretStr | None = None
    """Its address, a secret. Without it the variable has it, or the keyring under hook-NAME."""

    secret: SecretStr | None = None
    """What signs messages to DingTalk and Feishu; the access token of ntfy and json; Slack has none."""

    @property
    def url_variable(self) -> str:
        """The environment variable that has the address."""
        return f"{URL_VARIABLES}{self._upper_name}"

    @property
    def secret_variable(self) -> str:
        """The environment variable that has the secret."""
        return f"{SECRET_VARIABLES}{self._upper_name}"

    @property
    def _upper_name(self) -> str:
        return self.name.upper().replace("-", "_")


URL_VARIABLES, SECRET_VARIABLES = "DM_TUI_HOOK_URL_", "DM_TUI_HOOK_SECRET_"


class ReminderHooks(Model):
    """The web hooks, and the command that runs for each reminder."""

    hooks: tuple[Hook, ...] = ()
    command: tuple[str, ...] = ()
    """Program with its whole path, and its arguments; it reads each reminder as JSON from stdin."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that are set up: a hook is used because the file names it."""
        by_hook = (Channel.HOOK,) if self.hooks else ()
        return (*by_hook, Channel.COMMAND) if self.command else by_hook


def hook_lines(hooks: ReminderHooks) -> list[str]:
    """Return where reminders also go, in a sentence, and nothing of an address."""
    names = [wording.HOOK_NAME.format(name=hook.name, kind=hook.kind) for hook in hooks.hooks]
    if hooks.command:
        program = clean_line(os.path.basename(hooks.command[0]), 60)
        names.append(wording.COMMAND_NAME.format(program=program))
    return [wording.ALSO_TO.format(names=", ".join(names))] if names else []


def parse_hooks(named: object, command: object, where: str) -> ReminderHooks:
    """Return the hooks and the command, or refuse; `where` is the file that has them."""
    if not isinstance(named, Mapping):
        raise wording.BAD_HOOK(where=where, name="hooks", reason=wording.NOT_A_SECTION)
    if len(named) > MAX_RECIPIENTS:
        reason = wording.TOO_MANY_HOOKS.format(count=len(named), most=MAX_RECIPIENTS)
        raise wording.BAD_HOOK(where=where, name="hooks", reason=reason)
    hooks = tuple(_parse_hook(name, section, where) for name, section in named.items())
    return ReminderHooks(hooks=hooks, command=_parse_command(command, where))


def require_address(url: str) -> str:
    """Return an address that can be called; raises ValueError with the reason, which never repeats it."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None or not _is_word(url):
        raise ValueError(wording.BAD_ADDRESS)
    return url


def require_secret(secret: str) -> str:
    """Return a secret that fits into a header and a signature; raises ValueError with the reason."""
    if not _is_word(secret):
        raise ValueError(wording.UNUSABLE_KEY)
    return secret


def _is_word(text: str) -> bool:
    printable = text.isascii() and text.isprintable() and " " not in text
    return printable and 0 < len(text) <= _MOST_LETTERS


def _parse_hook(name: str, section: Any, where: str) -> Hook:
    def refuse(reason: str) -> DirectMailError:
        return wording.BAD_HOOK(where=where, name=f"hooks.{clean_line(name, 40)}", reason=reason)

    if not _NAME.fullmatch(name):
        raise refuse(wording.BAD_NAME)
    if not isinstance(section, Mapping):
        raise refuse(wording.NOT_A_SECTION)
    for key in section:
        if key not in _KEYS:
            raise refuse(wording.UNKNOWN_KEY.format(key=clean_line(key, 40), known=", ".join(_KEYS)))
    kind, url, secret = (section.get(key) for key in _KEYS)
    if kind not in tuple(HookKind):
        raise refuse(wording.UNKNOWN_KIND.format(known=", ".join(HookKind)))
    if secret is not None and kind == HookKind.SLACK:
        raise refuse(wording.SLACK_TAKES_NO_KEY)
    try:
        return Hook(
            name=name,
            kind=HookKind(kind),
            url=None if url is None else SecretStr(require_address(str(url))),
            secret=None if secret is None else SecretStr(require_secret(str(secret))),
        )
    except ValueError as error:
        raise refuse(str(error)) from None


def _parse_command(command: object, where: str) -> tuple[str, ...]:
    words = [] if command is None else command
    if not isinstance(words, list) or not all(isinstance(word, str) and "\0" not in word for word in words):
        raise wording.BAD_COMMAND(where=where, reason=wording.NOT_WORDS)
    if words and not os.path.isabs(words[0]):
        raise wording.BAD_COMMAND(where=where, reason=wording.NOT_A_WHOLE_PATH)
    return tuple(words)
