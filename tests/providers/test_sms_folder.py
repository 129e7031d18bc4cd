"""Text messages as files: there once and whole, whatever breaks."""

from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.mail.transport import Accepted, Deferred, Unknown
from dm_tui.providers.sms.folder import SmsFolder
from dm_tui.store import durable_files as durable

TEXT = "Direct Mail: 5 € left".encode()


def test_a_message_is_a_file_of_its_own_for_the_user_alone(tmp_path: Path) -> None:
    folder = SmsFolder(tmp_path / "outbox" / "sms")
    sent = folder.connect().deliver("a.b-1", "", "+12025550100", TEXT)
    assert isinstance(sent, Accepted)
    (file,) = (tmp_path / "outbox" / "sms").iterdir()
    assert file.name == "a.b-1.txt"
    assert file.read_text() == "To: +12025550100\n\nDirect Mail: 5 € left\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_what_was_begun_can_be_settled(tmp_path: Path) -> None:
    folder = SmsFolder(tmp_path)
    assert isinstance(folder.settle("a"), Deferred)
    folder.connect().deliver("a", "dmtui", "+12025550100", TEXT)
    assert isinstance(folder.settle("a"), Accepted)
    assert (tmp_path / "a.txt").read_text().startswith("From: dmtui\nTo: ")


def test_control_characters_do_not_reach_a_terminal_that_shows_the_file(tmp_path: Path) -> None:
    SmsFolder(tmp_path).connect().deliver("a", "", "+12025550100", b"\x1b[2Jhello")
    assert "\x1b" not in (tmp_path / "a.txt").read_text()


@pytest.mark.parametrize("id", ["", "../a", "a/b", ".a", "a" * 200])
def test_an_id_that_cannot_name_a_file_is_refused(tmp_path: Path, id: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        SmsFolder(tmp_path).connect().deliver(id, "", "+12025550100", TEXT)


def test_a_full_disk_leaves_nothing_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = SmsFolder(tmp_path)
    monkeypatch.setattr(durable, "write_new", full)
    found = folder.connect().deliver("a", "", "+12025550100", TEXT)
    assert found == Deferred(words="no space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_does_not_confirm_leaves_the_outcome_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    folder = SmsFolder(tmp_path)
    monkeypatch.setattr(durable, "sync_directory", broken)
    assert isinstance(folder.deliver("a", "", "+12025550100", TEXT), Unknown)


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("")
    with pytest.raises(DirectMailError) as refused:
        SmsFolder(tmp_path / "sms" / "deeper").connect()
    assert refused.value.code == "outbox-unusable"
