"""No line of a list is cut in any window: long names give way, and what the preview has, too, goes first."""

import pytest

from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.post import LETTER, people
from tests.tui.conftest import SitDown

LONG = "a-rather-long-name-of-a-department"

LISTS = {
    "plans": ("plans",),
    "orders": ("v",),
    "days": ("usage", "v"),
    "mail by sender address": ("v",),
    "mail by tag": ("v",),
    "bills": ("bills",),
    "domains": ("senders",),
    "sender addresses": ("v",),
    "templates": ("v",),
    "mailings": ("send",),
    "outbox": ("v",),
    "who gets no mail": ("v",),
    "messages": ("messages",),
}
"""Each list, and the tab and the keys that lead to it from the one before."""

KEPT = {
    "plans": {(60, 20): "Expires", (40, 12): "Status"},
    "domains": {(60, 20): "! not verified", (40, 12): "! not verified"},
    "outbox": {(40, 12): "Subject"},
    "who gets no mail": {(60, 20): "unsubscribed", (40, 12): "unsubscribed"},
    "mail by sender address": {(40, 12): "Delivered"},
}
"""What is seen of it all the same."""


@pytest.fixture
def long_names(direct_mail: DirectMail) -> DirectMail:
    """An account whose names need more room than a small window has."""
    direct_mail.sandbox.load("busy")
    direct_mail.domains.add(f"{LONG}.example.com")
    sender = direct_mail.senders.add(f"{LONG}@mail.example.com", SenderKind.BATCH, "", "Long alias")
    direct_mail.suppressed.add([f"{LONG}@{LONG}.example.org"], SuppressionReason.UNSUBSCRIBED)
    letter = LETTER.model_copy(update={"sender": sender.address, "tag": LONG[:12]})
    mailing = direct_mail.sending.create(letter, people(3))
    direct_mail.sending.run(mailing.id)
    return direct_mail


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (100, 24)])
async def test_no_line_is_cut(user_at: SitDown, long_names: DirectMail, size: tuple[int, int]) -> None:
    async with user_at(size) as user:
        await user.sees("console")
        for name, (first, *rest) in LISTS.items():
            await user.presses(first if first == "v" else tab_key(first), *rest)
            await user.until(lambda: isinstance(user.screen.focused, RowTable), "the rows")
            await user.settles()
            rows = user.screen.focused
            assert isinstance(rows, RowTable)
            shown = "\n".join(user.rows())
            assert rows.virtual_size.width <= rows.size.width, f"{name}\n{shown}"
            assert KEPT.get(name, {}).get(size, "") in shown, f"{name}\n{shown}"
