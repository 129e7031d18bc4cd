"""A dry run of `send` answers as the real run would, and changes nothing at the service."""

import json

import pytest

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import Fault, Vendor

SEND = (
    *("send", "--from", "news@mail.example.com", "--to", "ann@example.org"),
    *("--subject", "Hello", "--text", "Dear Ann"),
)


@pytest.fixture(autouse=True)
def ready(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)
    live.connect()
    vendor.seen.clear()


def test_a_used_key_answers_with_its_mailing(live_command: Command, vendor: Vendor) -> None:
    first = live_command(*SEND, "--key", "k", "--json").document()
    real = live_command(*SEND, "--key", "k", "--json")
    dry = live_command(*SEND, "--key", "k", "--dry-run", "--json")
    assert (dry.code, dry.document()) == (real.code, real.document())
    assert dry.document()["mailing"] == first["mailing"]
    assert "Nothing was sent." in live_command(*SEND, "--key", "k", "--dry-run").out
    assert vendor.account.mail.received("ann@example.org") == 1


def test_a_key_of_other_content_is_refused(live_command: Command) -> None:
    live_command(*SEND, "--key", "k")
    other = (*SEND[:-1], "Dear all", "--key", "k", "--json")
    real, dry = live_command(*other), live_command(*other, "--dry-run")
    assert (dry.code, dry.error()) == (real.code, real.error())
    assert (dry.code, dry.error()["code"]) == (7, "key-reused")


@pytest.mark.parametrize("key", ["", "x" * 500])
def test_a_key_that_is_none_is_refused(live_command: Command, key: str) -> None:
    real, dry = live_command(*SEND, "--key", key), live_command(*SEND, "--key", key, "--dry-run")
    assert (dry.code, dry.err) == (real.code, real.err)
    assert dry.code != 0


def test_a_tag_is_looked_for_and_not_created(live_command: Command, vendor: Vendor) -> None:
    vendor.account.mail.tags.append("spring")
    known = live_command(*SEND, "--tag", "spring", "--dry-run", "--json").document()
    assert "new-tag" not in [warning["code"] for warning in known["warnings"]]
    new = live_command(*SEND, "--tag", "summer", "--dry-run", "--json").document()
    assert "new-tag" in [warning["code"] for warning in new["warnings"]]
    assert "“summer”" in live_command(*SEND, "--tag", "summer", "--dry-run").out
    assert vendor.account.mail.tags == ["spring"]
    assert not {"CreateTag", "SingleSendMail"} & set(vendor.seen)


def test_tags_that_may_not_be_read_refuse_the_dry_run_too(live_command: Command, vendor: Vendor) -> None:
    vendor.faults.every("QueryTagByParam", Fault.DENIED)
    tagged = (*SEND, "--tag", "spring", "--json")
    real, dry = live_command(*tagged), live_command(*tagged, "--dry-run")
    assert (dry.code, json.loads(dry.err)) == (real.code, json.loads(real.err))
    assert (dry.code, real.error()["code"]) == (3, "permission-missing")


def test_where_letters_go_is_said_before_and_after(live_command: Command) -> None:
    assert "Goes to: Direct Mail in ap-southeast-1\n" in live_command(*SEND, "--dry-run").out
    assert "Handed over to Direct Mail in ap-southeast-1.\n" in live_command(*SEND).out


def test_of_a_ram_user_the_service_alone_knows_whether_it_may_send(
    live: DirectMail, live_command: Command, vendor: Vendor
) -> None:
    """No call asks that without sending: the dry run says so, and the real run is refused."""
    codes = {warning["code"] for warning in live_command(*SEND, "--dry-run", "--json").document()["warnings"]}
    assert "may-not-send" not in codes  # the owner may
    vendor.account.ram_user("ops", "dm:SingleSendMail")
    live.connect()
    dry = live_command(*SEND, "--dry-run")
    assert dry.code == 0
    assert "whether RAM user ops may send without sending: only the first email shows it" in dry.out
    assert "SingleSendMail" not in vendor.seen
    real = live_command(*SEND)
    assert real.code == 7
    assert "dm:SingleSendMail" in real.err
