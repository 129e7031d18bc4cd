"""Film the moving pictures of the README: the app itself is driven by keys, and every screen is a frame.

Run it from the repository: `.venv/bin/python assets/film.py`, or with names: `… assets/film.py purchase`. The
same program gives the same pictures: the clock stands still and nothing is waited for by the clock.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

os.environ["TZ"] = "UTC"
time.tzset()
for name in ("NO_COLOR", "FORCE_COLOR"):
    os.environ.pop(name, None)

from moving_picture import Frame, Line, Span, draw, join_equal  # noqa: E402
from rich.cells import cell_len  # noqa: E402
from rich.segment import Segment  # noqa: E402
from textual.pilot import Pilot  # noqa: E402

from dm_tui.services.direct_mail import DirectMail  # noqa: E402
from dm_tui.tui.app import DirectMailApp  # noqa: E402

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
SIZE = (100, 30)
STEADY_LOOKS = 7  # looks a tenth of a second apart that a screen has to be the same (our own choice)
KEY_SECONDS, LETTER_SECONDS, END_SECONDS = 1.1, 0.12, 4.0  # how long a screen stays (our own choice)


class Film(NamedTuple):
    """A way through the program: a known start, keys, and what a screen says at its end.

    What stands between quotes is typed. `#subject` is Tab until that field has the focus. A step `?words`
    waits until the screen has these words; `!enter` is a key whose screen depends on how fast the computer
    is, and so is no frame.
    """

    scenario: str
    words: str
    steps: tuple[str, ...]


FILMS = {
    "purchase": Film(
        "fresh",
        "A purchase: the billing model, the plan, the order, the payment and the receipt.",
        ("enter", "?Billing", "enter", "enter", "?Which plan", "down", "up", "enter", "2", "enter", "?Total",
         "enter", "?Confirm", "tab", "space", "enter", "?Payment", "tab", "enter", "?Receipt"),
    ),
    "mailing": Film(
        "busy",
        "A mailing: a letter is written in the console, reviewed, and sent.",
        ("?Overview", "6", "?Send", "n", "#to", "'you@example.org'", "#subject", "'Hello'", "#text",
         "'It works.'", "f9", "?Review", "#send", "!enter", "?1 accepted"),
    ),
}  # fmt: skip


def picture_of(app: DirectMailApp) -> tuple[Line, ...]:
    """Return the lines of the present screen."""
    width, height = app.size
    segments: list[list[Segment]] = [list(strip) for strip in app.screen._compositor.render_strips()]
    return tuple(_line(row, width) for row in segments[:height])


def _line(row: Sequence[Segment], width: int) -> Line:
    spans: list[Span] = []
    cell = 0
    for text, style, control in row:
        if control or not text:
            continue
        cells = cell_len(text)
        colour, background = _colours(style)
        bold, underlined = bool(style and style.bold), bool(style and style.underline)
        look = (colour, background, bold, underlined)
        if spans and (spans[-1].colour, spans[-1].background, spans[-1].bold, spans[-1].underlined) == look:
            spans[-1] = spans[-1]._replace(text=spans[-1].text + text, cells=spans[-1].cells + cells)
        else:
            spans.append(Span(cell, cells, text, *look))
        cell += cells
        if cell >= width:
            break
    return tuple(spans)


def _colours(style: Any) -> tuple[str, str]:
    def hexadecimal(colour: Any, otherwise: str) -> str:
        return otherwise if colour is None or colour.triplet is None else str(colour.triplet.hex)

    if style is None:
        return "#dcd7ba", ""
    colour, background = hexadecimal(style.color, "#dcd7ba"), hexadecimal(style.bgcolor, "")
    return (background or "#16181d", colour) if style.reverse else (colour, background)


def text_of(lines: Sequence[Line]) -> str:
    """Return what a screen says."""
    return "\n".join("".join(span.text for span in line) for line in lines)


async def shoot(film: Film, folder: Path) -> list[Frame]:
    """Drive a new app along a film, and return its frames; ends with an error if the app goes elsewhere."""
    path = Path("state.json")  # a path from the root would be in the picture, another one each time
    os.chdir(folder)
    direct_mail = DirectMail(path, clock=lambda: NOW, sleep=lambda seconds: None, tokens=lambda: "0f11e5")
    direct_mail.sandbox.load(film.scenario)
    direct_mail.set_preferences(theme="dm-dark", prompt_activation=False)
    app = DirectMailApp(direct_mail)
    app.animation_level = "none"
    frames: list[Frame] = []
    async with app.run_test(size=SIZE) as pilot:
        for step in film.steps:
            if step.startswith("?"):
                await _wait_for(pilot, app, step[1:])
            elif step.startswith("'"):
                for letter in step.strip("'"):
                    await pilot.press("space" if letter == " " else letter)
                    await _settle(pilot, app)
                    frames.append(Frame(picture_of(app), LETTER_SECONDS))
            elif step.startswith("#"):
                await _tab_to(pilot, app, step[1:])
                await _settle(pilot, app)
                frames.append(Frame(picture_of(app), KEY_SECONDS))
            elif step.startswith("!"):
                await pilot.press(step[1:])
            else:
                await pilot.press(step)
                await _settle(pilot, app)
                frames.append(Frame(picture_of(app), KEY_SECONDS))
        await _settle(pilot, app)
        frames.append(Frame(picture_of(app), END_SECONDS))
    return join_equal(frames)


async def _wait_for(pilot: Pilot[Any], app: DirectMailApp, words: str) -> None:
    for _ in range(200):
        await pilot.pause(0.05)
        if words.lower() in text_of(picture_of(app)).lower():
            return
    raise SystemExit(f"The screen never said “{words}”:\n{text_of(picture_of(app))}")


async def _tab_to(pilot: Pilot[Any], app: DirectMailApp, id: str) -> None:
    for _ in range(40):
        if app.screen.focused is not None and app.screen.focused.id == id:
            return
        await pilot.press("tab")
        await pilot.pause(0.05)
    raise SystemExit(f"Tab does not lead to “{id}”:\n{text_of(picture_of(app))}")


async def _settle(pilot: Pilot[Any], app: DirectMailApp) -> None:
    """Wait until a screen stays as it is: what follows typing comes when the typing has stopped."""
    before: tuple[Line, ...] = ()
    same = 0
    for _ in range(100):
        await pilot.pause(0.1)
        now = picture_of(app)
        same = same + 1 if now == before else 0
        if same == STEADY_LOOKS:
            return
        before = now


def film_of(name: str) -> str:
    """Return a moving picture as SVG."""
    film = FILMS[name]
    with tempfile.TemporaryDirectory() as folder:
        frames = asyncio.run(shoot(film, Path(folder)))
    return draw(frames, SIZE[0], "dm-tui", film.words, "#16181d")


def main() -> None:
    """Film those that are named, or all."""
    for name in sys.argv[1:] or FILMS:
        (HERE / f"{name}.svg").write_text(film_of(name), encoding="utf-8")


if __name__ == "__main__":
    main()
