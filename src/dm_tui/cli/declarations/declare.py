"""The words in which a command is declared: once, with everything that follows from it.

The grammar, `--help`, completion, `schema`, what is read of a live account and `docs/commands.md` all come
from the declarations, so a new command is a `command` here and its function in `cli.commands`. A declaration
names its function and the models of its answers as text: a shell asks with every Tab, and the grammar must
not load pydantic for that. Decorating the functions would keep both in one place and load all of the
services.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple


class Needs(Enum):
    """What a command needs of a live account; the sandbox is read as it goes."""

    NOTHING = "nothing"
    ANY_READING = "a reading, however old"
    LATEST_READING = "a new reading; offline, the last one"
    NEW_READING = "a new reading"


class Requires(Enum):
    """The prerequisites of a command: an account that certainly lacks one is refused before anything else."""

    PURCHASE = "identity verification, the permissions to buy, and prices"
    TO_ACTIVATE = "identity verification and the permissions to activate"
    ACTIVATION = "activation"
    SERVICE = "activation and the permissions to change what the service has"


class Argument(NamedTuple):
    """One argument or option: its names, and what argparse takes besides.

    `sample` is its value in an example. `values` names the function in `parser.completion_values` that says
    what it can be.
    """

    names: tuple[str, ...]
    settings: Mapping[str, Any]
    sample: str = ""
    values: str = ""


class OneOf(NamedTuple):
    """Arguments of which a call takes one at most, and exactly one where it is `required`."""

    arguments: tuple[Argument, ...]
    required: bool = False


class Command(NamedTuple):
    """One command. Without `run` it only has others below it.

    `run` is a module of `cli.commands` and its function. `answers` are the modules and classes, below
    `dm_tui`, of what it may print with `--json`. `reads` are the parts of a live account that it needs, by
    their names in `domain.account.unknown_figures`, all where it is empty. Any reading will do for a part
    with a question mark; a part with a tilde is only shown, and a young reading will do for it.
    `part@argument` is read where the argument is given, `part@argument=value` where it is this value. `more`
    and the text `topic` are what its own help adds to `help`. Without an `example` one is made of what the
    command requires.
    """

    words: str
    help: str
    run: str = ""
    answers: tuple[str, ...] = ()
    arguments: tuple[Argument | OneOf, ...] = ()
    needs: Needs = Needs.NOTHING
    requires: Requires | None = None
    reads: str = ""
    example: str = ""
    more: str = ""
    topic: str = ""


class CommandGroup(NamedTuple):
    """Commands under one title in the help."""

    title: str
    commands: tuple[Command, ...]


def command(
    room: str,
    words: str,
    help: str,
    answers: str,
    *arguments: Argument | OneOf,
    needs: Needs = Needs.NOTHING,
    requires: Requires | None = None,
    reads: str = "",
    example: str = "",
    more: str = "",
    topic: str = "",
) -> Command:
    """Return a command of a room, whose function and answers are found by their names.

    `orders show` is the function `orders_show` in the room's module of `cli.commands`; a `list` is the
    function of its subject. An answer, or each one of `A | B`, is a model of the room's `json_shapes`, or has
    its own path.
    """
    run = f"{room}.{words.removesuffix(' list').replace(' ', '_')}"
    models = (name if "." in name else f"services.{room}.json_shapes.{name}" for name in answers.split(" | "))
    return Command(words, help, run, tuple(models), arguments, needs, requires, reads, example, more, topic)


def argument(
    names: str,
    metavar: str | None = None,
    help: str | None = None,
    *,
    sample: str = "",
    values: str = "",
    **more: Any,
) -> Argument:
    """Return an argument known by its place, or an option with a value: its names begin with a dash."""
    return Argument(tuple(names.split()), {"metavar": metavar, "help": help, **more}, sample, values)


def flag(name: str, help: str) -> Argument:
    """Return an option without a value."""
    return Argument((name,), {"action": "store_true", "help": help})


SENDER = argument(
    "--from",
    "A",
    "a sender address",
    dest="sender",
    required=True,
    sample="news@mail.example.com",
    values="senders",
)
"""The sender address of what a command sends."""
