"""Draw the pictures of the README: the app itself is driven to each screen and exported as SVG.

Run it from the repository: `.venv/bin/python assets/draw.py`.
"""

import asyncio
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ["TZ"] = "UTC"
time.tzset()
for name in ("NO_COLOR", "FORCE_COLOR"):
    os.environ.pop(name, None)

from dm_tui.services.direct_mail import DirectMail  # noqa: E402
from dm_tui.tui.app import DirectMailApp  # noqa: E402
from dm_tui.tui.console.shared.tab_names import tab_key  # noqa: E402
from dm_tui.tui.wizard.payment import PaymentScreen  # noqa: E402

HERE = Path(__file__).parent
NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)

TO_PLAN = ["enter", "enter", "enter", "down", "enter", "up", "up"]
TO_CONFIRM = ["enter", "enter", "enter", "enter", "3", "enter", "enter"]
TO_PAYMENT = [*TO_CONFIRM, "tab", "space", "enter"]

PICTURES: dict[str, tuple[str, str, tuple[int, int], list[str]]] = {
    "billing-model": ("fresh", "dm-dark", (80, 24), ["enter", "tab", "8", "0", "k"]),
    "plan": ("fresh", "dm-dark", (120, 30), TO_PLAN),
    "confirm": ("fresh", "dm-light", (80, 24), TO_CONFIRM),
    "payment": ("fresh", "dm-dark", (80, 24), [*TO_PAYMENT, *["down"] * 4, "tab", "enter"]),
    "receipt": ("fresh", "dm-dark", (80, 24), [*TO_PAYMENT, "tab", "enter"]),
    "console": ("busy", "dm-dark", (100, 26), []),
    "advice": ("busy", "dm-dark", (100, 34), [tab_key("advice")]),
}


def count_no_seconds(step: PaymentScreen) -> None:
    """Do nothing each second of a payment: the picture would say how fast this computer is."""


async def draw(name: str, folder: Path) -> None:
    """Drive a new app to the screen and write `assets/NAME.svg`."""
    scenario, theme, size, keys = PICTURES[name]
    path = folder / name / "state.json"
    direct_mail = DirectMail(path, clock=lambda: NOW, sleep=lambda seconds: None)
    direct_mail.sandbox.load(scenario)
    direct_mail.set_preferences(theme=theme, prompt_activation=False)
    app = DirectMailApp.for_state(path, now=NOW)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        await pilot.pause(0.5)
        (HERE / f"{name}.svg").write_text(app.export_screenshot(title="dm-tui"), encoding="utf-8")


def main() -> None:
    """Draw them all, each the same every time."""
    PaymentScreen._tick = count_no_seconds  # type: ignore[method-assign, assignment]
    with tempfile.TemporaryDirectory() as folder:
        for name in PICTURES:
            asyncio.run(draw(name, Path(folder)))


if __name__ == "__main__":
    main()
