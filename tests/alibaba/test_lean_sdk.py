"""The SDK is imported without what no call uses, and what is left out is there for whoever uses it."""

import subprocess
import sys
from pathlib import Path

import pytest

from dm_tui.providers.alibaba.api import lean_sdk
from dm_tui.providers.alibaba.api.call_permissions import ACTIONS, Service

NOT_LOADED = (
    "aiohttp",
    "apscheduler",
    "asyncio",
    "chardet",
    "charset_normalizer",
    "cryptography",
    "websocket",
)
MODULES_AT_MOST = 450
"""Of 1,190 that it loads otherwise; some 350 when this was written."""

IMPORTED = (
    "import sys; from dm_tui.providers.alibaba.api.call_permissions import Service; "
    "from dm_tui.providers.alibaba.api.lean_sdk import import_sdk; import_sdk(*Service); "
    "print(len(sys.modules), *(name for name in sys.argv[1:] if name in sys.modules)); "
    "import requests; from alibabacloud_credentials.provider import ecs_ram_role; "
    "from alibabacloud_tea_openapi import utils; "
    "print(requests.compat.chardet.detect(b'a')['encoding'], utils.hashes.SHA256().name, "
    "ecs_ram_role.BackgroundScheduler().running)"
)


def test_what_no_call_uses_is_loaded_when_it_is_used() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORTED, *NOT_LOADED],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded, used = ran.stdout.splitlines()
    count, *names = loaded.split()
    assert names == []
    assert int(count) <= MODULES_AT_MOST
    assert used == "ascii sha256 False"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that nobody needs, and one that needs it."""
    (tmp_path / "heavy_part.py").write_text(
        "LOADED = True\nclass Base:\n    pass\ndef double(number):\n    return 2 * number\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("heavy_part", "user_of_heavy_part"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return "heavy_part"


@pytest.mark.parametrize(
    ("line", "loads", "use"),
    [
        ("import heavy_part", False, lambda user: user.heavy_part.double(2) == 4),
        ("from heavy_part import double", False, lambda user: user.double(2) == 4),
        ("from heavy_part import Base", False, lambda user: not isinstance(1, user.Base)),
        (
            "from heavy_part import Base\nclass Own(Base): pass",
            True,
            lambda user: user.Own.__mro__[1].__name__ == "Base",
        ),
        ("import heavy_part\nfour = heavy_part.double(2)", True, lambda user: user.four == 4),
    ],
)
def test_a_stand_in_never_lies(package: str, tmp_path: Path, line: str, loads: bool, use: object) -> None:
    (tmp_path / "user_of_heavy_part.py").write_text(line)
    stand_in = lean_sdk._StandIn(package)
    import user_of_heavy_part  # type: ignore[import-not-found]

    assert (sys.modules[package] is not stand_in) is loads
    stand_in.step_aside()
    assert use(user_of_heavy_part)  # type: ignore[operator]
    assert sys.modules[package] is not stand_in


def test_an_sdk_of_another_shape_is_imported_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(package: str) -> None:
        raise TypeError(package)

    monkeypatch.setattr(lean_sdk, "_defer_models", fail)
    lean_sdk.import_sdk(*Service)
    assert all(f"alibabacloud_{service}.client" in sys.modules for service in Service)


def test_every_call_finds_its_models() -> None:
    lean_sdk.import_sdk(*Service)
    for action in ACTIONS.values():
        models = sys.modules[f"alibabacloud_{action.service}.models"]
        assert getattr(models, f"{action.call}Response").__name__ == f"{action.call}Response"
