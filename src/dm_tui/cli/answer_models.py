"""The models of what each command prints with `--json`, loaded by what its declaration names."""

from importlib import import_module

from pydantic import BaseModel

from dm_tui.cli.declarations import all_commands, find_command
from dm_tui.domain.model import Model


class ErrorShape(Model):
    """What happened, and what to do; `code` is a word that stays."""

    code: str
    message: str
    hint: str


class ErrorAnswer(Model):
    """What every command prints on stderr with `--json` when it fails; `notices` only where there are any."""

    error: ErrorShape
    notices: tuple[str, ...] = ()


ERROR_ANSWER = "error"


def answered_commands() -> tuple[str, ...]:
    """Return the words of every command with an answer in JSON, and `error`, which all of them may print."""
    commands = (command.words for command in all_commands() if command.answers)
    return (*commands, ERROR_ANSWER)


def answer_models(words: str) -> tuple[type[BaseModel], ...]:
    """Return the models of a command's answers; where there are several, each answer is one of them."""
    if words == ERROR_ANSWER:
        return (ErrorAnswer,)
    return tuple(map(_load_model, find_command(words).answers))


def _load_model(path: str) -> type[BaseModel]:
    module, _, name = path.rpartition(".")
    model: type[BaseModel] = getattr(import_module(f"dm_tui.{module}"), name)
    return model
