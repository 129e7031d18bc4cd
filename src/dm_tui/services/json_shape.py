"""The base of the shapes that programs rely on: what `--json`, exports and `schema` have in common."""

from typing import Self

from dm_tui.domain.model import Model

_ABSENT = object()


class JsonShape(Model):
    """A document of the contract, or a part of one."""

    @classmethod
    def take(cls, source: object, **values: object) -> Self:
        """Return the shape with `values`, and what `source` has under the names of the other fields.

        Attributes are taken, not dumped: a model inside was validated when it was made and stays the same object,
        while text from elsewhere is cleaned by the field that takes it (`Line`, `Text`).
        """
        for name in cls.model_fields.keys() - values.keys():
            value = getattr(source, name, _ABSENT)
            if value is not _ABSENT:
                values[name] = value
        return cls(**values)
