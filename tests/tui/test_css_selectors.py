"""Every style is for a widget that exists: Textual ignores a selector whose class was renamed."""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from textual.app import App
from textual.css.model import SelectorType
from textual.css.stylesheet import Stylesheet
from textual.widget import Widget

import dm_tui.tui
from dm_tui.tui.theme import THEMES

ROOT = Path(dm_tui.tui.__file__).parent


def test_every_type_selector_names_a_widget() -> None:
    styles = [path.read_text(encoding="utf-8") for path in ROOT.rglob("*.tcss")]
    for module in walk_packages(dm_tui.tui.__path__, "dm_tui.tui."):
        import_module(module.name)
    widgets = _subclasses(Widget)
    styles += [
        vars(widget).get("DEFAULT_CSS", "") for widget in widgets if widget.__module__.startswith("dm_tui.")
    ]
    sheet = Stylesheet(variables={**App[None]().get_css_variables(), **THEMES[0].variables})
    for number, style in enumerate(styles):
        sheet.add_source(style, read_from=("", str(number)))
    names = {widget.__name__ for widget in widgets}
    selectors = {
        selector.name
        for rules in sheet.rules
        for chain in rules.selector_set
        for selector in chain.selectors
        if selector.type is SelectorType.TYPE
    }
    assert selectors
    assert selectors <= names


def _subclasses(widget: type[Widget]) -> set[type[Widget]]:
    return {widget}.union(*map(_subclasses, widget.__subclasses__()))
