"""A program that is ready to buy: it has loaded what a purchase needs, and each line it reads forks one
command.

A line names the arguments, a file for what is printed, when the command ends itself (at its receipt,
`printed` before that is saved and `saved` after it), and whether it is broken. It answers with the process
id, then with the exit code.
"""

import gc
import json
import os
import signal
import sys
from importlib import import_module

from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.lean_sdk import import_sdk
from tests.preloaded import build_models

LOADED = (
    "dm_tui.cli.commands.purchase",
    "dm_tui.cli.live_account",
    "dm_tui.cli.parser.build",
    "dm_tui.providers.alibaba.api.client",
    "dm_tui.providers.alibaba.buying",
    "dm_tui.providers.alibaba.unanswered_purchase",
    "dm_tui.providers.alibaba.provider",
    "dm_tui.providers.alibaba.reading.read_account",
    "dm_tui.services.direct_mail",
)


def end_at_the_receipt(when: str) -> None:
    from dm_tui.services.direct_mail import DirectMail

    save = DirectMail.save_reported

    def save_and_end(direct_mail: DirectMail) -> None:
        if when == "saved":
            save(direct_mail)
        os.kill(os.getpid(), signal.SIGKILL)

    if when:
        DirectMail.save_reported = save_and_end  # type: ignore[method-assign, assignment]


def never_ask() -> None:
    """Break the program: it forgets that nobody was told of a purchase."""
    from dm_tui.services.purchase.repeated_purchases import RepeatedPurchases

    RepeatedPurchases._is_unreported = lambda *_: False  # type: ignore[method-assign]


def run_command(arguments: list[str], output: str, when: str, broken: bool) -> None:
    from dm_tui.cli.main import run_program
    from dm_tui.providers.alibaba.api.pace import Pace
    from dm_tui.services.purchase import settling

    settling.CHECK_PAUSES = (0, 0)  # type: ignore[assignment, attr-defined]
    Pace._wait_for = lambda self, calls: None  # type: ignore[method-assign]
    printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(printed, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    end_at_the_receipt(when)
    if broken:
        never_ask()
    os._exit(run_program(arguments))


def main() -> None:
    for name in LOADED:
        import_module(name)
    import_sdk(*Service)
    build_models()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run_command(*json.loads(line))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
