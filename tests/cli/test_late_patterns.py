"""A regular expression that waits is as any other."""

import copy
import re
from typing import Any

import pytest

from dm_tui.cli.late_patterns import LatePattern, late_patterns


@pytest.fixture
def late() -> Any:
    with late_patterns():
        return re.compile(r"(?P<key>\w+)=(\d+)", re.IGNORECASE)


def is_late(pattern: object) -> bool:
    return type(pattern) is LatePattern and "_compiled" not in vars(pattern)


def test_a_pattern_is_compiled_when_it_is_used_and_not_before(late: Any) -> None:
    assert is_late(late)
    assert late.match("a=1")
    assert not is_late(late)


def test_a_late_pattern_is_for_who_asks_the_compiled_one(late: Any) -> None:
    real = re.compile(r"(?P<key>\w+)=(\d+)", re.IGNORECASE)
    assert isinstance(late, re.Pattern)
    assert (late, hash(late), repr(late)) == (real, hash(real), repr(real))
    assert (late.pattern, late.flags, late.groups, dict(late.groupindex)) == (
        (real.pattern, real.flags, real.groups, dict(real.groupindex))
    )
    assert re.compile(late) is late
    assert re.sub(late, r"\2", "a=1, b=2") == late.sub(r"\2", "a=1, b=2") == "1, 2"
    assert copy.deepcopy(late).findall("a=1") == copy.copy(late).findall("a=1") == [("a", "1")]
    asked: Any = late
    with pytest.raises(AttributeError):
        asked.missing()


def test_a_wrong_pattern_says_so_when_it_is_used() -> None:
    with late_patterns():
        wrong = re.compile("(")
    with pytest.raises(re.error):
        wrong.match("")


def test_whoever_kept_the_late_way_compiles_at_once_afterwards() -> None:
    with late_patterns():
        kept = re.compile
    assert type(kept("a+")) is type(re.compile("a+")) is re.Pattern
