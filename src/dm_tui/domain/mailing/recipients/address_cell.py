"""The address in a cell of a spreadsheet or in typed text, as people and programs write it there."""

import re

from dm_tui.domain.setup.address import is_address, parse_address

_NAMED = re.compile(r'(?:[^<>"]|"[^"]*")*<\s*([^<>]*?)\s*>[\s,;]*')
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""What is copied from web pages with an address, and nobody sees."""

_MAILTO = "mailto:"
_TYPED = re.compile(r'(?:"[^"]*"|[^<>,;"])*<[^<>]*>|[^\s,;]+')


def address_text(cell: str) -> str:
    """Return what should be the address of a cell: `Ann <ann@example.com>` and mailto links have more."""
    text = cell.strip().strip(_INVISIBLE)
    if ">" in text and (named := _NAMED.fullmatch(text)):
        text = named.group(1)
    return text[len(_MAILTO) :] if ":" in text and text[: len(_MAILTO)].lower() == _MAILTO else text


def parse_address_cell(cell: str) -> str:
    """Return the address in a cell, or refuse what is none."""
    return parse_address(address_text(cell))


def is_address_cell(cell: str) -> bool:
    """Say whether a cell holds an email address, with or without a name, and nothing else."""
    return "@" in cell and is_address(address_text(cell))


def split_addresses(text: str) -> list[str]:
    """Return the parts of a typed line, separated by commas, semicolons or spaces, each an address or not."""
    return [part.strip() for part in _TYPED.findall(text)]
