"""Catalogue, regions, agreements and help as data files next to this module."""

from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent


HEAD = "## "
"""What a line begins with that names a section of a help."""


class Help(NamedTuple):
    """The help of one step or of the console: the text, and the keys of the full screen."""

    about: list[str]
    keys: list[str]

    def beginning_with(self, section: str) -> "Help":
        """Return the same help with one section, a `## Title` and what is below, before the others."""
        first = self.about.index(HEAD + section) if HEAD + section in self.about else 0
        heads = (at for at, line in enumerate(self.about) if at > first and line.startswith(HEAD))
        behind = next(heads, len(self.about))
        before = self.about[:first]
        return Help([*self.about[first:behind], *before, *self.about[behind:]], self.keys)


HELP_TITLES = {
    "prerequisites": "Before you begin",
    "billing-model": "Billing model",
    "activation": "Activation",
    "plan": "Plan",
    "confirm": "Confirm order",
    "payment": "Payment",
    "completion": "Completion in a shell",
    "receipt": "Receipt",
    "console": "Console",
    "compose": "Writing a mailing",
    "template-editor": "Writing a template",
    "adviser": "Advice",
}
"""The names of the help texts, in the order in which one meets them."""


def load_help(name: str) -> Help:
    """Return the help of a step, or of the `console`."""
    about, _, keys = read_content(f"help/{name}.txt").partition("# Keys\n")
    return Help(about.strip().splitlines(), keys.strip().splitlines())


def read_content(name: str) -> str:
    """Return the text of a content file, such as `catalogue.json` or `help/plan.txt`."""
    return (_HERE / name).read_text(encoding="utf-8")
