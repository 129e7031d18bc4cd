"""How a file of recipients is to be read, where you say so instead of leaving it to be detected."""

import re

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.model import Model

_MAPPED = re.compile(r"\{?\s*([^{}=\s](?:[^{}=]*[^{}=\s])?)\s*\}?\s*=\s*(.*\S)\s*")


class RecipientsReading(Model):
    """What was asked for: the encoding, the sheet of a workbook, the column of addresses, those of variables.

    "" detects it.

    A column is named as in the file, or by its number, counted from 1.
    """

    encoding: str = ""
    sheet: str = ""
    column: str = ""
    mapping: dict[str, str] = {}


DETECT_ALL = RecipientsReading()


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """Return the column of each variable from pairs such as `UserName=First Name`."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        parts = _MAPPED.fullmatch(pair)
        if parts is None:
            raise wording.BAD_MAPPING(pair=pair)
        if parts[1] in mapping:
            raise wording.MAPPED_TWICE(variable=parts[1])
        mapping[parts[1]] = parts[2]
    return mapping
