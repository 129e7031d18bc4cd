"""What is beside a list from 100 columns on, or below a short one: it follows the cursor, at little cost."""

from functools import partial
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.widget import Widget

from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.domain.purchase.order import Order
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.purchases import Purchases
from dm_tui.tui.console.lists.list_column import LEAST_BELOW
from dm_tui.tui.console.lists.preview_pane import PreviewPane
from dm_tui.tui.console.lists.row_table import RowTable
from tests import at_rest
from tests.post import LETTER, people
from tests.tui.conftest import SitDown
from tests.tui.console.looking import many_orders, opens_orders, selected, table
from tests.tui.journey import User

ORDERS = "purchase-table"
BESIDE, NARROW, SMALL = (100, 30), (99, 30), (80, 24)
KEY_BYTES = 3_000
"""What a key in a list may write to the terminal."""


def _pane(user: User) -> PreviewPane:
    return next(
        pane
        for pane in user.screen.query(PreviewPane)
        if isinstance(pane.parent, Widget) and User._is_displayed(pane.parent)
    )


def _shows(user: User, words: str) -> bool:
    return words in _pane(user).shown


def _is_seen(user: User, words: str) -> bool:
    return any(words in row for row in user.rows())


def _read_orders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that grows by the id of every order that is read."""
    read: list[str] = []
    order = Purchases.order

    def noted(purchases: Purchases, id: str) -> Order:
        read.append(id)
        return order(purchases, id)

    monkeypatch.setattr(Purchases, "order", noted)
    return read


@pytest.fixture
def with_orders(direct_mail: DirectMail) -> DirectMail:
    """An account with a long list."""
    direct_mail.sandbox.load("activated")
    many_orders(direct_mail, 60)
    return direct_mail


async def test_the_preview_follows_the_cursor(user_at: SitDown, with_orders: DirectMail) -> None:
    async with user_at(BESIDE) as user:
        await opens_orders(user)
        await user.until(partial(_shows, user, "N00060"), "the first order")
        await user.presses("down")
        await user.until(partial(_shows, user, "N00059"), "the second")
        await user.presses("end")
        await user.until(partial(_shows, user, "N00001"), "the last")
        assert "cancelled" in _pane(user).shown


async def test_a_list_that_leaves_no_room_has_none_and_nothing_is_read(
    user_at: SitDown, with_orders: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = _read_orders(monkeypatch)
    async with user_at(NARROW) as user:
        await opens_orders(user)
        await user.presses("down")
        await user.settles()
        assert not _pane(user).is_seen
        assert read == []
        await user.resizes(*BESIDE)
        await user.until(partial(_shows, user, "N00059"), "the order beside the list")


async def test_a_short_list_has_it_below_and_nothing_else_changes(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    many_orders(direct_mail, 3)
    async with user_at(SMALL) as user:
        await opens_orders(user)
        await user.until(partial(_shows, user, "N00003"), "the first order")
        rows = table(user, ORDERS)
        assert _pane(user).region.y == rows.region.bottom
        assert _pane(user).region.right == rows.region.right
        assert not rows.show_vertical_scrollbar
        await user.presses("down")
        await user.until(partial(_shows, user, "N00002"), "the second")
        assert rows.has_focus
        await user.clicks(f"#{ORDERS}", offset=(5, 3))
        await user.until(partial(_shows, user, "N00001"), "the third")
        assert user.here == "console"
        await user.clicks(f"#{ORDERS}", offset=(5, 3))
        await user.sees("order")
        await user.presses("escape")
        await user.sees("console")
        await user.resizes(*BESIDE)
        await user.until(lambda: _pane(user).region.x > rows.region.right, "it beside the list")


async def test_it_is_below_where_six_lines_are_left(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    many_orders(direct_mail, 1)
    async with user_at(SMALL) as user:
        await opens_orders(user)
        await user.until(partial(_shows, user, "N00001"), "the order")
        most = 1 + _pane(user).region.height - LEAST_BELOW
        for orders, below in ((most, LEAST_BELOW), (most + 1, 0)):
            many_orders(direct_mail, orders)
            await user.until(lambda orders=orders: table(user, ORDERS).row_count == orders, "more orders")  # type: ignore[misc]
            assert _pane(user).region.height == below
        await user.presses("slash", "0", "0", "1", "enter")
        await user.until(lambda: _pane(user).is_seen, "it below what was found")


async def test_a_held_key_reads_no_row_it_passes(
    user_at: SitDown, with_orders: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with user_at(BESIDE) as user:
        await opens_orders(user)
        await user.until(partial(_shows, user, "N00060"), "the first order")
        read = _read_orders(monkeypatch)
        await user.hammers(*["down"] * 20)
        await user.until(partial(_shows, user, "N00040"), "the last of them")
        assert len(read) <= 2


@pytest.mark.parametrize(("size", "orders"), [(BESIDE, 60), ((120, 36), 60), ((160, 48), 60), (SMALL, 4)])
async def test_a_key_in_a_list_writes_little(
    user_at: SitDown,
    direct_mail: DirectMail,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    orders: int,
) -> None:
    direct_mail.sandbox.load("activated")
    many_orders(direct_mail, orders)
    async with user_at(size) as user:
        await opens_orders(user)
        await user.until(partial(_shows, user, f"N{orders:05}"), "the first order")
        written = _written(user, monkeypatch)
        for key, place in (("down", 1), ("j", 2), ("up", 1)):
            id = f"N{orders - place:05}"
            at_rest.draw(user.app)
            written.clear()
            await user.presses(key)
            await user.until(partial(_shows, user, id), id)
            at_rest.draw(user.app)
            assert 100 < sum(written) < KEY_BYTES


def _written(user: User, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list that grows by the bytes of every frame."""
    frames: list[int] = []
    render = at_rest._render_update

    def counted(compositor: Compositor, *args: Any, **named: Any) -> object:
        update: Any = render(compositor, *args, **named)
        if update is not None:
            frames.append(len(update.render_segments(user.app.console).encode()))
        return update

    monkeypatch.setattr(at_rest, "_render_update", counted)
    return frames


async def test_a_click_shows_a_row_and_a_second_one_opens_it(
    user_at: SitDown, with_orders: DirectMail
) -> None:
    async with user_at(BESIDE) as user:
        await opens_orders(user)
        await user.clicks(f"#{ORDERS}", offset=(5, 4))
        await user.until(partial(_shows, user, "N00057"), "the fourth order")
        assert user.here == "console"
        await user.clicks(f"#{ORDERS}", offset=(5, 4))
        await user.sees("order")
        await user.presses("escape")
        await user.sees("console")
        await user.clicks("#plans PreviewPane")
        await user.sees("order")


async def test_columns_that_the_preview_has_go_where_they_do_not_fit(
    user_at: SitDown, with_orders: DirectMail
) -> None:
    async with user_at(BESIDE) as user:
        await opens_orders(user)
        await user.until(partial(_shows, user, "N00060"), "the first order")
        assert not any("Ordered  " in row.split("│")[0] for row in user.rows())
        await user.resizes(160, 40)
        await user.until(lambda: any("Ordered" in row.split("│")[0] for row in user.rows()), "all of them")


async def test_every_list_has_one(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    letter = LETTER.model_copy(update={"sender": direct_mail.senders.list()[0].address})
    content = letter.content.model_copy(update={"text": "no such thing as a letter"})
    mailing = direct_mail.sending.create(letter.model_copy(update={"content": content}), people(3))
    direct_mail.sending.run(mailing.id)
    direct_mail.suppressed.add(["ada@example.org"], SuppressionReason.UNSUBSCRIBED)
    async with user_at((120, 36)) as user:
        await user.sees("console")
        for key, words in (
            ("2", "DM251222-0002-P2"),
            ("v", "DM251222-0002"),
            ("4", "Bill "),
            ("5", "6 of 6 records published"),
            ("v", "A reader sees"),
            ("v", "As Ada Lovelace would read it"),
            ("6", "recipients"),
            ("v", "no such thing as a letter"),
            ("v", "ada@example.org"),
            ("7", "Emails left on 22"),
        ):
            await user.presses(key)
            await user.until(lambda: isinstance(user.screen.focused, RowTable), "the rows")
            await user.until(partial(_shows, user, words), words)
            assert selected(user, str(user.focused))


async def test_an_empty_list_says_what_to_do_and_has_nothing_beside_it(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        for tab, words in (("2", "Press b"), ("5", "Press n"), ("6", "Press n")):
            await user.presses(tab)
            await user.until(partial(_is_seen, user, words), words)
            assert not any(pane.display for pane in user.screen.query(PreviewPane))


async def test_without_colours_the_cursor_is_still_seen(
    user_at: SitDown, with_orders: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with user_at(BESIDE) as user:
        await opens_orders(user)
        rows = table(user, ORDERS)
        assert rows.has_focus
        cursor, other = (next(iter(rows.render_line(y))).style for y in (1, 2))
        assert cursor is not None
        assert other is not None
        assert not cursor.reverse, "it would turn the colours of the cursor back"
        assert (cursor.bgcolor, cursor.color) == (other.color, other.bgcolor)
