"""From arguments to an exit code. Without a command the terminal interface opens."""

import os
import sys
from collections.abc import Callable

TYPE_CHECKING = False  # mypy knows the name; `typing` and `pathlib` take longer than all that --version needs
if TYPE_CHECKING:
    from argparse import Namespace

    from dm_tui.cli.output import Answer
    from dm_tui.services.account.provider_choice import AccountChoice

LOOKING_AT_SETTINGS = ("doctor", "paths")
"""Commands that say where the settings file is, and what is wrong with it."""


def run_program(arguments: list[str]) -> int:
    """Run one command as a program of its own, with any streams, and return its exit code."""
    from dm_tui.cli.streams import flush_or_report, reopen_closed_streams

    reopen_closed_streams()
    code = 0
    try:
        with flush_or_report("stderr"), flush_or_report("stdout"):
            try:
                code = run(arguments)
            except SystemExit as shown:  # argparse, after a help
                code = int(shown.code or 0)
    except Exception as error:  # from a version or a help, which have no answer of their own
        code = _show_crash(error, None, None, as_json="--json" in arguments)
    return code


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code (public contract)."""
    if not arguments:  # the usual start needs no grammar
        return _run_guarded(lambda: _open_interface(None, None, None), command="interface")
    if arguments == ["--version"]:
        return _version()
    if arguments[:1] == ["complete"]:
        from dm_tui.cli.parser.completion_words import print_completions

        return print_completions(arguments[1:])
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    as_json = "--json" in arguments
    # Prompts and scripts run it again and again: it needs no grammar either.
    if arguments in (["status"], ["status", "--json"]):
        return _run_guarded(lambda: _run_command(_status(as_json)), as_json=as_json, command="status")
    from dm_tui.cli.fast_imports import import_argparse_untranslated

    import_argparse_untranslated()
    from dm_tui.cli.parser.base import UsageError
    from dm_tui.cli.parser.build import build_parser

    try:
        args = build_parser(arguments).parse_args(arguments)
    except UsageError as error:
        return _show_usage_error(str(error), error.hint, as_json)
    if args.version:
        return _version()
    if args.ascii:
        os.environ["DM_TUI_ASCII"] = "1"
    if args.profile is not None:
        os.environ["DM_TUI_PROFILE"] = args.profile
    if args.command is None:
        state, provider, region, plain = args.state, args.provider, args.region, args.plain
        face = lambda: _open_interface(state, provider, region, plain=plain)  # noqa: E731
        from dm_tui.cli.plain_fallback import needs_plain

        if args.verbose and not (plain or needs_plain()):
            face = _refuse_verbose_interface
        command = "plain" if plain else "interface"
        return _run_guarded(face, state, provider, as_json=as_json, command=command, verbose=args.verbose)
    return _run_guarded(
        lambda: _run_command(args),
        args.state,
        args.provider,
        as_json=as_json,
        command=args.command,
        verbose=args.verbose,
    )


def _status(as_json: bool) -> "Namespace":
    """Return what the grammar makes of `status`, without loading the grammar."""
    from types import SimpleNamespace

    return SimpleNamespace(  # type: ignore[return-value]  # argparse would have to be loaded for its own
        command="status",
        run="status.status",
        requires=None,
        json=as_json,
        state=None,
        profile=None,
        provider=None,
        region=None,
        version=False,
        plain=False,
        ascii=False,
        verbose=False,
    )


def _refuse_verbose_interface() -> int:
    from dm_tui.cli.logs import VERBOSE_NEEDS_LINES

    raise VERBOSE_NEEDS_LINES()


def _run_guarded(
    action: Callable[[], int],
    state: str | None = None,
    provider: str | None = None,
    *,
    as_json: bool = False,
    command: str = "",
    verbose: bool = False,
) -> int:
    """Run `action` and turn every expected end into its exit code; the log has its begin and its end."""
    from dm_tui.cli.fast_imports import import_pydantic_fast

    import_pydantic_fast()  # everything from here on needs pydantic
    from dm_tui.cli.logs import close_log, open_log

    def run_logged() -> int:
        open_log(command, verbose=verbose)
        return action()

    code = _run_to_its_end(run_logged, state, provider, as_json=as_json)
    close_log(code)
    return code


def _run_to_its_end(
    action: Callable[[], int], state: str | None, provider: str | None, *, as_json: bool
) -> int:
    from dm_tui.domain.errors import DirectMailError

    try:
        return action()
    except DirectMailError as error:
        from dm_tui.cli.output import show_error

        show_error(error, as_json=as_json)
        return int(error.kind)
    except KeyboardInterrupt:
        from dm_tui.cli.exit_codes import INTERRUPTED

        return INTERRUPTED
    except Exception as error:
        from dm_tui.cli.streams import is_reader_gone

        if isinstance(error, OSError) and is_reader_gone(error):  # there is no reader for an error
            return 0
        return _show_crash(error, state, provider, as_json=as_json)


def _show_crash(error: Exception, state: str | None, provider: str | None, *, as_json: bool) -> int:
    """Report a fault of the program itself: its details go into a file, not on the screen."""
    from datetime import UTC, datetime

    from dm_tui.cli.output import show_error
    from dm_tui.domain.errors import DirectMailError
    from dm_tui.services.account.provider_choice import choose_account
    from dm_tui.services.upkeep.crash_report import explain_fault

    report = error
    if not isinstance(report, DirectMailError):
        try:
            account = choose_account(state, provider)
        except DirectMailError as refused:  # the state file has no place
            show_error(refused, as_json=as_json)
            return int(refused.kind)
        report = explain_fault(error, account.path, account.provider, datetime.now(UTC))
    show_error(report, as_json=as_json)
    return int(report.kind)


def _run_command(args: "Namespace") -> int:
    from importlib import import_module

    from dm_tui.cli.output import show_answer, show_error, warn
    from dm_tui.domain.errors import DirectMailError
    from dm_tui.services.direct_mail import DirectMail

    direct_mail = DirectMail(*_choose_account(args))
    module, _, function = args.run.rpartition(".")
    command: Callable[[DirectMail, Namespace], Answer] = getattr(
        import_module(f"dm_tui.cli.commands.{module}"), function
    )
    failure: DirectMailError | None = None
    try:
        if direct_mail.facts.is_remote:
            from dm_tui.cli.declarations import find_command
            from dm_tui.cli.live_account import refresh_account

            refresh_account(direct_mail, find_command(args.command), args)
        if args.requires is not None:
            from dm_tui.cli.requirements import require_prerequisites

            require_prerequisites(direct_mail, args)
        answer = command(direct_mail, args)
    except DirectMailError as error:
        failure = error
    finally:
        direct_mail.close()
    if failure is not None:
        show_error(
            failure,
            as_json=args.json,
            notices=direct_mail.notices if args.json else direct_mail.short_notices,
        )
        direct_mail.save_reported()
        return int(failure.kind)
    for notice in direct_mail.short_notices:
        warn(notice)
    show_answer(answer, as_json=args.json)
    direct_mail.save_reported()
    if answer.error is not None:
        show_error(answer.error, as_json=args.json)
    return answer.code


def _choose_account(args: "Namespace") -> "AccountChoice":
    """Return the account to open; who looks at the settings themselves needs none that can be used."""
    from dm_tui.domain.errors import DirectMailError
    from dm_tui.services.account.provider_choice import choose_account, choose_without_file

    try:
        return choose_account(args.state, args.provider, args.region)
    except DirectMailError:
        if args.command not in LOOKING_AT_SETTINGS:
            raise
        return choose_without_file(args.state, args.provider, args.region)


def _version() -> int:
    from dm_tui import __version__

    print(f"dm-tui {__version__}")
    return 0


def _open_interface(
    state: str | None, provider: str | None, region: str | None, *, plain: bool = False
) -> int:
    from dm_tui.cli.plain_fallback import needs_plain
    from dm_tui.services.account.provider_choice import choose_account

    if plain or needs_plain():
        from dm_tui.plain.conversation import open_plain

        return open_plain(*choose_account(state, provider, region))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _show_usage_error(
            "The interface needs a terminal.",
            "Use a command (dm-tui --help), or answer line by line: dm-tui --plain.",
            False,
        )
    account = choose_account(state, provider, region)
    from dm_tui.cli.fast_textual import import_interface_fast

    import_interface_fast()
    from dm_tui.tui.app import run_interface

    return run_interface(*account)


def _show_usage_error(message: str, hint: str, as_json: bool) -> int:
    from dm_tui.cli.exit_codes import USAGE_ERROR
    from dm_tui.cli.output import show_error
    from dm_tui.domain.errors import DirectMailError, ErrorKind

    error = DirectMailError(ErrorKind.USAGE, "usage", message, hint)
    show_error(error, as_json=as_json)
    return USAGE_ERROR
