"""Style sheets are parsed once a test run, not once an app: the same text and variables make the same rules.

Textual keeps parsed rules for one app. Hundreds of apps start in the tests, and parsing took a tenth of their
time. Rules are read and never changed: the widgets of one app share them already.
"""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    import pytest


def parse_once(patch: "pytest.MonkeyPatch") -> None:
    """Let all style sheets of this process share what was parsed: each text, and the whole of several.

    CSS that cannot be parsed is parsed again.
    """
    parse, parse_all = Stylesheet._parse_rules, Stylesheet.parse
    parsed: dict[Hashable, list[RuleSet]] = {}
    wholes: dict[Hashable, tuple[list[RuleSet], dict[str, list[RuleSet]]]] = {}

    def shared(sheet: Stylesheet, css: str, *where: Any, **named: Any) -> list[RuleSet]:
        key = (css, where, *sorted(named.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, *where, **named)
        return parsed[key]

    def shared_whole(sheet: Stylesheet) -> None:
        key = (*sheet.source.items(), frozenset(sheet._variables.items()), frozenset(sheet._invalid_css))
        if key not in wholes:
            parse_all(sheet)
            wholes[key] = sheet.rules, sheet.rules_map
        sheet._rules, sheet._rules_map = wholes[key]
        sheet._require_parse = False

    patch.setattr(Stylesheet, "_parse_rules", shared)
    patch.setattr(Stylesheet, "parse", shared_whole)
