"""pydantic without its plug-ins. We use none, and looking for them reads every installed package's metadata.

Switching them off is pydantic's own setting (`PYDANTIC_DISABLE_PLUGINS`), but it still imports the module
that would read the metadata, which costs as much as everything this program has of its own.
"""

import os
import sys
from types import ModuleType

_METADATA = "importlib.metadata"


def unplug() -> None:
    """Switch the plug-ins off and import their loader with nothing to look for.

    Whoever else imports `importlib.metadata`, before or after, has the real one.
    """
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") != "__all__":
        return  # somebody wants plug-ins, or has chosen
    if _METADATA in sys.modules:
        return
    nothing = ModuleType(_METADATA)
    setattr(nothing, "entry_points", lambda **_: ())  # noqa: B010
    sys.modules[_METADATA] = nothing
    try:
        import pydantic.plugin._loader  # noqa: F401
    except ImportError:  # another pydantic, arranged in another way: it finds its way without us
        pass
    finally:
        del sys.modules[_METADATA]
