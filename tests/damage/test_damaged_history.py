"""History that is missing or damaged: no key is new, the doctor says so, and a backup replaces it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dm_tui.cli.main import run
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store import archive
from dm_tui.store.snapshot import encode
from tests.services.books import off

DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "changed": lambda path: path.write_bytes(path.read_bytes().replace(b"may", b"mai")),
    "a directory": lambda path: path.rename(path.with_suffix(".d")).parent.joinpath(path.name).mkdir(),
}
FILES = ("orders-key", "orders-0")


@pytest.fixture
def bought(direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch) -> DirectMail:
    """An account whose first order, which has a key, is archived."""
    monkeypatch.setattr("dm_tui.store.state.KEEP_LIVE", 1)
    monkeypatch.setattr(archive, "ARCHIVE_BATCH", 0)
    terms, region = direct_mail.purchases.catalogue().terms_version, "ap-southeast-1"
    for key in ("may", "june", "july"):
        order = direct_mail.purchases.confirm("50k", 1, region, terms, key=key)
        direct_mail.purchases.pay(order.id, "card-4242")
    direct_mail.close()
    return direct_mail


def archived(direct_mail: DirectMail, name: str) -> Path:
    """Return the file of the archive that has the first order, or its key."""
    files = direct_mail.state_path.with_name("state.json.archive").glob(f"*-{name}*.json")
    (found,) = (path for path in files if b'"may"' in path.read_bytes())
    return found


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_key_whose_history_cannot_be_read_buys_nothing(
    bought: DirectMail,
    open_direct_mail: Callable[[], DirectMail],
    capsys: pytest.CaptureFixture[str],
    name: str,
    damage: str,
) -> None:
    DAMAGES[damage](archived(bought, name))
    state = ["--state", str(bought.state_path)]
    code = run([*state, "buy", "50k", "--accept-terms", "--pay-with", "card-4242", "--key", "may", "--json"])
    assert code == 6
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "history-unreadable"
    with open_direct_mail().state.read() as tables:
        assert len(tables.of(Charge).history()) == 3
    assert run([*state, "doctor"]) == 1


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_backup_replaces_damaged_history_which_is_set_aside(
    bought: DirectMail, open_direct_mail: Callable[[], DirectMail], tmp_path: Path, name: str, damage: str
) -> None:
    bought.backups.write(tmp_path / "b.json")
    damaged = archived(bought, name)
    DAMAGES[damage](damaged)
    kept = damaged.read_bytes() if damaged.is_file() else None
    later = open_direct_mail()
    terms = later.purchases.catalogue().terms_version
    made = later.purchases.confirm("500k", 1, "ap-southeast-1", terms)
    written = later.backups.restore(tmp_path / "b.json").before
    assert (written is None) is (name == FILES[1])  # without the keys alone, every order is still known
    assert off(later).keys() == {"state-file"}  # the notice of what was set aside
    assert [order.key for order in later.purchases.orders()] == ["july", "june", "may"]
    aside = later.state.list_asides()[-1]
    with open(aside.path, "rb") as file:
        assert made.id.encode() in file.read() or any(
            made.id.encode() in path.read_bytes()
            for path in aside.path.parent.glob(f"{aside.path.name}*journal")
        )
    copy = aside.path.with_name(aside.path.name + ".archive") / damaged.name
    assert (copy.read_bytes() if copy.exists() else None) == kept
    later.state.mark_asides_seen()
    assert off(open_direct_mail()) == {}


def test_a_restore_that_is_refused_sets_nothing_aside(
    bought: DirectMail, open_direct_mail: Callable[[], DirectMail], tmp_path: Path
) -> None:
    bought.backups.write(tmp_path / "b.json")
    archived(bought, FILES[0]).unlink()
    (tmp_path / "b.json").write_bytes((tmp_path / "b.json").read_bytes().replace(b"june", b"junk"))
    later = open_direct_mail()
    with pytest.raises(DirectMailError):
        later.backups.restore(tmp_path / "b.json")
    assert later.state.list_asides() == ()


def change_archived(direct_mail: DirectMail, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the first order in the archive as a program would that is ahead of this one and has a fault."""
    path = archived(direct_mail, FILES[1])
    data = json.loads(path.read_bytes())
    data["meta"]["1"]["generation"] += 1
    change(data["orders"]["1"])
    path.write_bytes(encode(data))


def test_the_doctor_reads_every_record_of_the_archive(
    bought: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    change_archived(bought, lambda order: None)
    assert off(open_direct_mail()) == {}
    change_archived(bought, lambda order: order["total"].update(currency="DSU"))
    assert "orders" in off(open_direct_mail())["books"]
