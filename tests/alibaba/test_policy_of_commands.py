"""`access policy GROUP` against what the commands of the group really call, each on a state file of its own.

Both ways: a call that the policy lacks ends a command, and one that no command makes is a right too many.
"""

import copy
import itertools
import sys
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from dm_tui.cli.declarations import all_commands
from dm_tui.cli.declarations.declare import Needs
from dm_tui.cli.main import run
from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.providers.alibaba.api.call_permissions import ACTIONS, Service, permissions
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.ready_to_send import NAME, add_sender, add_template
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.account import now
from tests.alibaba.server.bills import VendorBill
from tests.alibaba.server.mail_account import MailList
from tests.alibaba.server.reports import Counted
from tests.keyring_stand_in import FakeKeyring

Words = tuple[str, ...]
CallsOf = Callable[["Step"], set[str]]


class Step(NamedTuple):
    """A command, what befalls a call before it, and the commands before it on the same state file."""

    words: Words
    before: tuple["Step", ...] = ()
    faults: tuple[tuple[str, Fault], ...] = ()


SENDER, ADA = f"news@{NAME}", "ada@example.com"
LETTER = ("send", "--from", SENDER, "--to", ADA)
MAIL = (*LETTER, "--subject", "Hi", "--text", "Hello")
LIST = (*LETTER, "--template", "welcome", "--as-list")
PURCHASE = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
CREATE = "CreateResourcePackage"


def plain(*commands: Words) -> tuple[Step, ...]:
    return tuple(map(Step, commands))


READ = (
    Step(("status",), (Step(PURCHASE, faults=((CREATE, Fault.UNPAID),)),)),
    *plain(
        ("status",),
        ("plans",),
        ("plans", "refund", "PLAN"),
        ("quote", "50k"),
        ("advise", "--monthly", "80k"),
        ("orders",),
        ("region",),
        ("verify", "cn-hangzhou"),
        ("bills",),
        ("budget",),
        ("usage",),
        ("statistics", "--by", "sender"),
        ("statistics", "--by", "tag"),
        ("export", "bills"),
        ("export", "orders"),
        ("export", "usage"),
        ("remind",),
        ("domains",),
        ("domains", "list"),
        ("domains", "show", NAME),
        ("senders",),
        ("senders", "list"),
        ("senders", "show", SENDER),
        ("templates",),
        ("templates", "list"),
        ("templates", "show", "welcome"),
        ("templates", "check", "welcome"),
        ("suppressed", "--service"),
        ("suppressed", "import", "--service"),
        ("mailings", "trace", ADA),
    ),
)
BUY = (
    *plain(PURCHASE, (*PURCHASE, "--dry-run"), ("activate", "--accept-agreement")),
    Step(("orders", "settle", "ORDER"), (Step(PURCHASE, faults=((CREATE, Fault.RESET_BEFORE),)),)),
    Step(
        ("orders", "pay", "ORDER", "--yes-spend", "13.05"),
        (Step(PURCHASE, faults=((CREATE, Fault.DENIED),)),),
    ),
)
SEND = (
    *plain(
        ("domains", "add", "other.example.com"),
        ("domains", "verify", NAME),
        ("domains", "remove", "unused.example.com"),
        ("senders", "add", f"info@{NAME}"),
        ("senders", "password", SENDER),
        ("senders", "remove", SENDER),
        ("templates", "add", "other", "--subject", "Hi", "--text", "FILE"),
        ("templates", "change", "welcome", "--subject", "Hey"),
        ("templates", "submit", "welcome"),
        ("templates", "test", "welcome", "--from", SENDER, "--to", ADA),
        ("templates", "remove", "welcome"),
        (*MAIL, "--dry-run"),
        MAIL,
        (*MAIL, "--tag", "fresh"),
        LIST,
        ("suppressed", "remove", "gone@example.org", "--service"),
        ("suppressed", "remove", "loud@example.org", "--service"),
        ("suppressed", "remove", "left@example.org", "--service"),
    ),
    Step(MAIL, plain(("budget", "set", "50"))),
    Step(LIST, faults=(("BatchSendMail", Fault.RESET_AFTER),)),
    Step(LIST, faults=(("CreateReceiver", Fault.RESET_AFTER),)),
    Step(
        ("mailings", "settle", "MAILING", "--look-up"),
        (Step(MAIL, faults=(("SingleSendMail", Fault.RESET_AFTER),)),),
    ),
    Step(("mailings", "resume", "MAILING"), (Step(MAIL, faults=(("SingleSendMail", Fault.THROTTLED),)),)),
)
GROUPS = {"read": READ, "buy": BUY, "send": SEND}

ASKS_FOR_ALL = {"access"}
"""It asks which permissions are missing, of every group, and works without any."""


@pytest.fixture
def furnished(live: DirectMail, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Vendor:
    """An account with one of everything that a command may read or change."""
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring())
    add_sender(live, vendor)
    add_template(live, vendor)
    live.domains.add("unused.example.com")
    account, mail, at = vendor.account, vendor.account.mail, now()
    account.clock = now
    account.order(50_000)
    account.bills = [VendorBill("this", f"{at:%Y-%m}")]
    mail.tags.append("known")
    mail.counted.append(Counted(SENDER, "known", at.astimezone(BILLING_ZONE).date(), 3, 3, opened=1))
    mail.invalid["gone@example.org"] = at - timedelta(days=20)
    mail.suppressed["loud@example.org"] = at - timedelta(days=20)
    mail.blocked = [{"BlockEmail": "left@example.org", "SenderEmail": SENDER, "BlockType": "UNSUB"}]
    made = at.astimezone(UTC) - timedelta(hours=2)
    mail.lists.append(MailList("1", f"dm-tui-{made:%Y%m%dT%H%M%S}-0a1b2c"))
    mail.details_late = mail.tasks_late = timedelta(minutes=10)
    (tmp_path / "hello.txt").write_text("Hello")
    return vendor


@pytest.fixture
def calls_of(
    furnished: Vendor, tmp_path: Path, no_pauses: None, capsys: pytest.CaptureFixture[str]
) -> CallsOf:
    """Return what gives the calls that a command makes on a state file of its own."""
    numbers = itertools.count()

    def take(step: Step, path: Path) -> set[str]:
        for before in step.before:
            take(before, path)
        names = {"PLAN": furnished.account.plans[0].id, "FILE": str(tmp_path / "hello.txt")}
        direct_mail = DirectMail(path, "alibaba")
        for order in direct_mail.purchases.orders(1):
            names["ORDER"] = order.id
        for mailing in direct_mail.sending.mailings(1):
            names["MAILING"] = mailing.id
        direct_mail.close()
        for action, fault in step.faults:
            furnished.faults.at(action, 1, fault)
        furnished.seen.clear()
        code = run(
            ["--state", str(path), "--provider", "alibaba", *(names.get(word, word) for word in step.words)]
        )
        shown = capsys.readouterr()
        assert code not in (1, 2), f"{step.words}: {shown.err}"
        return set(furnished.seen)

    return lambda step: take(step, tmp_path / f"state-{next(numbers)}.json")


@pytest.mark.parametrize("group", GROUPS)
def test_a_policy_has_exactly_what_the_commands_of_its_group_call(
    furnished: Vendor, calls_of: CallsOf, group: str
) -> None:
    needed: dict[str, str] = {}
    for step in GROUPS[group]:
        kept = copy.deepcopy(furnished.account.__dict__)
        for call in calls_of(step):
            needed.setdefault(ACTIONS[call].permission, " ".join(step.words))
        furnished.account.__dict__.update(kept)
    needed.pop("", None)
    granted = set(permissions(group))
    assert {action: words for action, words in needed.items() if action not in granted} == {}, "lacks"
    assert granted - set(needed) == set(), "too many"


def test_every_command_that_reads_the_account_belongs_to_a_group() -> None:
    tried = {step.words for steps in GROUPS.values() for step in steps}
    for declared in all_commands():
        words = tuple(declared.words.split())
        if declared.needs is not Needs.NOTHING and declared.words not in ASKS_FOR_ALL:
            assert any(step[: len(words)] == words for step in tried), declared.words


def test_who_only_sends_makes_no_call_about_money_that_it_does_not_need(calls_of: CallsOf) -> None:
    for step in (SEND[0], SEND[3], SEND[6]):
        billing = {call for call in calls_of(step) if ACTIONS[call].service is Service.BILLING}
        assert billing == {"QueryResourcePackageInstances"}, "it tells which site the account belongs to"


def test_a_mailing_does_not_look_after_an_earlier_purchase(calls_of: CallsOf) -> None:
    unsettled = Step(PURCHASE, faults=((CREATE, Fault.RESET_BEFORE),))
    assert "QueryOrders" not in calls_of(Step(MAIL, (unsettled,)))


def test_a_permission_that_was_granted_is_missing_no_more(live_command: Command, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "bss:DescribeProduct")
    assert "bss:DescribeProduct" in live_command("access").out
    assert live_command(*PURCHASE).code == 3
    vendor.account.ram_user("ops")
    vendor.faults.every("QueryOrders", Fault.DENIED)  # no other part is read to find that out
    bought = live_command(*PURCHASE, "--dry-run")
    assert bought.code == 0, bought.err
    assert "SenderStatisticsByTagNameAndBatchID" not in vendor.seen[-12:]


@pytest.mark.parametrize(
    ("words", "action"),
    [
        (PURCHASE, "bss:ModifyInstance"),
        (("domains", "add", "other.example.com"), "dm:CreateDomain"),
        (("templates", "remove", "welcome"), "dm:DeleteTemplate"),
    ],
)
def test_a_change_that_was_refused_is_missing_until_it_is_allowed(
    furnished: Vendor, live_command: Command, words: Words, action: str
) -> None:
    furnished.account.ram_user("ops", action)
    refused = live_command(*words)
    assert (refused.code, action in refused.err) == (3, True)
    assert action in live_command("access", "--json").document()["missing"]
    furnished.account.ram_user("ops")
    assert live_command(*words).code == 0, "it is tried again all the same"
    assert action not in live_command("access", "--json").document()["missing"]
