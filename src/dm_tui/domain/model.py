"""The base of every value that travels through the house."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value: a step takes one and returns the next.

    Validators are built on first use, so that importing a room costs nothing until it is entered;
    errors hide their input, which may be a secret.
    """

    model_config = ConfigDict(
        frozen=True, defer_build=True, extra="ignore", hide_input_in_errors=True
    )
