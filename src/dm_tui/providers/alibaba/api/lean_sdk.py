"""Imports the vendor's SDK without what no call of ours uses, which is most of what it loads.

The SDK brings a second HTTP client for `asyncio`, a scheduler, a WebSocket client, RSA and 700 modules of
models: as much of the processor as all the rest of a command. While the SDK is imported, a stand-in takes
the place of each and promises its names; any use of a promise, be it a call, an attribute, a base class or
`isinstance`, loads the real module. If the import fails with the stand-ins in place, whatever the error, the
SDK is imported again without them: a newer one may cost time, and stops no command.
"""

import re
import sys
from contextlib import ExitStack
from importlib import import_module
from importlib.machinery import PathFinder, SourceFileLoader
from importlib.util import find_spec, module_from_spec
from threading import get_ident
from types import ModuleType
from typing import Any

STOOD_IN_FOR = (
    "aiofiles",
    "aiohttp",
    "alibabacloud_tea_openapi.websocket_utils",
    "apscheduler.schedulers.background",
    "asyncio",
    "chardet",
    "charset_normalizer",
    "configparser",
    "cryptography.hazmat.primitives",
    "cryptography.hazmat.primitives.asymmetric",
    "cryptography.hazmat.primitives.serialization",
    "darabonba.utils.xml",
    "darabonba.websocket",
    "importlib.metadata",
    "subprocess",
)
"""The modules that are stood in for, by the names by which the SDK and `requests` import them."""

_SDK = ("Tea", "alibabacloud", "darabonba")
"""What the names of the SDK's own packages begin with."""

_MODEL = re.compile(r"^from \.(\w+) import (\w+)$", re.MULTILINE)


def import_sdk(*services: str) -> None:
    """Import the SDK's chain of credentials and its clients of these services, by the names of its packages.

    Raises ImportError if the SDK is not installed.
    """
    loaded = set(sys.modules)
    try:
        with ExitStack() as stack:
            for name in STOOD_IN_FOR:
                if name not in sys.modules:
                    stack.callback(_StandIn(name).step_aside)
            for service in services:
                _defer_models(f"alibabacloud_{service}.models")
            _import(services)
    except Exception:  # an SDK of another shape is imported as usual
        for name in sys.modules.keys() - loaded:
            if name.startswith(_SDK):
                del sys.modules[name]
        _import(services)


def _import(services: tuple[str, ...]) -> None:
    import_module("alibabacloud_credentials.client")
    import_module("darabonba.runtime")
    for service in services:
        import_module(f"alibabacloud_{service}.client")


class _StandIn(ModuleType):
    """Takes the place of a module until it steps aside; other threads find the real one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._importer: int | None = get_ident()
        sys.modules[name] = self

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # every `from … import` asks for it
            raise AttributeError(name)
        if self._importer != get_ident():
            return self.take(name)
        return _read_version(self.__name__) if name == "__version__" else _Promise(self, name)

    def step_aside(self) -> None:
        """Leave the place to the real module, which is loaded when it is imported next."""
        self._importer = None
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]

    def take(self, name: str) -> Any:
        """Return what the real module has under a name, be it a module inside."""
        self.step_aside()
        real = import_module(self.__name__)
        return getattr(real, name) if hasattr(real, name) else import_module(f"{self.__name__}.{name}")


class _Promise:
    """What a module that is not loaded has under a name."""

    def __init__(self, module: _StandIn, name: str) -> None:
        self._module, self._name = module, name

    def _real(self) -> Any:
        return self._module.take(self._name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._real()(*arguments, **named)

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, self._real())

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._real(),)


def _read_version(package: str) -> Any:
    """Return the version that a package has in a file of its own, without loading the package."""
    package_spec = PathFinder.find_spec(package)
    for name in ("version", "_version") if package_spec else ():
        spec = PathFinder.find_spec(name, package_spec.submodule_search_locations) if package_spec else None
        if spec is not None and spec.loader is not None:
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            return module.__version__
    raise AttributeError("__version__")


def _defer_models(package: str) -> None:
    """Import each model of a service when it is used first; the source of the package says where it is."""
    spec = None if package in sys.modules else find_spec(package)
    if spec is None or not isinstance(spec.loader, SourceFileLoader):
        return
    files = {model: file for file, model in _MODEL.findall(spec.loader.get_source(package) or "")}
    module = module_from_spec(spec)

    def load(model: str) -> Any:
        if model not in files:
            raise AttributeError(model)
        return getattr(import_module(f"{package}.{files[model]}"), model)

    module.__dict__["__getattr__"] = load
    sys.modules[package] = module
