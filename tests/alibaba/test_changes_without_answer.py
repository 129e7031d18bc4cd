"""A change without an answer: a look afterwards says whether it was made, or that nobody knows."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, SetUp
from tests.alibaba.ready_to_send import NAME, add_sender, add_template
from tests.alibaba.server import AnyAnswer, Deed, Fault, Vendor
from tests.alibaba.server.account import Account, now
from tests.alibaba.turns import in_turns

SENDER = f"news@{NAME}"
SEND = ("send", "--from", SENDER, "--to", "ada@example.com", "--subject", "Hi", "--text", "Hello")


class Case(NamedTuple):
    """A command, the call that changes something, the read that tells of it, and whether it was made."""

    words: tuple[str, ...]
    call: str
    read: str
    is_made: Callable[[Account], bool]
    done: str


def names(rows: list[dict[str, object]], field: str) -> set[object]:
    return {row[field] for row in rows}


CASES = (
    Case(
        ("domains", "add", "other.example.com"),
        "CreateDomain",
        "QueryDomainByParam",
        lambda account: "other.example.com" in names(account.mail.domains, "DomainName"),
        "added",
    ),
    Case(
        ("domains", "remove", "unused.example.com"),
        "DeleteDomain",
        "QueryDomainByParam",
        lambda account: "unused.example.com" not in names(account.mail.domains, "DomainName"),
        "removed",
    ),
    Case(
        ("senders", "add", f"info@{NAME}"),
        "CreateMailAddress",
        "QueryMailAddressByParam",
        lambda account: f"info@{NAME}" in names(account.mail.senders, "AccountName"),
        "added",
    ),
    Case(
        ("senders", "remove", SENDER),
        "DeleteMailAddress",
        "QueryMailAddressByParam",
        lambda account: SENDER not in names(account.mail.senders, "AccountName"),
        "removed",
    ),
    Case(
        ("templates", "add", "other", "--subject", "Hi", "--text", "FILE"),
        "CreateTemplate",
        "QueryTemplateByParam",
        lambda account: "other" in names(account.mail.templates, "TemplateName"),
        "submitted",
    ),
    Case(
        ("templates", "change", "welcome", "--subject", "Hey"),
        "ModifyTemplate",
        "QueryTemplateByParam",
        lambda account: account.mail.templates[0]["TemplateSubject"] == "Hey",
        "submitted",
    ),
    Case(
        ("templates", "remove", "welcome"),
        "DeleteTemplate",
        "QueryTemplateByParam",
        lambda account: not account.mail.templates,
        "removed",
    ),
    Case(
        ("suppressed", "remove", "gone@example.org", "--service"),
        "DeleteInvalidAddress",
        "QueryInvalidAddress",
        lambda account: not account.mail.invalid,
        "taken off the list",
    ),
    Case(
        ("suppressed", "remove", "loud@example.org", "--service"),
        "RemoveUserSuppression",
        "ListUserSuppression",
        lambda account: not account.mail.suppressed,
        "taken off the list",
    ),
    Case(
        (*SEND, "--tag", "fresh"),
        "CreateTag",
        "QueryTagByParam",
        lambda account: "fresh" in account.mail.tags,
        "created",
    ),
)


def named(value: object) -> str:
    return value.call if isinstance(value, Case) else str(value)


each_change = pytest.mark.parametrize("case", CASES, ids=named)
AFTER = (
    Fault.RESET_AFTER,
    Fault.ERROR_AFTER,
    Fault.HTML_AFTER,
    AnyAnswer(400, "InternalError", deed=Deed.DONE),
)
BEFORE = (Fault.RESET_BEFORE, Fault.ERROR_BEFORE, AnyAnswer(400, "InternalError"))


def prepare(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)
    add_template(live, vendor)
    live.domains.add("unused.example.com")
    vendor.account.mail.invalid["gone@example.org"] = now() - timedelta(days=2)
    vendor.account.mail.suppressed["loud@example.org"] = now() - timedelta(days=2)


@pytest.fixture
def ready(set_up: SetUp, vendor: Vendor, live_command: Command, state_path: Path) -> Command:
    set_up(prepare).close()
    vendor.account.clock = now
    text = state_path.parent / "hello.txt"
    text.write_text("Hello")

    def command(*words: str) -> object:
        return live_command(*(str(text) if word == "FILE" else word for word in words))

    return command  # type: ignore[return-value]


@pytest.mark.parametrize(("case", "fault"), in_turns(CASES, AFTER, 2), ids=named)
def test_a_change_that_was_made_is_told_as_made(
    ready: Command, vendor: Vendor, case: Case, fault: Fault | AnyAnswer
) -> None:
    vendor.faults.at(case.call, 1, fault)
    ran = ready(*case.words)
    assert ran.code == 0, ran.err
    assert case.is_made(vendor.account)
    assert vendor.faults.calls[case.call] == 1, "the call is made once"


@pytest.mark.parametrize(("case", "fault"), in_turns(CASES, BEFORE, 2), ids=named)
def test_a_change_that_was_not_made_is_told_as_not_made(
    ready: Command, vendor: Vendor, case: Case, fault: Fault | AnyAnswer
) -> None:
    vendor.faults.at(case.call, 1, fault)
    ran = ready(*case.words)
    assert (ran.code, f"was not {case.done}" in ran.err) == (1, True), ran.err
    assert not case.is_made(vendor.account)
    vendor.faults.clear()
    again = case.words
    if case.call == "CreateTemplate":
        again = ("templates", "submit", "other")
        assert " ".join(again) in ran.err
    assert ready(*again).code == 0
    assert case.is_made(vendor.account)


@each_change
def test_a_change_that_nobody_can_look_up_is_not_known(ready: Command, vendor: Vendor, case: Case) -> None:
    vendor.lose_connection_after(case.call)
    ran = ready(*case.words)
    assert (ran.code, "not known whether" in ran.err) == (5, True), ran.err
    assert case.is_made(vendor.account)


@each_change
def test_what_could_not_be_read_before_a_change_says_that_nothing_was_changed(
    ready: Command, vendor: Vendor, case: Case
) -> None:
    if case.call in ("CreateTag", "CreateMailAddress") or case.words[0] == "suppressed":
        pytest.skip("it reads nothing before that, or nothing is kept of it")
    vendor.faults.every(case.read, Fault.ERROR_BEFORE)
    ran = ready(*case.words)
    assert (ran.code, "Nothing was changed." in ran.err) == (1, True), ran.err


def test_a_domain_whose_records_cannot_be_read_was_added(ready: Command, vendor: Vendor) -> None:
    vendor.faults.every("DescDomain", Fault.ERROR_BEFORE)
    ran = ready("domains", "add", "other.example.com")
    assert (ran.code, "But the domain other.example.com was added." in ran.err) == (1, True), ran.err
