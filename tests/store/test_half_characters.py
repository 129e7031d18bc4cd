"""A record whose fault has half a character cannot be read: the fault itself cannot be told."""

import pytest
from pydantic import field_validator

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.store.collection import validate_document


class _Entry(Model):
    unit: str

    @field_validator("unit")
    @classmethod
    def _refuse(cls, unit: str) -> str:
        raise ValueError(f"no unit {unit}")


@pytest.mark.parametrize("unit", ["\ud800", "x"])
def test_it_is_a_record_that_cannot_be_read(unit: str) -> None:
    with pytest.raises(DirectMailError) as unreadable:
        validate_document(_Entry, {"unit": unit})
    assert unreadable.value.kind is ErrorKind.STATE_FILE
