"""What every answer of the vendor is read as: an object of its own names, or rows some levels deep.

A model for every level was rejected: it named nothing that we use.
"""

from typing import ClassVar, Generic, TypeVar

from pydantic import BeforeValidator, ConfigDict, model_validator
from pydantic.alias_generators import to_pascal

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.api.field_types import parse_amount


def _rows_at(path: tuple[str, ...], value: object, missing: tuple[()] | None = ()) -> object:
    """Return the rows at `path` in an answer, `missing` where a level is; a level must be an object."""
    for name in path:
        if not isinstance(value, dict):
            raise ValueError(f"{name} is not in an object")
        value = value.get(name)
        if value is None:
            return missing
    return value


def _counts_none(answer: object) -> bool:
    """Say whether an answer counts its rows and has none."""
    levels = [answer, *(answer.get(name) for name in ("Data", "data"))] if isinstance(answer, dict) else []
    counts = [
        level.get(name) for level in levels if isinstance(level, dict) for name in ("TotalCount", "Total")
    ]
    return any(parse_amount(count) == 0 for count in counts)


def rows_in(name: str) -> BeforeValidator:
    """Return a validator that takes the rows called `name` out of the object around them."""
    return BeforeValidator(lambda value: _rows_at((name,), value))


class ApiAnswer(Model):
    """The base: the vendor's names begin with a capital."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)


R = TypeVar("R", bound=ApiAnswer)


class RowsAnswer(ApiAnswer, Generic[R]):
    """An answer of which only the rows at `PATH` are needed.

    Without them it is unreadable, unless it says itself that there are none: an answer of another shape is no
    empty list.
    """

    PATH: ClassVar[tuple[str, ...]]

    rows: tuple[R, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _find_rows(cls, answer: object) -> dict[str, object]:
        rows = _rows_at(cls.PATH, answer, missing=None)
        if rows is None and not _counts_none(answer):
            raise ValueError("the answer has no rows")
        return {"rows": () if rows is None else rows}
