"""A reading that fails in a way nobody foresaw is told on the screen; the program goes on."""

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from dm_tui.tui.background import READING_FAULT
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Vendor
from tests.tui.journey import sit_down


@pytest.fixture
def failing(
    open_live: OpenLive, vendor: Vendor, live: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> DirectMail:
    """An account that was read before, of which every reading now raises what is no error of ours."""

    def fail(*arguments: object) -> None:
        raise LookupError("an answer nobody foresaw")

    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)
    vendor.account.order(50_000)
    live.connect()
    live.set_preferences(prompt_activation=False)
    direct_mail = open_live()
    for owner, name in (
        (direct_mail, "connect"),
        (direct_mail.billing, "read_vendor_bills"),
        (direct_mail.mail_reports, "read"),
        (direct_mail.activation, "activate"),
    ):
        monkeypatch.setattr(owner, name, fail)
    return direct_mail


SAID = READING_FAULT.format(error="LookupError")


async def test_a_reading_of_the_account(failing: DirectMail) -> None:
    async with sit_down(failing, (110, 32), survives=True) as user:
        await user.sees("console")
        await user.hears(SAID.lower())
        await user.presses("f5")
        await user.settles()
        assert user.here == "console"


@pytest.mark.parametrize("keys", [("4",), ("3", "v")], ids=["bills", "report"])
async def test_a_reading_of_a_tab(failing: DirectMail, keys: tuple[str, ...]) -> None:
    async with sit_down(failing, (110, 32), survives=True) as user:
        await user.sees("console")
        await user.presses(*keys)
        await user.until(lambda: SAID[:40] in " ".join(user.rows()), "the words")
