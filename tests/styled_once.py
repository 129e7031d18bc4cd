"""Styles are found once a test run for all widgets that are alike, in whichever app they are.

Textual looks for them again for each widget of each app, and sets them one by one: a fifth of the time of
tests. Alike are widgets whose type, classes, id and ancestors are; which of their pseudo classes hold is
asked each time. What styles come to is Textual's own work, the first time.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.css.match import _check_selectors
from textual.css.model import RuleSet, Selector
from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

if TYPE_CHECKING:
    import pytest

HEEDED = frozenset({"display", "pointer", "visibility"})
"""Styles that change more of a new widget than themselves when they are set."""

Rules = dict[str, Any]
Check = Callable[[Any], bool]

apply_each = Stylesheet.apply
"""What Textual does for each widget."""


SAME_AS = {"blur": "focus", "enabled": "disabled", "light": "dark", "even": "odd"}
"""Pseudo classes that hold where another does not."""

OF_THE_APP = frozenset({"dark", "inline", "ansi", "nocolor"})
"""Pseudo classes that hold for all widgets of an app or for none."""


class _Found:
    """The rules for all widgets that are alike, and what they come to where the same pseudo classes hold."""

    def __init__(self, rules: list[RuleSet], path: list[DOMNode]) -> None:
        chains = {id(rule): _fitting(rule, path) for rule in rules}
        self.rules = [rule for rule in rules if chains[id(rule)]]
        self.asked = _asked(
            [selector for rule in self.rules for chain in chains[id(rule)] for selector in chain], path
        )
        self.styles: dict[tuple[bool, ...], Rules] = {}


def _asked(selectors: list[Selector], path: list[DOMNode]) -> list[tuple[int, Check]]:
    """Return of which widgets of a path it is asked whether which pseudo class holds."""
    asked: dict[tuple[int, str], tuple[int, Check]] = {}
    for selector in selectors:
        for at, node in enumerate(path) if selector.pseudo_classes else ():
            checks: Mapping[str, Check] = node._PSEUDO_CLASSES
            for name in selector.pseudo_classes & checks.keys() if selector._check(node) else ():
                name = SAME_AS.get(name, name)
                asked.setdefault((-1 if name in OF_THE_APP else at, name), (at, checks[name]))
    return list(asked.values())


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


class _Parts(dict[str, RenderStyles]):
    """The styles of the parts of a widget, its component classes; those of most are never looked at."""

    def __init__(self, node: DOMNode, rules: Mapping[str, Rules]) -> None:
        self.node = node
        self.rules = rules

    def __contains__(self, name: object) -> bool:
        return name in self.rules

    def __missing__(self, name: str) -> RenderStyles:
        part = _part(self.node, name)
        Stylesheet.replace_rules(part, self.rules[name])  # type: ignore[arg-type]
        self[name] = part.styles
        return part.styles


class _Sheet:
    """What is known of one whole of rules: which of them name a widget, and the parts of widgets alike."""

    def __init__(self, sheet: Stylesheet) -> None:
        self.rules, self.by_name = sheet.rules, sheet.rules_map
        self.places = {id(rule): at for at, rule in enumerate(self.rules)}
        self.chosen: dict[Hashable, _Candidates] = {}
        self.parts: dict[_Found, tuple[dict[str, _Found], list[tuple[int, Check]]]] = {}
        self.styles: dict[Hashable, Mapping[str, Rules]] = {}

    def naming(self, node: DOMNode) -> list[RuleSet]:
        """Return the rules that name a widget, in their order."""
        rules = [rule for name in self.by_name.keys() & node._selector_names for rule in self.by_name[name]]
        return [self.rules[at] for at in sorted({self.places[id(rule)] for rule in rules})]


def _fitting(rule: RuleSet, path: list[DOMNode]) -> list[list[Selector]]:
    chains = [chain.selectors for chain in rule.selector_set]
    return [chain for chain in chains if _check_selectors([_bare(selector) for selector in chain], path)]


def _bare(selector: Selector) -> Selector:
    return replace(selector, pseudo_classes=set()) if selector.pseudo_classes else selector


def find_styles_once(patch: "pytest.MonkeyPatch") -> None:
    """Let all style sheets of this process share what they found."""
    known: dict[tuple[int, ...], _Candidates] = {}
    sheets: dict[int, _Sheet] = {}

    def candidates(of: _Sheet, node: DOMNode) -> _Candidates:
        names = type(node), frozenset(node._classes), node._id
        if names not in of.chosen:
            rules = of.naming(node)
            of.chosen[names] = known.setdefault(tuple(map(id, rules)), _Candidates(rules))
        return of.chosen[names]

    def come_to(sheet: Any, path: list[DOMNode], found: _Found, part: str = "") -> Rules:
        holding = tuple([check(path[at]) for at, check in found.asked])
        if holding not in found.styles:
            node = _part(path[-1], part) if part else path[-1]
            found.styles[holding] = _combined(sheet, node, found.rules)
        return found.styles[holding]

    def parts_come_to(sheet: Any, of: _Sheet, found: _Found, path: list[DOMNode]) -> Mapping[str, Rules]:
        node = path[-1]
        if found not in of.parts:
            asked: dict[tuple[int, Check], None] = {}
            parts: dict[str, _Found] = {}
            for name in sorted(node._get_component_classes()):
                whole = [*path, _part(node, name)]
                parts[name] = candidates(of, whole[-1]).find(whole)
                asked.update(dict.fromkeys(parts[name].asked))
            of.parts[found] = parts, list(asked)
        parts, checks = of.parts[found]
        key = found, tuple([check(path[at]) for at, check in checks])
        if key not in of.styles:
            of.styles[key] = {name: come_to(sheet, path, part, name) for name, part in parts.items()}
        return of.styles[key]

    def apply_found(sheet: Any, node: DOMNode, *, animate: bool = False, cache: object = None) -> None:
        if (of := sheets.get(id(sheet.rules_map))) is None:
            of = sheets[id(sheet.rules_map)] = _Sheet(sheet)
        chosen, path = candidates(of, node), node.css_path_nodes
        found = chosen.find(path)
        rules = come_to(sheet, path, found)
        node._has_hover_style, node._has_focus_within = chosen.has_hover, chosen.has_focus_within
        node._has_order_style, node._has_odd_or_even = chosen.has_order, chosen.has_parity
        if rules:
            sheet.replace_rules(node, rules, animate=animate)
        if node._get_component_classes():
            _give_parts(node, parts_come_to(sheet, of, found, path))

    patch.setattr(Stylesheet, "apply", apply_found)
    _set_at_once(patch)


def _part(node: DOMNode, name: str) -> DOMNode:
    part = DOMNode(classes=name)
    part._attach(node)
    return part


def _give_parts(node: DOMNode, rules: Mapping[str, Rules]) -> None:
    """Give a widget the styles of its parts, and let it be painted again where they are others now."""
    before = node._component_styles
    if not isinstance(before, _Parts) or before.rules is not rules:
        node._component_styles = _Parts(node, rules)
        if not isinstance(before, _Parts) or before.rules != rules:
            node.refresh()


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


def _set_at_once(patch: "pytest.MonkeyPatch") -> None:
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
