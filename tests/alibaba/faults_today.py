"""Marks of what the program does wrong today.

Whoever mends a line of the issue removes its marks: they are strict.
"""

import pytest


def fails(line: int, why: str) -> pytest.MarkDecorator:
    """Return the mark of a test that fails today because of a fault that the issue's `line` names."""
    return pytest.mark.xfail(strict=True, reason=f"issue line {line}: {why}")
