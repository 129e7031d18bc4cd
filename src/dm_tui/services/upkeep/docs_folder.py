"""Where the pages are that help and errors name: in a checkout, or where the installation put them."""

import sysconfig
from pathlib import Path

import dm_tui

INSTALLED = Path("share", "doc", "dm-tui", "docs")
"""Below the folder of the environment, or of the user (pyproject.toml, shared-data)."""


def find_docs(package: Path = Path(dm_tui.__file__).parent) -> Path | None:
    """Return the folder `docs`, None where an installation has left it out."""
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    installed = [Path(sysconfig.get_path("data", scheme)) / INSTALLED for scheme in schemes]
    folders = (folder for folder in (package.parents[1] / "docs", *installed) if is_docs(folder))
    return next(folders, None)


def is_docs(folder: Path) -> bool:
    """Say whether a folder has the pages: any project may have one of this name."""
    return (folder / "troubleshooting.md").is_file() and (folder / "settings.md").is_file()
