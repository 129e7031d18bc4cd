"""From arguments to an exit code. Without a command the terminal interface opens."""

import os
import sys
from collections.abc import Callable

TYPE_CHECKING = (
    False  # mypy knows the name; `typing` and `pathlib` take longer than all that --version needs
)
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from dm_tui.cli.output import Answer


USAGE, INTERRUPTED = 2, 130


def program(arguments: list[str]) -> int:
    """Run one command as a program of its own, whatever has become of its streams, and return its exit code."""
    from dm_tui.cli.streams import open_closed, written

    open_closed()
    code = 0
    try:
        with written("stderr"), written("stdout"):
            try:
                code = run(arguments)
            except SystemExit as shown:  # argparse, after a help
                code = int(shown.code or 0)
    except Exception as error:  # a version or a help, and nothing that has a shape
        code = _crashed(error, None, as_json="--json" in arguments)
    return code


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code (public contract)."""
    if not arguments:  # the usual start needs no grammar
        return _guarded(lambda: _interface(None, None))
    if arguments == ["--version"]:
        return _version()
    if arguments[:1] == ["complete"]:
        from dm_tui.cli.parser.completion_words import tell

        return tell(arguments[1:])
    as_json = "--json" in arguments
    # Prompts and scripts ask for it again and again: it needs no grammar either.
    if arguments in (["status"], ["status", "--json"]):
        return _guarded(lambda: _command(_status(as_json)), as_json=as_json)
    from dm_tui.cli.fast_imports import untranslated

    untranslated()
    from dm_tui.cli.parser.build import UsageError, build

    try:
        args = build(arguments).parse_args(arguments)
    except UsageError as error:
        return _usage(str(error), error.hint, as_json)
    if args.version:
        return _version()
    if args.ascii:
        os.environ["DM_TUI_ASCII"] = "1"
    if args.command is None:
        state, provider, plain = args.state, args.provider, args.plain
        face = lambda: _interface(state, provider, plain=plain)  # noqa: E731
        return _guarded(face, args.state, as_json=as_json)
    return _guarded(lambda: _command(args), args.state, as_json=as_json)


def _status(as_json: bool) -> "Namespace":
    """Return what the grammar makes of `status`, without loading the grammar."""
    from types import SimpleNamespace

    return SimpleNamespace(  # type: ignore[return-value]  # argparse would have to be loaded for its own
        command="status.status",
        json=as_json,
        state=None,
        provider=None,
        version=False,
        plain=False,
        ascii=False,
    )


def _guarded(action: Callable[[], int], state: str | None = None, *, as_json: bool = False) -> int:
    """Run and turn every expected end into its exit code."""
    from dm_tui.cli.fast_imports import unplug
    from dm_tui.domain.errors import DirectMailError

    unplug()  # whatever is done from here on needs pydantic
    try:
        return action()
    except DirectMailError as error:
        from dm_tui.cli.output import show_error

        show_error(error, as_json=as_json)
        return int(error.kind)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        from dm_tui.cli.streams import is_gone

        if isinstance(error, OSError) and is_gone(error):  # nothing to say, nobody to hear it
            return 0
        return _crashed(error, state, as_json=as_json)


def _crashed(error: Exception, state: str | None, *, as_json: bool) -> int:
    """Tell of a fault of ours: what is known of it goes into a file, not on the screen."""
    from datetime import UTC, datetime

    from dm_tui.cli.output import show_error
    from dm_tui.domain.errors import DirectMailError
    from dm_tui.services.upkeep.crash_report import crashed

    told = error
    if not isinstance(told, DirectMailError):
        told = crashed(error, _where(state, None)[0].parent, datetime.now(UTC))
    show_error(told, as_json=as_json)
    return int(told.kind)


def _command(args: "Namespace") -> int:
    from importlib import import_module

    from dm_tui.cli.output import show, show_error, warn
    from dm_tui.services.direct_mail import DirectMail

    mail = DirectMail(*_where(args.state, args.provider))
    module, _, function = args.command.rpartition(".")
    commands = import_module(f"dm_tui.cli.{module or 'commands'}")
    command: Callable[[DirectMail, Namespace], Answer] = getattr(commands, function)
    try:
        if not mail.prerequisites.sandbox:
            from dm_tui.cli.live_account import read_first

            read_first(mail, function)
        answer = command(mail, args)
    finally:
        mail.close()
    for notice in mail.notices:
        warn(notice)
    show(answer, as_json=args.json)
    if answer.error is not None:
        show_error(answer.error, as_json=args.json)
    return answer.code


def _version() -> int:
    from dm_tui import __version__

    print(f"dm-tui {__version__}")
    return 0


def _where(state: str | None, provider: str | None) -> "tuple[Path, str]":
    from dm_tui.settings import default_state_path, provider_name, user_path

    name = provider or provider_name()
    return user_path(state) if state else default_state_path(name), name


def _interface(state: str | None, provider: str | None, *, plain: bool = False) -> int:
    if plain or _lines_only():
        from dm_tui.plain.conversation import open_plain

        return open_plain(*_where(state, provider))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _usage("The interface needs a terminal.", "Use a command: dm-tui --help.", False)
    from dm_tui.tui.app import open_interface

    return open_interface(*_where(state, provider))


def _lines_only() -> bool:
    """Say whether somebody can answer and no screen can be painted."""
    if not sys.stdin.isatty():
        return False
    return not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")


def _usage(message: str, hint: str, as_json: bool) -> int:
    from dm_tui.cli.output import show_error
    from dm_tui.domain.errors import DirectMailError, ErrorKind

    error = DirectMailError(ErrorKind.USAGE, "usage", message, hint)
    show_error(error, as_json=as_json)
    return USAGE
