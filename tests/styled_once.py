"""Styles are found once a test run for all widgets that are alike, in whichever app they are.

Textual looks for them again for each widget of each app, and sets them one by one: a fifth of the time of
tests. Alike are widgets whose type, classes, id and ancestors are; which of their pseudo classes hold is
asked each time. What styles come to is Textual's own work, the first time.
"""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import pytest
from textual.css.match import _check_selectors
from textual.css.model import RuleSet, Selector
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

HEEDED = frozenset({"display", "pointer", "visibility"})
"""Styles that change more of a new widget than themselves when they are set."""

Rules = dict[str, Any]

apply_each = Stylesheet.apply
"""What Textual does for each widget."""


class _Found:
    """The rules for all widgets that are alike, and what they come to where the same pseudo classes hold."""

    def __init__(self, rules: list[RuleSet], path: list[DOMNode]) -> None:
        chains = {id(rule): _fitting(rule, path) for rule in rules}
        self.rules = [rule for rule in rules if chains[id(rule)]]
        self.unsure = [
            chain
            for rule in self.rules
            for chain in chains[id(rule)]
            if any(selector.pseudo_classes for selector in chain)
        ]
        self.styles: dict[tuple[bool, ...], Rules] = {}


class _Candidates:
    """The rules that name a widget, in their order."""

    def __init__(self, rules: list[RuleSet]) -> None:
        self.rules = rules
        self.found: dict[Hashable, _Found] = {}
        pseudo: set[str] = set().union(*(rule.pseudo_classes for rule in rules))
        self.has_hover = "hover" in pseudo
        self.has_focus_within = "focus-within" in pseudo
        self.has_order = bool(
            pseudo & {"first-of-type", "last-of-type", "first-child", "last-child", "empty"}
        )
        self.has_parity = bool(pseudo & {"odd", "even"})

    def find(self, path: list[DOMNode]) -> _Found:
        """Return those that fit the last widget of a path if its pseudo classes hold."""
        kind = tuple([(type(node), frozenset(node._classes), node._id) for node in path])
        if kind not in self.found:
            self.found[kind] = _Found(self.rules, path)
        return self.found[kind]


def _fitting(rule: RuleSet, path: list[DOMNode]) -> list[list[Selector]]:
    chains = [chain.selectors for chain in rule.selector_set]
    return [chain for chain in chains if _check_selectors([_bare(selector) for selector in chain], path)]


def _bare(selector: Selector) -> Selector:
    return replace(selector, pseudo_classes=set()) if selector.pseudo_classes else selector


def find_styles_once(patch: pytest.MonkeyPatch) -> None:
    """Let all style sheets of this process share what they found."""
    known: dict[tuple[int, ...], _Candidates] = {}
    named: dict[int, tuple[object, dict[int, int], dict[frozenset[str], _Candidates]]] = {}

    def candidates(sheet: Any, node: DOMNode) -> _Candidates:
        by_name = sheet.rules_map
        if id(by_name) not in named:
            named[id(by_name)] = by_name, {id(rule): at for at, rule in enumerate(sheet.rules)}, {}
        _, places, chosen = named[id(by_name)]
        names = frozenset(by_name.keys() & node._selector_names)
        if names not in chosen:
            rules = [
                sheet.rules[at]
                for at in sorted({places[id(rule)] for name in names for rule in by_name[name]})
            ]
            chosen[names] = known.setdefault(tuple(map(id, rules)), _Candidates(rules))
        return chosen[names]

    def apply_found(sheet: Any, node: DOMNode, *, animate: bool = False, cache: object = None) -> None:
        chosen, path = candidates(sheet, node), node.css_path_nodes
        found = chosen.find(path)
        holding = tuple([_check_selectors(chain, path) for chain in found.unsure])
        if holding not in found.styles:
            found.styles[holding] = _combined(sheet, node, found.rules)
        node._has_hover_style, node._has_focus_within = chosen.has_hover, chosen.has_focus_within
        node._has_order_style, node._has_odd_or_even = chosen.has_order, chosen.has_parity
        if found.styles[holding]:
            sheet.replace_rules(node, found.styles[holding], animate=animate)
        sheet._process_component_classes(node)

    patch.setattr(Stylesheet, "apply", apply_found)
    _set_at_once(patch)


def _combined(sheet: Any, node: DOMNode, rules: list[RuleSet]) -> Rules:
    """Return what Textual would set, as it reads these rules for this widget."""
    combined: Rules = {}
    whole, sheet._rules = sheet.rules, rules
    sheet.replace_rules = lambda node, found, animate: combined.update(found)
    sheet._process_component_classes = lambda node: None
    try:
        apply_each(sheet, node)
    finally:
        sheet._rules = whole
        del sheet.replace_rules, sheet._process_component_classes
    return combined


def _set_at_once(patch: pytest.MonkeyPatch) -> None:
    """Set all styles of a new widget at once, as Textual set those of the first; later, what changes."""
    alone: dict[int, tuple[Rules, Rules]] = {}
    set_all = Stylesheet.replace_rules

    def set_changed(node: DOMNode, rules: Rules, animate: bool = False) -> None:
        styles: Any = node.styles.base
        if animate and "transitions" in styles._rules.keys() | rules.keys():
            set_all(node, rules, animate=True)  # type: ignore[arg-type]
            return
        is_new = not styles._rules and not node._is_mounted
        if is_new and id(rules) in alone:
            styles._rules.update(alone[id(rules)][1])
            styles._updates += 1
        for key in styles._rules.keys() | rules.keys():
            if styles._rules.get(key) is not rules.get(key):
                setattr(styles, key, rules.get(key))
        if is_new and id(rules) not in alone:
            kept = {
                key: value
                for key, value in styles._rules.items()
                if value is rules.get(key) and key not in HEEDED
            }
            alone[id(rules)] = rules, kept
        node.notify_style_update()

    patch.setattr(Stylesheet, "replace_rules", staticmethod(set_changed))
