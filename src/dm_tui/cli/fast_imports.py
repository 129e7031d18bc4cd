"""Imports pydantic and argparse without the modules that only others need of them.

Importing pydantic loads modules that no command uses; without them `status` makes a quarter fewer calls.
`importlib.metadata` reads the metadata of every installed package to look for plug-ins of pydantic, `secrets`
brings OpenSSL to compare secrets, `base64` and `urllib.parse` wait for data that never comes, `tokenize` for
source to read, `ntpath` serves paths of Windows, `platform` asks for the name of the system, and `gettext`
looks for translations of argparse.

A stand-in replaces each of them during the import. It never lies: what it does not have it takes from the
real module, which it then loads, so code that keeps one has a module that works. (`zoneinfo` has none:
pydantic keeps its class to recognise fields by, and a stand-in of a class is another class.) No private
module of pydantic is named here. If the import fails with the stand-ins in place, whatever the error,
pydantic is imported again without them: a newer version may cost time, and stops no command.

What pydantic defines and nobody may ever ask for is made later, see `late_definitions` and `late_patterns`.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType, new_class
from typing import Any


def import_pydantic_fast() -> None:
    """Import pydantic, and what it loads when the first model is built, without plug-ins and OpenSSL.

    `PYDANTIC_DISABLE_PLUGINS`, pydantic's own setting, stays as the user set it.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    loaded = set(sys.modules)
    try:
        with ExitStack() as stack:
            for name, attributes in _STAND_INS.items():
                stack.enter_context(stand_in(name, **attributes))
            from dm_tui.cli.late_patterns import late_patterns

            stack.enter_context(late_patterns())
            from dm_tui.cli.late_definitions import late_functions, unread_types

            stack.enter_context(late_functions())
            with unread_types():
                import pydantic_core  # noqa: F401  # a type of dictionaries for every kind of schema
            _build_first_model()
    except Exception:  # a pydantic of another shape is imported as usual
        for name in sys.modules.keys() - loaded:
            if name.partition(".")[0] in ("pydantic", "dm_tui"):
                del sys.modules[name]
        _build_first_model()


def import_argparse_untranslated() -> None:
    """Import argparse with its own words, without looking for a translation of them."""
    with stand_in(
        "gettext", gettext=lambda text: text, ngettext=lambda text, texts, n: text if n == 1 else texts
    ):
        import argparse  # noqa: F401


def _build_first_model() -> None:
    from dm_tui.domain.money import Money

    Money.model_rebuild()  # almost every command needs this one anyway


class LateClass(type):
    """The class of classes that are imported when they are first called or asked something.

    A class that is made of one is late as well.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> "LateClass":
        """Make the class that stands in, and keep what is to be in the real one."""
        made = super().__new__(cls, name, bases, body)
        made._body = body
        made._real = None
        return made

    def __call__(cls, *args: Any, **named: Any) -> Any:
        """Make one of the real class."""
        return cls.real()(*args, **named)

    def __getattr__(cls, name: str) -> Any:
        return getattr(cls.real(), name)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.real())

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.real())

    def real(cls) -> type:
        """Return the class itself."""
        if cls._real is None:
            if cls.__bases__ == (object,):
                cls._real = getattr(import_module(cls.__module__), cls.__name__)
            else:
                bases = tuple(base.real() if isinstance(base, LateClass) else base for base in cls.__bases__)
                cls._real = new_class(cls.__name__, bases, exec_body=lambda body: body.update(cls._body))
        return cls._real

    _body: dict[str, Any]
    _real: type | None


def import_later(module: str, *names: str) -> dict[str, object]:
    """Return classes of a module that are imported when they are first used."""
    return {name: LateClass(name, (), {"__module__": module}) for name in names}


def call_later(module: str, function: str) -> Callable[..., Any]:
    """Return a function that imports the real one when it is called."""
    return lambda *args, **named: getattr(import_module(module), function)(*args, **named)


_STAND_INS: dict[str, dict[str, object]] = {
    "ntpath": {},
    "tokenize": {},
    "secrets": {},
    "base64": {},
    "urllib.parse": {"quote_from_bytes": call_later("urllib.parse", "quote_from_bytes")},
    "platform": {"system": lambda: os.uname().sysname if os.name == "posix" else ""},
    "importlib.metadata": {"entry_points": call_later("importlib.metadata", "entry_points")},
}
"""The modules that are stood in for, with what is imported from them by name."""


@contextmanager
def stand_in(name: str, **attributes: object) -> Iterator[None]:
    """Stand in for a module that is not loaded yet; attributes that are not given come from the real one."""
    if name in sys.modules:
        yield
        return
    module = ModuleType(name)

    def step_aside() -> None:
        if sys.modules.get(name) is module:
            del sys.modules[name]

    def take_from_real(attribute: str) -> Any:
        if attribute == "__path__":  # every `from … import` asks for it
            raise AttributeError(attribute)
        step_aside()
        return getattr(import_module(name), attribute)

    module.__dict__.update(attributes, __getattr__=take_from_real)
    sys.modules[name] = module
    try:
        yield
    finally:
        step_aside()
