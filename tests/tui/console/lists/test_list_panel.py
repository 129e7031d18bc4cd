"""Long lists: the first rows at once, the rest in the background; search, sorting, export, following."""

import asyncio
import json
import threading
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.style import Style
from rich.text import Text

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.column_widths import ColumnLayout
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.plans import plan_and_order_lists as purchase_sheets
from tests.held import HELD
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells, many_orders, opens_orders, selected, table
from tests.tui.journey import User

ORDERS = "purchase-table"


@pytest.fixture
def activated(direct_mail: DirectMail) -> DirectMail:
    """An account that starts on the console."""
    direct_mail.sandbox.load("activated")
    return direct_mail


def _count(user: User) -> str:
    return user.reads("#plans .count")


def _has(user: User, rows: int) -> bool:
    return table(user, ORDERS).row_count == rows


def _says(user: User, words: str) -> bool:
    return words in _count(user)


def _is_at(user: User, row: int) -> bool:
    return table(user, ORDERS).cursor_row == row


async def _opens_orders(user: User) -> None:
    await opens_orders(user)
    assert user.focused == ORDERS


def _painting(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Collect the ids of the rows that are made for the screen."""
    made: set[str] = set()

    def counted(id: str, cells: tuple[str, ...], size: Decimal) -> Row:
        made.add(id)
        return Row(id, cells, size)

    monkeypatch.setattr(purchase_sheets, "Row", counted)
    return made


async def test_ten_thousand_orders_open_by_their_first_rows_and_end_leads_to_the_last(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_orders(activated, 10_000)
    made = _painting(monkeypatch)
    async with user_at() as user:
        await _opens_orders(user)
        assert selected(user, ORDERS) == "N10000"
        await user.until(partial(_says, user, "10,000 orders "), "all of them counted")
        assert selected(user, ORDERS) == "N10000"
        assert made == {f"N{number:05}" for number in range(10_000, 9_900, -1)}
        await user.presses("end")
        await user.until(partial(_is_at, user, 9_999), "the last row")
        await user.until(lambda: any("N00001" in row for row in user.rows()), "it painted")
        assert selected(user, ORDERS) == "N00001"
        await user.presses("up", "enter")
        await user.sees("order")
        assert "N00002" in "\n".join(user.rows())
        await user.presses("escape", "home")
        await user.until(lambda: any("N10000" in row for row in user.rows()), "the first")
        assert selected(user, ORDERS) == "N10000"
        assert len(made) < 1_000, "what lies between is not made"


async def test_end_waits_until_the_rows_are_counted(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_orders(activated, 1_000)
    go_on, find = threading.Event(), ListSpec.find

    def slowly(*asked: Any) -> object:
        assert go_on.wait(HELD)
        return find(*asked)

    monkeypatch.setattr(ListSpec, "find", slowly)
    async with user_at() as user:
        await _opens_orders(user)
        assert "100 orders and more" in _count(user)
        await user.presses("end")
        assert selected(user, ORDERS) == "N00901"
        go_on.set()
        await user.until(partial(_is_at, user, 999), "the last row")
        assert selected(user, ORDERS) == "N00001"


async def test_every_row_is_reached_by_paging_and_by_the_mouse(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 250)
    async with user_at() as user:
        await _opens_orders(user)
        await user.until(partial(_says, user, "250 orders "), "all of them counted")
        await user.until(lambda: any("N00250" in row for row in user.rows()), "the first row")
        seen: list[str] = []
        for _ in range(40):
            shown = [row.split()[0] for row in user.rows() if row.strip().startswith("N0")]
            seen += [id for id in shown if id not in seen]
            if "N00001" in seen:
                break
            await user.presses("pagedown")
        assert seen == [f"N{number:05}" for number in range(250, 0, -1)]
        await user.presses("home")
        await user.until(lambda: any("N00250" in row for row in user.rows()), "the first row again")
        table(user, ORDERS).scroll_end(animate=False)
        await user.until(lambda: any("N00001" in row for row in user.rows()), "the last row")
        assert table(user, ORDERS).cursor_row == 0
        top = table(user, ORDERS).region.y
        last = next(at for at, row in enumerate(user.rows()) if "N00001" in row)
        await user.clicks(f"#{ORDERS}", offset=(5, last - top))
        await user.sees("order")
        assert "N00001" in "\n".join(user.rows())


async def test_a_search_finds_rows_that_were_not_read_yet(user_at: SitDown, activated: DirectMail) -> None:
    many_orders(activated, 3_000)
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("slash")
        assert user.focused == "plans-search"
        await user.types("n0012")
        await user.until(lambda: "10 orders with “n0012”" in _count(user), "ten found")
        assert user.focused == "plans-search"
        assert cells(user, ORDERS)[0][0] == "N00129"
        await user.presses("enter")
        assert user.focused == ORDERS
        await user.presses("down", "enter")
        await user.sees("order")
        assert "N00128" in "\n".join(user.rows())
        await user.presses("escape", "escape")
        await user.until(partial(_has, user, 3_000), "all of them again")
        assert not user.find("#plans-search").display
        assert user.focused == ORDERS


async def test_a_search_without_a_hit_says_how_to_end_it(user_at: SitDown, activated: DirectMail) -> None:
    many_orders(activated, 3)
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("slash")
        await user.types("[/]no such")
        await user.until(lambda: "0 orders with “[/]no such”" in _count(user), "nothing found")
        assert "Esc" in user.reads("#plans .empty")
        assert not table(user, ORDERS).display
        await user.presses("enter")
        assert user.focused == "plans-search"
        await user.presses("escape")
        await user.until(lambda: len(cells(user, ORDERS)) == 3, "all of them again")
        assert user.focused == ORDERS


async def test_keys_are_letters_while_searching(user_at: SitDown, activated: DirectMail) -> None:
    many_orders(activated, 3)
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("slash")
        await user.types("1sxb/")
        assert user.here == "console"
        assert user.value("#plans-search") == "1sxb/"


async def test_sorts_are_told_and_go_round(user_at: SitDown, activated: DirectMail) -> None:
    many_orders(activated, 300)
    async with user_at() as user:
        await _opens_orders(user)
        for sort, first in (("oldest", "N00001"), ("largest", "N00007"), ("newest", "N00300")):
            await user.presses("s")
            await user.until(partial(_says, user, f"{sort} first"), sort)
            assert cells(user, ORDERS)[0][0] == first
            assert selected(user, ORDERS) == first
            await user.until(partial(_has, user, 300), "all of them")


async def test_the_id_is_copied(user_at: SitDown, activated: DirectMail) -> None:
    many_orders(activated, 3)
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("down", "c")
        await user.hears("n00002")
        assert user.app.clipboard == "N00002"


@pytest.mark.parametrize("kind", ["csv", "json"])
async def test_all_rows_are_exported_to_a_private_file(
    user_at: SitDown, activated: DirectMail, state_path: Path, kind: str
) -> None:
    many_orders(activated, 300)
    async with user_at((120, 36)) as user:
        await _opens_orders(user)
        await user.presses("x")
        await user.sees("export")
        await user.clicks(f"#{kind}")
        await user.hears("exported to")
        assert user.here == "console"
    [path] = state_path.parent.glob(f"orders-*.{kind}")
    assert path.stat().st_mode & 0o777 == 0o600
    written = path.read_text()
    if kind == "json":
        assert [order["id"] for order in json.loads(written)["orders"]][::299] == ["N00300", "N00001"]
    else:
        assert len(written.splitlines()) == 301


async def test_an_export_can_be_given_up(user_at: SitDown, activated: DirectMail, state_path: Path) -> None:
    many_orders(activated, 3)
    async with user_at() as user:
        await _opens_orders(user)
        for key in ("escape", "enter"):
            await user.presses("x")
            await user.sees("export")
            if key == "enter":
                await user.reaches("#close")
            await user.presses(key)
            await user.sees("console")
    assert not list(state_path.parent.glob("orders-*"))


async def test_an_export_that_cannot_be_written_says_so(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_orders(activated, 3)

    def full(name: str, lines: list[str]) -> Path:
        raise OSError(28, "No space left on device")

    async with user_at() as user:
        monkeypatch.setattr(user.app.direct_mail, "save_text", full)
        await _opens_orders(user)
        await user.presses("x", "enter")
        await user.hears("not exported", "no space left")


async def test_another_program_moves_neither_focus_nor_selection_nor_scroll(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 150)
    terms = activated.purchases.catalogue().terms_version
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses(*["down"] * 30, *["up"] * 3)
        await user.until(lambda: table(user, ORDERS).scroll_y > 0, "the rows scrolled")
        assert selected(user, ORDERS) == "N00123"
        line = table(user, ORDERS).cursor_row - table(user, ORDERS).scroll_y
        for added in (1, 2):
            await asyncio.to_thread(activated.purchases.confirm, "1m", 1, "ap-southeast-1", terms)
            await user.until(partial(_is_at, user, 27 + added), "the row further down")
            await user.until(
                lambda: table(user, ORDERS).cursor_row - table(user, ORDERS).scroll_y == line,
                "the row at its height",
            )
            assert selected(user, ORDERS) == "N00123"
            assert user.focused == ORDERS
        [newest, *_] = activated.purchases.orders(1)
        await asyncio.to_thread(activated.purchases.cancel, newest.id)
        await user.until(lambda: cells(user, ORDERS)[0][3] == "cancelled", "the change in place")
        assert selected(user, ORDERS) == "N00123"


async def test_another_program_does_not_disturb_a_search(user_at: SitDown, activated: DirectMail) -> None:
    many_orders(activated, 150)
    terms = activated.purchases.catalogue().terms_version
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("slash")
        await user.types("1m")
        await user.until(lambda: "0 orders with" in _count(user), "nothing found")
        await asyncio.to_thread(activated.purchases.confirm, "1m", 1, "ap-southeast-1", terms)
        await user.until(lambda: "1 order with “1m”" in _count(user), "the new one found")
        assert user.focused == "plans-search"
        assert user.value("#plans-search") == "1m"


async def test_starting_over_in_another_program_empties_the_list(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 300)
    async with user_at() as user:
        await _opens_orders(user)
        await asyncio.to_thread(activated.sandbox.reset)
        await user.until(lambda: user.find("#plans .empty").display, "the empty list")
        assert "Press b" in user.reads("#plans .empty")
        await user.presses("1", "2", "v", "down", "end", "s", "x")
        assert user.here == "console"


def test_a_bar_keeps_its_colour_and_its_ground_in_the_chosen_row() -> None:
    laid = ColumnLayout((Column("From"), Column("")))
    row = Row("1", ("May", Text.assemble(("██", "green"))))
    laid.widen([row], 40)
    chosen, ground = Style(color="black", bgcolor="red"), Style(color="white", bgcolor="blue")
    styles = {
        segment.text.strip(): segment.style
        for segment in laid.line(laid.cells(row), chosen, Console(), ground)
    }
    assert styles["May"] == chosen
    assert styles["██"] == Style(color="green", bgcolor="blue")
    plain = laid.line(laid.cells(row), chosen, Console())
    assert {segment.style for segment in plain} == {chosen}, "without colours it is a hole"
