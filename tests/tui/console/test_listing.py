"""Long lists: opened by their first rows, read on as one goes, searched, sorted, exported, followed."""

import asyncio
import json
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console import orders
from dm_tui.tui.console.sheet import Row
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells, many_orders, selected, table
from tests.tui.journey import User

ORDERS = "order-table"


@pytest.fixture
def activated(mail: DirectMail) -> DirectMail:
    """An account that starts on the console."""
    mail.sandbox.load("activated")
    return mail


def _count(user: User) -> str:
    return user.reads("#orders .count")


def _has(user: User, rows: int) -> bool:
    return table(user, ORDERS).row_count == rows


def _says(user: User, words: str) -> bool:
    return words in _count(user)


def _is_at(user: User, row: int) -> bool:
    return table(user, ORDERS).cursor_row == row


async def _opens_orders(user: User) -> None:
    await user.sees("console")
    await user.presses("2")
    assert user.focused == ORDERS


async def test_ten_thousand_orders_open_by_their_first_rows(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_orders(activated, 10_000)
    painted: set[str] = set()

    def counted(id: str, cells: tuple[str, ...], size: Decimal) -> Row:
        painted.add(id)
        return Row(id, cells, size)

    monkeypatch.setattr(orders, "Row", counted)
    async with user_at() as user:
        await _opens_orders(user)
        assert table(user, ORDERS).row_count == 100
        assert len(painted) == 101, "one more, to know whether there are more"
        assert selected(user, ORDERS) == "N10000"
        assert "100 orders and more" in _count(user)
        await user.presses("end")
        await user.until(lambda: table(user, ORDERS).row_count > 100, "the next rows")
        assert len(painted) == table(user, ORDERS).row_count + 1 <= 301
        for _ in range(40):
            if table(user, ORDERS).row_count == 400:
                break
            await user.presses("pagedown")
        ids = [row[0] for row in cells(user, ORDERS)]
        assert ids == [f"N{number:05}" for number in range(10_000, 9_600, -1)]


async def test_scrolling_with_the_mouse_reads_on_too(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 250)
    async with user_at() as user:
        await _opens_orders(user)
        for rows in (200, 250):
            table(user, ORDERS).scroll_end(animate=False)
            await user.until(partial(_has, user, rows), "more")
        assert "250 orders " in _count(user)
        assert "more" not in _count(user)
        assert table(user, ORDERS).cursor_row == 0


async def test_a_search_finds_rows_that_were_not_read_yet(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 3_000)
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("slash")
        assert user.focused == "orders-search"
        await user.types("n0012")
        await user.until(lambda: "10 orders with “n0012”" in _count(user), "ten found")
        assert user.focused == "orders-search"
        assert cells(user, ORDERS)[0][0] == "N00129"
        await user.presses("enter")
        assert user.focused == ORDERS
        await user.presses("down", "enter")
        await user.sees("order")
        assert "N00128" in "\n".join(user.rows())
        await user.presses("escape", "escape")
        await user.until(lambda: table(user, ORDERS).row_count == 100, "all of them again")
        assert not user.find("#orders-search").display
        assert user.focused == ORDERS


async def test_a_search_without_a_hit_says_how_to_end_it(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 3)
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("slash")
        await user.types("[/]no such")
        await user.until(lambda: "0 orders with “[/]no such”" in _count(user), "nothing found")
        assert "Esc" in user.reads("#orders .empty")
        assert not table(user, ORDERS).display
        await user.presses("enter")
        assert user.focused == "orders-search"
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
        assert user.value("#orders-search") == "1sxb/"


async def test_sorts_are_told_and_go_round(user_at: SitDown, activated: DirectMail) -> None:
    many_orders(activated, 300)
    async with user_at() as user:
        await _opens_orders(user)
        for sort, first in (("oldest", "N00001"), ("largest", "N00007"), ("newest", "N00300")):
            await user.presses("s")
            await user.until(partial(_says, user, f"{sort} first"), sort)
            assert cells(user, ORDERS)[0][0] == first
            assert selected(user, ORDERS) == first
            assert table(user, ORDERS).row_count == 100


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
        await user.hears("exported as")
        assert user.here == "console"
    [path] = state_path.parent.glob(f"orders-*.{kind}")
    assert path.stat().st_mode & 0o777 == 0o600
    written = path.read_text()
    if kind == "json":
        assert [one["id"] for one in json.loads(written)["orders"]][::299] == ["N00300", "N00001"]
    else:
        assert len(written.splitlines()) == 301


async def test_an_export_can_be_given_up(
    user_at: SitDown, activated: DirectMail, state_path: Path
) -> None:
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
        monkeypatch.setattr(user.app.mail, "save_text", full)
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


async def test_another_program_does_not_disturb_a_search(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 150)
    terms = activated.purchases.catalogue().terms_version
    async with user_at() as user:
        await _opens_orders(user)
        await user.presses("slash")
        await user.types("1m")
        await user.until(lambda: "0 orders with" in _count(user), "nothing found")
        await asyncio.to_thread(activated.purchases.confirm, "1m", 1, "ap-southeast-1", terms)
        await user.until(lambda: "1 order with “1m”" in _count(user), "the new one found")
        assert user.focused == "orders-search"
        assert user.value("#orders-search") == "1m"


async def test_starting_over_in_another_program_empties_the_list(
    user_at: SitDown, activated: DirectMail
) -> None:
    many_orders(activated, 300)
    async with user_at() as user:
        await _opens_orders(user)
        await asyncio.to_thread(activated.sandbox.reset)
        await user.until(lambda: user.find("#orders .empty").display, "the empty list")
        assert "Press b" in user.reads("#orders .empty")
        await user.presses("1", "2", "down", "end", "s", "x")
        assert user.here == "console"
