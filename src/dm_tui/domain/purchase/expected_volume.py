"""The emails a month that you expect to send, as you type them."""

import re
from decimal import Decimal

from dm_tui.domain.purchase import wording

_VOLUME = r"(?a)(?P<figure>(\d+|\d{1,3}(,\d{3})+)(\.\d+)?)(?P<unit>[km]?)"
"""A comma groups thousands and is never a decimal point: `1,5k` is refused rather than guessed at."""


def parse_volume(text: str) -> int | None:
    """Return the emails a month a person typed (`20000`, `20,000`, `20k`, `1.5m`), None when empty."""
    compact = text.strip().lower().replace("_", "").replace(" ", "")
    if not compact:
        return None
    match = re.fullmatch(_VOLUME, compact)
    if match is None or len(compact.replace(",", "")) > 12:
        raise wording.NOT_A_VOLUME(typed=text.strip()[:20])
    factor = {"k": 1_000, "m": 1_000_000}.get(match["unit"], 1)
    return int(Decimal(match["figure"].replace(",", "")) * factor)
