"""Scenarios are played once a run and remembered: months of history take longer than most tests that begin
with them.

What the scenarios themselves do is proved where this is not used: `tests/services` and
`tests/cli/test_scenarios.py`.
"""

from collections.abc import Callable, Hashable
from datetime import datetime

import pytest

from dm_tui.domain.upkeep.files_beside import FilesBeside
from dm_tui.services.sandbox.scenarios import Sandbox
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.migrations import Data

_remembered: dict[Hashable, Data] = {}


def remember_scenarios(patch: pytest.MonkeyPatch, same: Callable[[datetime], Hashable]) -> None:
    """Load a scenario as it was at an instant that is the `same`, where it was loaded then.

    Else play and remember it.
    """
    play = Sandbox.load

    def load(sandbox: Sandbox, scenario: str) -> None:
        key = (scenario, same(sandbox._account._clock()))  # type: ignore[attr-defined]  # the sandbox's account has one
        with sandbox._state.transaction(replacing=True) as tables:
            if tables.single(FilesBeside).lists:  # they stay, whatever is loaded
                play(sandbox, scenario)
            elif key in _remembered:
                tables.replace(_remembered[key])
            else:
                play(sandbox, scenario)
                _remembered[key] = tables.dump()
        MailingFiles(sandbox._state).drop()

    patch.setattr(Sandbox, "load", load)
