"""An address as a QR code, two rows of it in one line of the terminal."""

QUIET_ZONE = 2
"""Light modules around the code, without which scanners do not find it."""


def qr_lines(address: str) -> list[str]:
    """Return the lines of a code, light on a dark terminal; none if the library is not installed."""
    try:
        import segno
    except ImportError:
        return []
    code = segno.make(address, error="l", micro=False)
    rows = [[bool(dark) for dark in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [
        "".join(_HALVES[above, below] for above, below in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]


_HALVES = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
