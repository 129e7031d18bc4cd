"""Imports the interface, and Textual with it, without what the first frame does not need.

`fast_imports` says how modules are stood in for. Textual's own module of types brings five widgets that no
first frame has, its command palette four; `platformdirs` and `mimetypes` wait for files that are delivered to
a browser, and asyncio brings OpenSSL for connections that are none of its business here.

For every class of widgets Textual looks through all attributes of all its bases: for 63 classes that was a
twelfth of the instructions of a bare start. `_Subclassing` looks through each base once. It does nothing
unless it found what Textual finds for the first class.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from typing import Any

from dm_tui.cli.fast_imports import call_later, import_later, stand_in
from dm_tui.cli.late_definitions import late_functions
from dm_tui.cli.late_patterns import late_patterns


def import_interface_fast() -> None:
    """Import `tui.app`; if that fails this way, whatever the error, as usual."""
    loaded = set(sys.modules)
    try:
        with ExitStack() as stack:
            stack.enter_context(late_functions())
            stack.enter_context(late_patterns())
            for name, attributes in _STAND_INS.items():
                stack.enter_context(stand_in(name, **attributes))
            import textual.dom

            _Subclassing(textual.dom.DOMNode)
            kinds = import_module("textual._types")
            names = ("CallbackType", "IgnoreReturnCallbackType")
            stack.enter_context(stand_in("textual.types", **{name: getattr(kinds, name) for name in names}))
            import dm_tui.tui.app

            of_app = vars(import_module("textual.app"))
            # A palette takes a function that returns a class of providers as well as the class.
            of_app["ThemeProvider"] = of_app["ThemeProvider"].real
    except Exception:  # a Textual of another shape is imported as usual
        for name in sys.modules.keys() - loaded:
            if name.partition(".")[0] in ("textual", "dm_tui"):
                del sys.modules[name]
        import dm_tui.tui.app  # noqa: F401


_STAND_INS: dict[str, dict[str, object]] = {
    "platformdirs": {"user_downloads_path": call_later("platformdirs", "user_downloads_path")},
    "mimetypes": {},
    "ssl": {},
    "asyncio.sslproto": {},
    "textual.command": import_later(
        "textual.command",
        *("CommandListItem", "CommandPalette", "SimpleProvider", "Provider", "DiscoveryHit", "Hit", "Hits"),
    ),
}


class _Subclassing:
    """Does for a new class of nodes what Textual does, by what was found in each of its bases.

    The first class is compared: if Textual sets other attributes, or sets them otherwise, it does it all.
    """

    def __init__(self, node: Any) -> None:
        from textual.reactive import Reactive

        self._node, self._reactive = node, Reactive
        self._own: Callable[..., None] = node.__dict__["__init_subclass__"].__func__
        self._attributes_of = cache(self._look_through)
        node.__init_subclass__ = classmethod(lambda cls, **how: self._compare(cls, how))

    def _compare(self, cls: Any, how: dict[str, bool]) -> None:
        before = dict(vars(cls))
        self._own(cls, **how)
        theirs = {name: value for name, value in vars(cls).items() if before.get(name) is not value}
        theirs.pop("_merged_bindings", None)
        if theirs == self._found(cls, **how):
            self._node.__init_subclass__ = classmethod(lambda cls, **how: self._set(cls, how))
        else:
            self._node.__init_subclass__ = classmethod(self._own)

    def _set(self, cls: Any, how: dict[str, bool]) -> None:
        super(self._node, cls).__init_subclass__()
        for name, value in self._found(cls, **how).items():
            setattr(cls, name, value)
        cls._merged_bindings = cls._merge_bindings()

    def _found(
        self,
        cls: Any,
        inherit_css: bool = True,
        inherit_bindings: bool = True,
        inherit_component_classes: bool = True,
    ) -> dict[str, Any]:
        cls._inherit_css, cls._inherit_bindings = inherit_css, inherit_bindings
        css_bases = cls._css_bases(cls)
        bases = [self._attributes_of(base) for base in reversed(cls.__mro__)]
        return {
            "_reactives": {name: reactive for reactives, _ in bases for name, reactive in reactives.items()},
            "_inherit_css": inherit_css,
            "_inherit_bindings": inherit_bindings,
            "_inherit_component_classes": inherit_component_classes,
            "_css_type_name": css_bases[0].__name__,
            "_css_type_names": frozenset(base.__name__ for base in css_bases),
            "_computes": frozenset(name for _, computes in bases for name in computes),
        }

    def _look_through(self, base: type) -> tuple[dict[str, Any], tuple[str, ...]]:
        named = vars(base).items()
        return (
            {name: value for name, value in named if isinstance(value, self._reactive)},
            tuple(n.lstrip("_")[8:] for n, _ in named if n.startswith(("_compute_", "compute_"))),
        )
