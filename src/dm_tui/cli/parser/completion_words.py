"""What can come next on the command line. The shells ask with every Tab: see `content/completion`.

The grammar is argparse's own, walked word by word; what only the account knows is read when it is asked for.
"""

import argparse
import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from dm_tui.cli.parser.base import Parser
from dm_tui.cli.parser.build import build_parser
from dm_tui.content import read_content

if TYPE_CHECKING:
    from dm_tui.services.direct_mail import DirectMail

Candidate = tuple[str, str]
"""A word that can come next, and what it is."""

FILES = ":files"
"""Asks the shell for its own completion of file names."""

NEWEST = 100
"""How many ids are offered."""


class _CursorPosition(NamedTuple):
    """Where the last word stands: what it would be, and what was said before it."""

    parser: Parser
    action: argparse.Action | None
    typed: str
    options: dict[str, str]


def print_completions(words: Sequence[str]) -> int:
    """Print what can come next, one a line, and return 0: a Tab is no place for errors."""
    with suppress(Exception):
        for value, what in completions(words):
            if value.isprintable() and " " not in value:  # it goes to the shell as it is
                told = "".join(filter(str.isprintable, what))
                print(f"{value}\t{told}" if told else value)
    return 0


def completions(words: Sequence[str]) -> Iterator[Candidate]:
    """Yield what the last of `words` can become, `--line LINE` standing for a line of the shell."""
    if words[:1] == ["--line"]:
        words = _split(words[1])[1:]
    elif words[:1] == ["--"]:
        words = words[1:]
    place = _locate_cursor(words)
    if place is None:
        return
    option, equals, _ = place.typed.rpartition("=")
    if place.action is not None and not place.typed.startswith("-"):
        found: Iterable[Candidate] = _values(place, place.action)
    elif equals and (action := _option(place.parser, option)) is not None:
        found = ((f"{option}={value}", what) for value, what in _values(place, action))
    else:
        found = _options(place.parser)
    yield from (one for one in found if one[0].startswith(place.typed) or one[0] == FILES)


def _locate_cursor(words: Sequence[str]) -> _CursorPosition | None:
    """Walk the grammar up to the last word; None where no word can come."""
    *before, typed = words or [""]
    parser, options = build_parser([*words]), dict[str, str]()
    waiting: argparse.Action | None = None
    positionals = _positionals(parser)
    for word in before:
        if waiting is not None:
            options[waiting.dest], waiting = word, None
        elif word.startswith("-"):
            name, equals, value = word.partition("=")
            action = _option(parser, name)
            if action is not None and equals:
                options[action.dest] = value
            elif action is not None and action.nargs != 0:
                waiting = action
        elif positionals and isinstance(positionals[0], argparse._SubParsersAction):
            chosen = positionals[0].choices.get(word)
            if not isinstance(chosen, Parser):
                return None
            parser, positionals = chosen, _positionals(chosen)
        elif positionals and positionals[0].nargs not in ("*", "+"):
            positionals = positionals[1:]
    if waiting is None and positionals:
        waiting = positionals[0]
    return _CursorPosition(parser, waiting, typed, options)


def _positionals(parser: Parser) -> list[argparse.Action]:
    return [one for one in parser._actions if not one.option_strings]


def _option(parser: Parser, name: str) -> argparse.Action | None:
    return next((one for one in parser._actions if name in one.option_strings), None)


def _options(parser: Parser) -> Iterator[Candidate]:
    for action in parser._actions:
        for name in action.option_strings[-1:]:
            yield name, action.help or ""


def _values(place: _CursorPosition, action: argparse.Action) -> Iterable[Candidate]:
    if isinstance(action, argparse._SubParsersAction):
        return ((one.dest, one.help or "") for one in action._choices_actions)
    if action.choices:
        return ((str(one), "") for one in action.choices)
    command = place.parser.prog.partition(" ")[2] or place.parser.prog
    metavar = str(action.metavar)
    for name in (f"{command} {metavar}", f"{command.partition(' ')[0]} {metavar}", metavar):
        if name in _STATIC_WORDS:
            return _STATIC_WORDS[name]()
        if name in _ACCOUNT_WORDS:
            return _ACCOUNT_WORDS[name](_account(place))
    return ()


def _split(line: str) -> list[str]:
    """Return the words of a line that is still being typed; the last one may be empty."""
    for end in ("", "'", '"'):
        try:
            words = shlex.split(line + end)
        except ValueError:  # a quote is still open
            continue
        return [*words, ""] if not end and line[-1:].isspace() else words
    return []


def _account(place: _CursorPosition) -> "DirectMail":
    from dm_tui.cli.fast_imports import import_pydantic_fast

    import_pydantic_fast()
    from dm_tui.services.direct_mail import DirectMail
    from dm_tui.settings import default_state_path, expand_user_path, provider_name

    state, provider = place.options.get("state"), place.options.get("provider", provider_name())
    return DirectMail(expand_user_path(state) if state else default_state_path(provider), provider)


def _from_file(name: str, id: str, what: str, within: str = "") -> list[Candidate]:
    found = json.loads(read_content(f"{name}.json"))
    return [(one[id], str(one[what])) for one in (found[within] if within else found)]


def _orders(direct_mail: "DirectMail", *statuses: str) -> Iterator[Candidate]:
    for order in islice(direct_mail.overviews.order_history(), NEWEST):
        if not statuses or order.status in statuses:
            yield order.id, f"{order.status}, {order.total}"


def _bills(direct_mail: "DirectMail") -> Iterator[Candidate]:
    for bill in islice(direct_mail.overviews.bill_history(), NEWEST):
        yield bill.id, f"{bill.status}, {bill.total}"


def _schemas() -> Iterator[Candidate]:
    from dm_tui.cli.fast_imports import import_pydantic_fast

    import_pydantic_fast()
    from dm_tui.cli.answers import ANSWERS

    return ((word, "") for word in dict.fromkeys(name.split()[0] for name in ANSWERS))


_STATIC_WORDS: dict[str, Callable[[], Iterable[Candidate]]] = {
    "SPEC": lambda: _from_file("catalogue", "spec", "emails", within="plans"),
    "REGION": lambda: _from_file("regions", "id", "name"),
    "FILE": lambda: [(FILES, "")],
    "FILE.csv": lambda: [(FILES, "")],
    "schema COMMAND": _schemas,
    "dm-tui NAME": lambda: [("sandbox", "no money moves"), ("alibaba", "real money")],
}
"""What can be said without looking at the account, by metavar, or by command and metavar."""

_ACCOUNT_WORDS: dict[str, Callable[["DirectMail"], Iterable[Candidate]]] = {
    "METHOD": lambda direct_mail: [
        (one.id, one.detail) for one in direct_mail.purchases.payment_methods()
    ],
    "SCENARIO": lambda direct_mail: [(one, "") for one in direct_mail.sandbox.scenarios],
    "USER": lambda direct_mail: [(one, "") for one in direct_mail.overviews.users()],
    "POLICY": lambda direct_mail: [(one, "") for one in _policies()],
    "orders pay ID": lambda direct_mail: _orders(direct_mail, "unpaid"),
    "orders cancel ID": lambda direct_mail: _orders(direct_mail, "unpaid"),
    "orders settle ID": lambda direct_mail: _orders(direct_mail, "unknown", "submitting"),
    "orders ID": _orders,
    "bills ID": _bills,
    "messages ID": lambda direct_mail: [
        (one.id, one.subject) for one in direct_mail.overviews.message_history()[:NEWEST]
    ],
    "mailings ID": lambda direct_mail: [
        (one.id, one.subject) for one in direct_mail.sending.mailings(NEWEST)
    ],
    "domains NAME": lambda direct_mail: [
        (one.name, one.region) for one in direct_mail.domains.list()
    ],
    "templates NAME": lambda direct_mail: [
        (one.id, one.subject) for one in direct_mail.templates.kept()
    ],
    "send NAME": lambda direct_mail: [
        (one.id, one.subject) for one in direct_mail.templates.kept()
    ],
    "senders ADDRESS": lambda direct_mail: [
        (one.address, one.kind) for one in direct_mail.senders.list()
    ],
    "A": lambda direct_mail: [(one.address, one.kind) for one in direct_mail.senders.list()],
}
"""What only the account knows."""


def _policies() -> tuple[str, ...]:
    from dm_tui.domain.account.account import REQUIRED_POLICIES

    return REQUIRED_POLICIES
