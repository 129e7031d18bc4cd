"""pydantic without what only others need of it.

We use no plug-ins, and looking for them reads every installed package's metadata. Switching them off is
pydantic's own setting (`PYDANTIC_DISABLE_PLUGINS`), but it still imports the module that would read the
metadata, which costs as much as everything this program has of its own.

`secrets` brings OpenSSL and is imported only for comparing two secrets: it can wait until that happens.
`uuid` asks `platform` for the name of the system, which `os.uname` has as well. argparse looks for translations
of its words, of which there are none here. No model of ours has a time zone by its name: `zoneinfo` would
load how Python was built, only to know where the zones lie. Nothing is written in base 64, and no path as a URL,
until somebody asks for it.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


def import_pydantic_fast() -> None:
    """Import pydantic with nothing to look for and without OpenSSL, where nobody has asked for them yet.

    Whoever else imports `importlib.metadata` or `secrets`, before or after, has the real ones.
    """
    try:
        with (
            _substitute_module("secrets", __getattr__=_lazy_attribute("secrets")),
            _substitute_module("base64", __getattr__=_lazy_attribute("base64")),
            _substitute_module("urllib.parse", quote_from_bytes=_quoted),
            _substitute_module(
                "platform", system=lambda: os.uname().sysname if os.name == "posix" else ""
            ),
            _substitute_module(
                "zoneinfo", ZoneInfo=type("ZoneInfo", (), {}), ZoneInfoNotFoundError=KeyError
            ),
        ):
            import pydantic.types
            import pydantic._internal._generate_schema  # isort: skip
        if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") == "__all__":
            with _substitute_module("importlib.metadata", entry_points=lambda **_: ()):
                import pydantic.plugin._loader  # noqa: F401
    except ImportError:  # another pydantic, arranged in another way: it finds its way without us
        pass


def import_argparse_untranslated() -> None:
    """Import argparse with its own words, which no catalogue of this machine translates, where nobody has asked yet."""
    with _substitute_module(
        "gettext", gettext=lambda one: one, ngettext=lambda one, many, n: one if n == 1 else many
    ):
        import argparse  # noqa: F401


def _lazy_attribute(module: str) -> Callable[[str], Any]:  # any attribute of the module
    return lambda name: getattr(import_module(module), name)


def _quoted(raw: bytes) -> str:  # what `pathlib` keeps for paths as URLs
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(raw)


@contextmanager
def _substitute_module(name: str, **attributes: object) -> Iterator[None]:
    """Let a module that is not loaded be one that has only these attributes, for as long as the block takes."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = ModuleType(name)
    for attribute, value in attributes.items():
        setattr(sys.modules[name], attribute, value)
    try:
        yield
    finally:
        del sys.modules[name]
