"""The base of every stored, printed and passed value."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value: each step takes one and returns the next.

    Validators are built on first use, which keeps imports cheap; errors hide their input, which may be a secret.
    """

    model_config = ConfigDict(frozen=True, defer_build=True, extra="ignore", hide_input_in_errors=True)
