"""A region of a real account is where its calls go; the one of a single command does not stay."""

import pytest

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor
from tests.alibaba.server.account import CHINA


def test_the_region_of_one_command_does_not_stay(
    live_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert live_command("--region", "frankfurt", "status", "--json").document()["account"]["region"] == (
        "eu-central-1"
    )
    monkeypatch.setenv("DM_TUI_REGION", "us-east-1")
    assert live_command("region", "--json").document()["region"]["id"] == "us-east-1"
    monkeypatch.delenv("DM_TUI_REGION")
    assert live_command("status", "--json").document()["account"]["region"] == "ap-southeast-1"


def test_calls_go_to_the_region(live: DirectMail, vendor: Vendor) -> None:
    here = DirectMail(live.state_path, "alibaba", "us-east-1", clock=live.now, sleep=lambda seconds: None)
    here.connect()
    transport = here.provider.outbound.transport()
    assert transport is not None
    assert transport.name == "Direct Mail in us-east-1"
    assert live.provider.account.current().region == "ap-southeast-1"


def test_an_account_of_the_chinese_site_keeps_the_region_of_the_command(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.account.site, vendor.account.currency = CHINA, "CNY"
    first = live_command("--region", "us-east-1", "status", "--json").document()
    assert first["account"]["region"] == "us-east-1"
