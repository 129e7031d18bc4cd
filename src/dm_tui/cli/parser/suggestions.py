"""Errors for words that make no command: argparse's messages in our words, with a hint what to do."""

import argparse
import re

from dm_tui.cli.parser.base import Parser, UsageError
from dm_tui.domain.text import clean_line, nearest

_IN_OUR_WORDS = (
    (r"the following arguments are required: (.+)", r"{prog} needs \1."),
    (r"one of the arguments (.+) is required", r"{prog} needs one of \1."),
    (r"argument (.+): not allowed with argument (.+)", r"\1 and \2 exclude each other."),
    (r"argument (.+): expected .*", r"\1 needs a value."),
    (r"argument (.+): ignored explicit argument .*", r"\1 takes no value."),
    (r"unrecognized arguments: (.+)", r"Not understood: \1."),
)
"""argparse's messages (Python 3.11 to 3.14) and ours."""


def usage_error(parser: Parser, message: str) -> UsageError:
    """Return argparse's message as an error that says what to do."""
    text = f"{message[:1].upper()}{message[1:]}."
    for theirs, ours in _IN_OUR_WORDS:
        if match := re.fullmatch(theirs, message, re.DOTALL):
            text = _name_choices(parser, match.expand(ours)).replace("{prog}", parser.prog)
            break
    hint = f"See {parser.prog} --help."
    if unknown := re.match(r"unrecognized arguments: (-[-\w]+)", message):
        hint = f"{_suggest_option(parser, unknown[1])}{hint}"
    elif not parser.groups:
        hint = f"For example: {parser.example()}"
    return UsageError(clean_line(text, 300), hint)


def _suggest_option(parser: Parser, option: str) -> str:
    """Return a sentence about the option that was probably meant."""
    from dm_tui.cli.parser.build import build_parser

    if option in build_parser([])._option_string_actions:
        return f"{option} goes before the command. "
    if parser.groups and option in _options_of_commands():
        return f"{option} goes after the command. "
    known = list(parser._option_string_actions)
    return _did_you_mean([name for name in known if name.startswith(option)] or _near(option, known))


def _options_of_commands() -> set[str]:
    """Return the options that some command takes."""
    from dm_tui.cli.declarations import all_commands
    from dm_tui.cli.declarations.declare import OneOf

    options = {"--json"}
    for command in all_commands():
        for declared in command.arguments:
            for argument in declared.arguments if isinstance(declared, OneOf) else (declared,):
                options.update(name for name in argument.names if name.startswith("-"))
    return options


def _name_choices(parser: Parser, text: str) -> str:
    """Return a message in which an argument that has no name of its own is named by its choices."""
    for action in parser._actions:
        if action.choices and not action.option_strings and action.metavar is None:
            text = text.replace(f"needs {action.dest}.", f"needs {'|'.join(map(str, action.choices))}.")
    return text


def unknown_word_error(parser: Parser, action: argparse.Action, value: str) -> UsageError:
    """Return the error for a word that is not one of the choices, with the word that was probably meant."""
    choices = list(map(str, action.choices or ()))
    word = clean_line(value, 60)
    if parser.groups:
        return UsageError(
            f"There is no command “{word}”.", f"{_did_you_mean(_near(value, choices))}See dm-tui --help."
        )
    if isinstance(action, argparse._SubParsersAction):
        message = f"{parser.prog} has no command “{word}”."
    else:
        message = f"{'/'.join(action.option_strings) or parser.prog} cannot be “{word}”."
    return UsageError(message, f"Choose one of {', '.join(choices)}.")


def _near(word: str, known: list[str]) -> list[str]:
    suggestion = nearest(word, known)
    return [suggestion] if suggestion else []


def _did_you_mean(words: list[str]) -> str:
    return f"Did you mean {' or '.join(words)}? " if words else ""
