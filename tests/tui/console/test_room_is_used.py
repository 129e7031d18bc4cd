"""Room is used: at most four tenths of the rows of a large window are blank, a third of a small one."""

import re
from functools import partial

from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import TABS, tab_key
from tests.post import LETTER, REFUSED, PostOffice, people, sending_by
from tests.tui.conftest import SitDown
from tests.tui.journey import User

_SIDES = re.compile(r"[\s│┃]")

LARGE = (160, 48)

IN_TURN = sorted(TABS, key=lambda tab: tab == "advice")
"""The tabs, the one last in which a digit is typed."""

PLACES = {
    "domains": (tab_key("senders"),),
    "sender addresses": ("v",),
    "templates": ("v",),
    **{tab: (tab_key(tab),) for tab in IN_TURN if tab != "senders"},
}
"""The places that are looked at one after another, and the keys that lead there."""

SHORT = dict.fromkeys(("sender addresses", "templates", "messages"), 5)
"""Tenths that may be blank where there is little to say: two addresses, a few templates and messages."""


SMALL = {"usage": "Saturday 31 January", "account": "             owner"}
"""What is seen in the smallest window: the chosen day, and a value that wraps under itself, not its label."""

SEEN = {
    "sender addresses": ("├─ news@mail.example.com", "2 mailings · 4 emails accepted"),
    "bills": ("▒ pay-as-you-go", "Most on 21 December: 1,093 emails"),
    "messages": ("30 days before 2 plans expire on 22 June 2026", "an internal message; 9"),
    "domains": ("Name   aliyundm.mail.example.com", "Value  v=spf1 include:"),
    "account": ("Limits of this account", "1 of 5", "reject-lottery ! rejected", "no-reply@mail.example.com"),
}
"""What the pictures of a place say in words."""


def _blank(user: User) -> int:
    """Count the rows with nothing but the sides of frames."""
    return sum(not _SIDES.sub("", row) for row in user.rows())


def _seen(user: User, words: str) -> bool:
    return any(words in row for row in user.rows())


def _with_mailings(direct_mail: DirectMail) -> None:
    """Give a busy account a mailing that is over, with one refused, and one that is not."""
    direct_mail.sandbox.load("busy")
    office = PostOffice()
    office.will("r3@example.com", REFUSED)
    direct_mail.sending = sending_by(direct_mail, office)
    ended = direct_mail.sending.create(LETTER, people(5))
    direct_mail.sending.create(LETTER.model_copy(update={"alias": "News"}), people(80))
    direct_mail.sending.run(ended.id)


async def test_no_more_than_four_tenths_of_a_large_window_are_blank(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    _with_mailings(direct_mail)
    async with user_at(LARGE) as user:
        await user.sees("console")
        for place, keys in PLACES.items():
            await user.presses(*keys)
            await user.settles()
            rows = "\n".join(user.rows())
            assert _blank(user) * 10 <= LARGE[1] * SHORT.get(place, 4), f"{place}\n{rows}"
            for words in SEEN.get(place, ()):
                assert words in rows, f"{place}\n{rows}"
            if place == "send":
                assert _seen(user, "interrupted: Enter, then r resumes it")
                await user.presses("down")
                refused = partial(_seen, user, "1  example.com  554 no such luck")
                await user.until(refused, "who refused, by domain")


async def test_80_columns_of_24_rows_show_all_of_a_tab(user_at: SitDown, direct_mail: DirectMail) -> None:
    _with_mailings(direct_mail)
    async with user_at((80, 24)) as user:
        await user.sees("console")
        for pane in IN_TURN:
            await user.presses(tab_key(pane))
            await user.settles()
            scrolled = [
                widget
                for widget in user.screen.query(Widget)
                if widget.max_scroll_y and widget.region.height > 2
            ]
            hidden = [widget for widget in scrolled if widget.styles.overflow_y != "hidden"]
            assert not hidden, f"{pane}: {hidden}"
            rows = "\n".join(user.rows())
            assert _blank(user) * 3 <= 24, f"{pane}\n{rows}"
            if pane in SMALL:
                await user.resizes(40, 12)
                await user.until(partial(_seen, user, SMALL[pane]), f"{pane} in the smallest window")
                await user.resizes(80, 24)
