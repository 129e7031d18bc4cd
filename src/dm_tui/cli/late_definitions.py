"""What classes of other libraries need only when they are used is made then, not when they are imported.

Of all that the interface imports, a tenth of the processor time went into functions of dataclasses: each is
written as source and compiled, and three in four are never called. Another part went into types of
dictionaries that only type checkers read. (Measured in instructions of a start: 7 % and 2 %.)

Nothing is different for who looks: a function is built when it is first reached through its class, and takes
its place there; a type is read when someone asks what it has.
"""

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

READ_OF_TYPES = (
    "__required_keys__",
    "__optional_keys__",
    "__readonly_keys__",
    "__mutable_keys__",
    "__total__",
)
"""What someone may ask a type of dictionaries for."""


@contextmanager
def late_functions() -> Iterator[None]:
    """Let the dataclasses that are made meanwhile build their functions on first use.

    From Python 3.13 on there is nothing to replace: it builds them at once, and faster.
    """
    build = getattr(dataclasses, "_create_fn", None)
    if build is None:
        yield
        return
    setattr(dataclasses, "_create_fn", partial(LateFunction, build))  # noqa: B010  # mypy knows no such name
    try:
        yield
    finally:
        setattr(dataclasses, "_create_fn", build)  # noqa: B010


class LateFunction:
    """A function of a class until it is reached through the class: then the real one is in its place."""

    __slots__ = ("__name__", "__qualname__", "_build", "_built")

    def __init__(self, build: Callable[..., types.FunctionType], name: str, *how: Any, **named: Any) -> None:
        self.__name__ = self.__qualname__ = name
        self._build = partial(build, name, *how, **named)
        self._built: types.FunctionType | None = None

    def __get__(self, instance: object, owner: type) -> Any:
        function = self.real()
        for base in owner.__mro__:
            if base.__dict__.get(self.__name__) is self:
                function.__qualname__ = f"{base.__qualname__}.{self.__name__}"
                type.__setattr__(base, self.__name__, function)
        return function.__get__(instance, owner)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the real one: whoever wrapped it reaches it through no class."""
        return self.real()(*arguments, **named)

    @property
    def __module__(self) -> str:  # type: ignore[override]  # what wraps a function takes its module
        return str(self._build.keywords["globals"]["__name__"])

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self.real())

    def real(self) -> types.FunctionType:
        """Return the function, which is built now if it was not."""
        if self._built is None:
            self._built = self._build()
        return self._built


class UnreadType(type):
    """The class of types of dictionaries whose keys nobody has asked for yet."""

    _named: dict[str, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **named: Any) -> "UnreadType":
        """Make the class, and keep what was said of its keys."""
        made = super().__new__(cls, name, bases, body)
        made._named = named
        return made

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **named: Any) -> None:
        super().__init__(name, bases, body)

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        """Return a plain dictionary, as every `TypedDict` does."""
        return dict(*arguments, **named)

    def __getattr__(cls, name: str) -> Any:
        if name not in READ_OF_TYPES:
            raise AttributeError(name)
        return getattr(cls.real(), name)

    def real(cls) -> type:
        """Return the type as it would be without this module."""
        bases = tuple(base.real() for base in cls.__bases__ if isinstance(base, UnreadType))
        if cls.__bases__ == (dict,):
            return typing.TypedDict  # type: ignore[return-value]  # it stands for a class where one is made
        kept = {"__annotations__": cls.__annotations__, "__module__": cls.__module__}
        return types.new_class(cls.__name__, bases, cls._named, lambda body: body.update(kept))


class UnreadDict(dict[Any, Any], metaclass=UnreadType):
    """Stands in for `TypedDict`."""


@contextmanager
def unread_types() -> Iterator[None]:
    """Let types of dictionaries that are made meanwhile be read when someone asks."""
    import typing_extensions

    kept = {module: module.TypedDict for module in (typing, typing_extensions)}
    for module in kept:
        setattr(module, "TypedDict", UnreadDict)  # noqa: B010
    try:
        yield
    finally:
        for module, real in kept.items():
            setattr(module, "TypedDict", real)  # noqa: B010
