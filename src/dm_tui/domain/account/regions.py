"""The regions that send mail, and the one parser of a region: people and scripts write its id or name."""

from collections.abc import Sequence

from dm_tui.domain.account import wording
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line

MAINLAND_REGION = "cn-hangzhou"
"""The only region in mainland China, with a verification of its own (purchase guide, service regions)."""
CLOSED_REGIONS = {"ap-southeast-2": "Australia (Sydney)"}
"""Regions that sold Direct Mail once, by id (service regions)."""

_LONGEST_SHOWN = 40
"""Characters of what was typed that an error repeats (our own limit)."""


class Region(Model):
    """A place that sends mail and keeps its data, domains and sender addresses (service regions)."""

    id: str
    name: str
    smtp_host: str
    meaning: str
    mainland: bool = False

    @property
    def words(self) -> str:
        """Its name and its id, which no sentence mixes: `China (Hangzhou), cn-hangzhou`."""
        return f"{self.name}, {self.id}"


def find_region(regions: Sequence[Region], typed: str) -> Region:
    """Return the region whose id or name was typed, or refuse and list them all.

    Capitals, spaces and punctuation do not count, and the city is enough: `China (Hangzhou)`, `hangzhou` and
    `CN-Hangzhou` are one.
    """
    word = _letters(typed)
    for region in regions:
        if word in _spellings(region.id, region.name):
            return region
    choices = "; ".join(region.words for region in regions)
    for id, name in CLOSED_REGIONS.items():
        if word in _spellings(id, name):
            raise wording.REGION_CLOSED(region=f"{name}, {id}", regions=choices)
    raise wording.UNKNOWN_REGION(region=clean_line(typed, _LONGEST_SHOWN), regions=choices)


def region_with_id(regions: Sequence[Region], id: str) -> Region | None:
    """Return the region with exactly this id, None where there is none."""
    return next((region for region in regions if region.id == id), None)


def region_words(regions: Sequence[Region], id: str) -> str:
    """Return a region in a sentence, its name before its id; the id alone where no name is known."""
    region = region_with_id(regions, id)
    return id if region is None else region.words


def _spellings(id: str, name: str) -> set[str]:
    city = name.partition("(")[2] or name
    return {_letters(id), _letters(name), _letters(city)}


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
