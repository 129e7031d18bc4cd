"""The first step of the wizard on a real account that lacks nearly everything."""

import pytest

from dm_tui.tui import app
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Vendor
from tests.tui.journey import sit_down

LACKING = ("bss:DescribePrice", "bss:DescribeOrderList", "dm:QueryDomainByParam", "bss:DescribeAcccount")


@pytest.mark.parametrize("own_domains", [True, False], ids=["verified before", "never verified"])
async def test_all_that_is_missing_is_seen_without_scrolling_and_a_key_tells_all_of_it(
    open_live: OpenLive, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, own_domains: bool
) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)
    vendor.account.ram_user("ops", *LACKING)
    vendor.account.mail.active = own_domains
    async with sit_down(open_live(), (80, 24)) as user:
        await user.sees("prerequisites")
        await user.until(lambda: "! Prices" in user.reads("#checks"), "the account read")
        await user.chooses("cn-hangzhou")
        await user.until(lambda: "! Extra verification for China" in user.reads("#checks"), "the region")
        assert user.find("#body").max_scroll_y == 0
        seen = "\n".join(user.rows())
        for title in (
            "Account:",
            "! Prices:",
            "Identity verification of the account:",
            "! Permissions:",
            "Check again",
        ):
            assert title in seen
        await user.presses("d")
        await user.sees("notice-screen")
        said = " ".join(user.reads("#notice Static").split())
        assert "say so: dm-tui verify cn-hangzhou" in said
        assert all(action in said for action in LACKING)
        await user.presses("escape")
        await user.sees("prerequisites")
        await user.chooses("ap-southeast-1")
        await user.until(lambda: "China (" not in user.reads("#checks"), "the other region")
        assert user.find("#body").max_scroll_y == 0
