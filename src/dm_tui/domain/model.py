"""The base of every stored, printed and passed value.

Values are frozen, so that a thread or a screen that holds one never sees it change. Unknown fields are
ignored: a newer program may have added some. Dataclasses were rejected: what is read from a file needs
validation anyway.
"""

from typing import Self

from pydantic import BaseModel, ConfigDict

_ABSENT = object()


class Model(BaseModel):
    """A frozen value: each step takes one and returns the next.

    Validators are built on first use, which keeps imports cheap; errors hide their input, which may be a
    secret.
    """

    model_config = ConfigDict(frozen=True, defer_build=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def take(cls, source: object, **values: object) -> Self:
        """Return a model with `values`, and what `source` has under the names of the other fields.

        Attributes are taken, not dumped: a model inside was validated when it was made and stays the same
        object, while text from elsewhere is cleaned by the field that takes it (`Line`, `Text`).
        """
        for name in cls.model_fields.keys() - values.keys():
            value = getattr(source, name, _ABSENT)
            if value is not _ABSENT:
                values[name] = value
        return cls(**values)
