"""A record that cannot be read makes an unreadable file: the last good state is there, and it is told."""

import importlib
import json
import os
import pkgutil
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dm_tui
from dm_tui.domain.model import Model
from dm_tui.providers.registry import PROVIDERS
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.ledger.readable_records import RECORDS, record_check
from tests.alibaba.conftest import *  # noqa: F403  # the stand-in of the vendor
from tests.alibaba.conftest import OpenLive
from tests.damage.spoiled_records import Spoiled, spoil_every_field

SPOILED = int(os.environ.get("DM_TUI_SPOILED", "6"))
SEED = int(os.environ.get("DM_TUI_SEED", "1"))


def sample(path: Path) -> list[Spoiled]:
    every = list(spoil_every_field(path))
    random.Random(SEED).shuffle(every)
    return every[:SPOILED]


def everything(direct_mail: DirectMail) -> dict[str, Any]:
    with direct_mail.state.read() as tables:
        return {name: table for name, table in tables.dump().items() if name != "preferences"}


def find_wrong(
    path: Path, spoiled: Spoiled, open_account: Callable[[], DirectMail], good: Any
) -> Iterator[str]:
    """Spoil the file, use the account as the interface does, and yield what is not as it was."""
    spoiled.put_into(path)
    content = path.read_bytes()
    reader = open_account()
    reader.wizard_drafts.resume()
    reader.overviews.overview()
    if everything(reader) != good or not reader.notices:
        yield f"{spoiled}: read, and told {reader.notices}"
    writer = open_account()
    writer.set_preferences(theme="dm-light")
    writer.close()
    last = open_account()
    (aside,) = last.state.list_asides()
    if everything(last) != good or last.notices != [aside.notice]:
        yield f"{spoiled}: restored, and told {last.notices}"
    if aside.path.read_bytes() != content:
        yield f"{spoiled}: not set aside as it was"


def find_wrong_in_a_sample(path: Path, open_account: Callable[[], DirectMail], copy: Path) -> Iterator[str]:
    """Spoil one field after the other of the account, each time from its good files, which `copy` keeps."""
    good = everything(open_account())
    shutil.copytree(path.parent, copy)
    for spoiled in sample(path):
        shutil.rmtree(path.parent)
        shutil.copytree(copy, path.parent)
        yield from find_wrong(path, spoiled, open_account, good)


@pytest.mark.slow
def test_whatever_stands_in_a_field_the_last_good_state_is_read_restored_and_told(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail], state_path: Path, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.close()
    for theme in ("dm-dark", "dm-light", "dm-dark"):
        open_direct_mail().set_preferences(theme=theme)
    wrong = list(find_wrong_in_a_sample(state_path, open_direct_mail, tmp_path / "good"))
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_a_real_account_is_restored_as_well(
    live: DirectMail, open_live: OpenLive, state_path: Path, tmp_path: Path
) -> None:
    live.close()
    live.set_preferences(theme="dm-dark")
    live.close()
    open_live().set_preferences(theme="dm-light")
    wrong = list(find_wrong_in_a_sample(state_path, open_live, tmp_path / "good"))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("table", "place", "value"),
    [
        ("orders", ("status",), "paie"),
        ("orders", ("total", "currency"), "USE"),
        ("orders", ("total", "amount"), "NaN"),
        ("orders", ("created_at",), "2025-09-03T09:00:00"),
        ("plans", ("expires_at",), "9999-12-31T23:59:59Z"),
        ("plans", ("emails",), "\u0669"),
        ("sandbox", ("opening_balance", "amount"), "\u0669"),
        ("sandbox", ("clock_offset",), float("nan")),
        ("sandbox", ("clock_offset",), 1e300),
        ("charges", ("amount", "currency"), "USE"),
        ("charges", ("at",), "2025-09-03T09:00:00"),
        ("books", ("totals", "plans"), "NaN"),
        ("books", ("orders",), 10**30),
        ("pay_as_you_go", ("active",), "yes"),
        ("preferences", ("theme",), None),
    ],
)
def test_a_value_that_no_program_of_ours_writes_is_no_record(
    direct_mail: DirectMail, table: str, place: tuple[str, ...], value: object
) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.set_preferences(theme="dm-dark")
    is_readable = record_check("sandbox")
    with direct_mail.state.read() as tables:
        document = json.loads(json.dumps(next(iter(tables.dump()[table].values()))))
    assert is_readable(table, document)
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    assert not is_readable(table, document)


@pytest.mark.parametrize(
    "scenario", ["fresh", "unverified", "ram-user", "activated", "busy", "expiring", "overdue"]
)
def test_every_record_that_a_program_writes_can_be_read(direct_mail: DirectMail, scenario: str) -> None:
    direct_mail.sandbox.load(scenario)
    direct_mail.process_due()
    assert unreadable(direct_mail) == []


def test_every_record_of_a_real_account_can_be_read(live: DirectMail) -> None:
    live.overviews.overview()
    assert unreadable(live) == []


def unreadable(direct_mail: DirectMail) -> list[str]:
    is_readable = record_check(direct_mail.provider.name)
    with direct_mail.state.read() as tables:
        dump = tables.dump()
    assert dump.keys() <= {"preferences", *RECORDS, *PROVIDERS[direct_mail.provider.name].records} or not dump
    return [
        table
        for table, records in dump.items()
        for value in records.values()
        if not is_readable(table, value)
    ]


def test_every_table_is_known() -> None:
    for module in pkgutil.walk_packages(dm_tui.__path__, "dm_tui."):
        if module.name.startswith(
            ("dm_tui.domain", "dm_tui.providers.sandbox", "dm_tui.providers.alibaba.reading")
        ):
            importlib.import_module(module.name)
    known = {f"dm_tui.domain.{path}" for path in RECORDS.values()} | {
        "dm_tui.settings.preferences.Preferences"
    }
    known |= {path for entry in PROVIDERS.values() for path in entry.records.values()}
    assert known == {f"{model.__module__}.{model.__name__}" for model in stored_models(Model)}


def stored_models(model: type[Model]) -> Iterator[type[Model]]:
    for below in model.__subclasses__():
        if "TABLE" in vars(below) and below.__module__.startswith("dm_tui."):
            yield below
        yield from stored_models(below)
