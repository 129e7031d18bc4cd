"""Style sheets are parsed once a test run, not once an app: the same text and variables make the same rules.

Textual keeps parsed rules for one app. Hundreds of apps start in the tests, and parsing took a tenth of their
time. Rules are read and never changed: the widgets of one app share them already. For each widget it goes
through all of them to keep their order, which took another twentieth.
"""

from collections.abc import Hashable
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode


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


def choose_rules_once(patch: pytest.MonkeyPatch) -> None:
    """Let a style sheet try only rules that name a widget: they are chosen once for all like it."""
    apply = Stylesheet.apply

    def apply_chosen(sheet: Any, node: DOMNode, **named: Any) -> None:
        tried, by_name = sheet.rules, sheet.rules_map
        if getattr(sheet, "_chosen_from", None) is not by_name:
            sheet._chosen_from, sheet._chosen, sheet._whole = by_name, {}, tried
        names = frozenset(by_name.keys() & node._selector_names)
        if names not in sheet._chosen:
            naming = {rule for name in names for rule in by_name[name]}
            sheet._chosen[names] = [rule for rule in sheet._whole if rule in naming]
        sheet._rules = sheet._chosen[names]
        try:
            apply(sheet, node, **named)
        finally:
            sheet._rules = tried

    patch.setattr(Stylesheet, "apply", apply_chosen)
