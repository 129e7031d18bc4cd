"""Where files lie, and what the user prefers."""

import os
from pathlib import Path
from typing import ClassVar

from dm_tui.domain.model import Model


class Preferences(Model):
    """What the user chose for good, kept in the state file.

    `theme` is a theme's name; `prompt_activation` is False once the prompt was answered with Later.
    """

    TABLE: ClassVar[str] = "preferences"

    theme: str = "dm-dark"
    prompt_activation: bool = True


def default_state_path(provider: str = "sandbox") -> Path:
    """Return the state file: `DM_TUI_STATE`, otherwise the provider's own in the user's state directory."""
    named = os.environ.get("DM_TUI_STATE")
    if named:
        return user_path(named)
    from platformdirs import user_state_path

    name = "alibaba.json" if provider == "alibaba" else "state.json"
    return user_state_path("dm-tui", appauthor=False) / name


def user_path(named: str) -> Path:
    """Return the path a user named, `~` and `~name` resolved; an unknown user is taken to the letter."""
    try:
        return Path(named).expanduser()
    except RuntimeError:
        return Path(named)


def provider_name() -> str:
    """Return the provider: `DM_TUI_PROVIDER`, otherwise the sandbox."""
    return os.environ.get("DM_TUI_PROVIDER") or "sandbox"


def alibaba_product() -> str:
    """Return the product code of resource plans that `DM_TUI_ALIBABA_PRODUCT` names, empty to have it found."""
    return os.environ.get("DM_TUI_ALIBABA_PRODUCT", "").strip()


def alibaba_endpoint() -> str:
    """Return where tests have the vendor's services (`DM_TUI_ALIBABA_ENDPOINT`), empty for the vendor's own."""
    return os.environ.get("DM_TUI_ALIBABA_ENDPOINT", "").strip()
