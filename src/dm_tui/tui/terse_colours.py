"""The same text on the terminal in fewer bytes: colours are set where they change, not around every word.

Textual writes each piece of a row with all its attributes before it and a reset behind it: 38 bytes for one
cell of a column. A terminal keeps what was set, wherever its cursor is moved.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_ATTRIBUTES = re.compile("\x1b\\[([0-9;]*)m")
_MOVE = re.compile("(?:\x1b\\[[0-9;]*H)*")


class Pen(NamedTuple):
    """What a terminal writes with: attributes such as bold, the colour of signs, and the one behind them."""

    attributes: tuple[str, ...] = ()
    sign: str = ""
    ground: str = ""


def write_tersely(written: str) -> str:
    """Return what paints the same as `written`, which begins and ends without attributes."""
    parts: list[str] = []
    now = wanted = Pen()
    for number, piece in enumerate(_ATTRIBUTES.split(written)):
        if number % 2:
            wanted = _pen_of(piece)
        elif piece:
            if _MOVE.fullmatch(piece) is None:
                is_blank = not piece.strip(" ") and not (now.attributes or wanted.attributes)
                pen = wanted._replace(sign=now.sign) if is_blank else wanted
                parts.append(_change(now, pen))
                now = pen
            parts.append(piece)
    return "".join([*parts, _change(now, Pen())])


def _change(now: Pen, wanted: Pen) -> str:
    """Return the shorter way from one pen to another: what differs, or all of it from the beginning."""
    if now == wanted:
        return ""
    ended = [code for code in now.attributes if code not in wanted.attributes]
    codes = ["0", *wanted.attributes, wanted.sign, wanted.ground]
    if all(code in _ENDS for code in ended):
        ends = {_ENDS[code] for code in ended}
        kept = tuple(code for code in now.attributes if _ENDS.get(code) not in ends)
        begun = [code for code in wanted.attributes if code not in kept]
        sign = (wanted.sign or "39") if now.sign != wanted.sign else ""
        ground = (wanted.ground or "49") if now.ground != wanted.ground else ""
        codes = min(codes, [*ends, *begun, sign, ground], key=lambda way: len(";".join(filter(None, way))))
    return f"\x1b[{';'.join(filter(None, codes))}m"


_ENDS = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
"""What ends each attribute and leaves the colours (ECMA-48: SGR)."""


@lru_cache(maxsize=256)
def _pen_of(codes: str) -> Pen:
    """Return the pen that these codes set when there is none; `0` and nothing at all are no pen."""
    attributes: list[str] = []
    sign = ground = ""
    left = codes.split(";") if codes not in ("", "0") else []
    while left:
        length = {"5": 3, "2": 5}.get(left[1], 1) if left[0] in ("38", "48") and len(left) > 1 else 1
        code, left = ";".join(left[:length]), left[length:]
        if re.match("38;|3[0-7]$|9[0-7]$", code):
            sign = code
        elif re.match("48;|4[0-7]$|10[0-7]$", code):
            ground = code
        else:
            attributes.append(code)
    return Pen(tuple(attributes), sign, ground)
