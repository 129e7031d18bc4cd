"""How an extra is installed: from where the program came, as long as no index has it."""

from dm_tui import INDEX_NAME


def extra_command(extra: str, index_name: str = INDEX_NAME) -> str:
    """Return what installs an extra, to stand behind a colon."""
    if index_name:
        return f"pip install '{index_name}[{extra}]'"
    return f"pip install '.[{extra}]', or uv sync --extra {extra}, in the folder of dm-tui"
