"""The SDK is an extra: without it the program says how to get it, and everything else works."""

import sys
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.widgets.qr import qr_lines
from tests.alibaba.conftest import OpenLive


def leave_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("alibabacloud_credentials", "alibabacloud_credentials.client", "segno"):
        monkeypatch.setitem(sys.modules, name, None)  # what an import finds where nothing is installed


def test_a_live_account_says_what_to_install(open_live: OpenLive, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out(monkeypatch)
    with pytest.raises(DirectMailError) as refused:
        open_live().connect()
    assert refused.value.code == "sdk-missing"
    assert "[alibaba]" in refused.value.hint


def test_no_state_file_is_made_that_nothing_can_be_read_into(
    open_live: OpenLive, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_out(monkeypatch)
    open_live().close()
    assert not state_path.exists()


def test_what_was_read_before_is_still_shown(
    live: DirectMail, open_live: OpenLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_out(monkeypatch)
    assert open_live().overviews.overview().account.id == live.prerequisites.account().id


def test_an_address_goes_without_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out(monkeypatch)
    assert qr_lines("https://dm.console.alibabacloud.com/") == []


def test_a_code_fits_a_terminal_and_has_its_corners() -> None:
    lines = qr_lines("https://dm.console.alibabacloud.com/")
    assert max(map(len, lines)) <= 76
    assert len({len(line) for line in lines}) == 1
    assert lines[1][2:9] == " ▄▄▄▄▄ ", "the frame of the upper left corner"
