"""Style sheets are parsed once a test run, not once an app: the same text and variables make the same rules.

Textual keeps parsed rules for one app. Hundreds of apps start in the tests, and parsing took a tenth of their
time. Rules are read and never changed: the widgets of one app share them already.
"""

from collections.abc import Hashable
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def parse_once(patch: pytest.MonkeyPatch) -> None:
    """Let all style sheets of this process share what was parsed.

    CSS that cannot be parsed is parsed again.
    """
    parse = Stylesheet._parse_rules
    parsed: dict[Hashable, list[RuleSet]] = {}

    def shared(sheet: Stylesheet, css: str, *where: Any, **named: Any) -> list[RuleSet]:
        key = (css, where, *sorted(named.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, *where, **named)
        return parsed[key]

    patch.setattr(Stylesheet, "_parse_rules", shared)
