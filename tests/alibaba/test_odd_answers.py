"""Whatever any field of any answer is, every reading command answers: no crash, no exit 1, and no figure that
the answer does not have. `DM_TUI_FIELDS` is how many changed fields are tried; a long run sets more.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.usage.report import ReportKind
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase import settling
from tests.alibaba.server import CHANGES, Vendor, fields_of
from tests.alibaba.server.account import Account, now
from tests.alibaba.server.bills import VendorBill
from tests.alibaba.server.reports import Counted
from tests.alibaba.test_as_documented_fields import Said, command, fill, hurried_vendor  # noqa: F401

EXAMPLES = int(os.environ.get("DM_TUI_FIELDS", "12"))

NAME, SENDER = "mail.example.com", "news@mail.example.com"
COMMANDS: list[tuple[str, ...]] = [
    ("plans",),
    ("orders",),
    ("domains",),
    ("domains", "show", NAME),
    ("senders",),
    ("senders", "show", SENDER),
    ("templates",),
    ("templates", "show", "welcome"),
    ("bills",),
    ("usage",),
    ("statistics",),
    ("statistics", "--by", "tag"),
    ("quote", "50k"),
    ("buy", "50k", "--dry-run"),
    ("advise", "--monthly", "40k"),
    ("access",),
    ("messages",),
    ("remind",),
    ("doctor",),
    ("region",),
    ("mailings",),
    ("status",),
]
"""Every command that only reads a real account."""

NO_FIGURE = {
    "missing",
    "null",
    "empty text",
    "text",
    "huge",
    "huge text",
    "not a number",
    "infinite",
    "true",
    "a list",
    "an object",
    "an unknown status",
    "a date of another form",
}
"""The changes that leave no figure in a field: no command may show another one in its place."""

SETTLED_AT = now() - timedelta(hours=3)

WHOSE = "GetCallerIdentity"
"""Where it is not known whose account it is nothing is shown, and the command ends with 1 and says so."""


class Reading:
    """What a command says of the true answers, and every field that it reads."""

    def __init__(self, vendor: Vendor, directory: Path, words: tuple[str, ...]) -> None:
        answers: dict[str, Any] = {}
        apply = vendor.changes.apply

        def note(action: str, answer: dict[str, object]) -> dict[str, object]:
            answers.setdefault(action, answer)
            return apply(action, answer)

        settle(vendor)
        vendor.changes.apply = note  # type: ignore[method-assign]
        try:
            said = command(vendor, directory / "state.json", *words, "--json")
        finally:
            vendor.changes.apply = apply  # type: ignore[method-assign]
        assert said.code == 0, said.err
        self.leaves = dict(leaves(json.loads(said.out)))
        self.fields = [
            (action, path)
            for action, answer in sorted(answers.items())
            for path in dict.fromkeys(fields_of(answer))
        ] or [("NoCall", ("Nothing",))]


def settle(vendor: Vendor) -> None:
    """Make an account with one of everything, the same in each run."""
    vendor.account = account = Account(lambda: SETTLED_AT)
    fill(account)
    account.order(500_000)
    account.bills = [
        VendorBill(id="b1", month=f"{SETTLED_AT:%Y-%m}", open=5.5, status="PayUnfinish", paid=None),
        VendorBill(id="b2", month=f"{SETTLED_AT:%Y-%m}"),
    ]
    account.mail.tags.append("spring")
    account.mail.counted.append(
        Counted(SENDER, "spring", SETTLED_AT.date(), 100, 90, 6, 4, opened=40, clicked=7)
    )
    vendor.changes.clear()


def leaves(document: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield each value of a JSON document with where it is."""
    items: Any = ()
    if isinstance(document, dict):
        items = document.items()
    elif isinstance(document, list):
        items = enumerate(document)
    else:
        yield path, document
    for name, value in items:
        yield from leaves(value, (*path, name))


@pytest.fixture(scope="module")
def readings() -> dict[tuple[str, ...], Reading]:
    return {}


def no_figure_is_invented(before: dict[Any, Any], document: Any) -> None:
    """Each figure is as it was, or null, or gone with a reason: a row that cannot be told is named."""
    unknown = document.get("unknown") or document.get("warnings")
    for path, value in leaves(document):
        if path[0] in ("unknown", "warnings", "read_at", "checks") or path not in before:
            continue
        was = before[path]
        figure = isinstance(was, int) and not isinstance(was, bool)
        if value is None and was is not None:
            assert unknown, f"{path} is null without a reason"
        elif figure or path[-1] == "amount":
            assert value == was or unknown, f"{path} was {was} and is {value}"


@settings(max_examples=EXAMPLES)
@given(data=st.data(), words=st.sampled_from(COMMANDS))
def test_every_reading_command_answers_whatever_a_field_is(
    hurried_vendor: Vendor,  # noqa: F811
    readings: dict[tuple[str, ...], Reading],
    data: st.DataObject,
    words: tuple[str, ...],
) -> None:
    vendor = hurried_vendor
    with tempfile.TemporaryDirectory() as directory:
        if words not in readings:
            readings[words] = Reading(vendor, Path(directory), words)
        reading = readings[words]
        action, path = data.draw(st.sampled_from(reading.fields))
        change = data.draw(st.sampled_from(sorted(CHANGES)))
        settle(vendor)
        vendor.changes.change(action, path, CHANGES[change])
        place = Path(directory) / "changed"
        said: Said = command(vendor, place / "state.json", *words, "--json")
        assert not list(place.glob("crash-*")), said.err
        if said.code == 1:
            assert action == WHOSE, said.err
            assert json.loads(said.err)["error"]["code"] == "no-answer"
        elif said.code == 0:
            document = json.loads(said.out)
            assert "\x1b" not in said.out
            if change in NO_FIGURE:
                no_figure_is_invented(reading.leaves, document)
        else:
            assert json.loads(said.err)["error"]["hint"], "a refusal says what to do"


BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05", "--json")
BOUGHT_WITH = ("CreateResourcePackage", "GetOrderDetail", "QueryOrders", "QueryResourcePackageInstances")
"""The calls whose answers an order and its plan are made from."""


@pytest.fixture(scope="module")
def order_as_answered(hurried_vendor: Vendor, tmp_path_factory: pytest.TempPathFactory) -> Reading:  # noqa: F811
    """What `orders show` says of a purchase where all answers are true."""
    reading = Reading(hurried_vendor, tmp_path_factory.mktemp("bought"), BUY)
    reading.fields = [field for field in reading.fields if field[0] in BOUGHT_WITH]
    return reading


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_an_order_is_shown_whatever_a_field_of_its_purchase_is(
    hurried_vendor: Vendor,  # noqa: F811
    order_as_answered: Reading,
    data: st.DataObject,
) -> None:
    vendor = hurried_vendor
    action, path = data.draw(st.sampled_from(order_as_answered.fields))
    change = data.draw(st.sampled_from(sorted(CHANGES)))
    settle(vendor)
    vendor.changes.change(action, path, CHANGES[change])
    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "CHECK_PAUSES", (0,))
        state = Path(directory) / "state.json"
        bought = command(vendor, state, *BUY)
        listed = json.loads(command(vendor, state, "orders", "--json").out)["orders"]
        assert listed or bought.code not in (0, 5), bought.err
        for order in listed:
            shown = command(vendor, state, "orders", "show", order["id"], "--json")
            assert shown.code == 0, shown.err
            assert command(vendor, state, "orders", "show", order["id"]).code == 0
            document = json.loads(shown.out)
            assert "\x1b" not in shown.out
            for figure in ("tax", "charged_total"):
                if document["order"][figure] is None:
                    assert document["unknown"], f"{figure} is null without a reason"
            if change in NO_FIGURE and bought.code == 0:
                no_figure_is_invented(order_as_answered.leaves, document)
        assert not list(Path(directory).glob("crash-*")), bought.err


@settings(max_examples=EXAMPLES // 2)
@given(data=st.data())
def test_every_part_that_the_screens_show_is_read_whatever_a_field_is(
    hurried_vendor: Vendor,  # noqa: F811
    readings: dict[tuple[str, ...], Reading],
    data: st.DataObject,
) -> None:
    """What the console and the wizard ask the services for, of an account that was just read."""
    vendor = hurried_vendor
    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DM_TUI_ALIBABA_ENDPOINT", vendor.endpoint)
        if ("status",) not in readings:
            readings["status",] = Reading(vendor, Path(directory), ("status",))
        fields = [field for field in readings["status",].fields if field[0] != WHOSE]
        action, path = data.draw(st.sampled_from(fields))
        settle(vendor)
        vendor.changes.change(action, path, CHANGES[data.draw(st.sampled_from(sorted(CHANGES)))])
        direct_mail = DirectMail(Path(directory) / "screens.json", "alibaba")
        direct_mail.connect()
        direct_mail.overviews.overview()
        direct_mail.process_due()
        direct_mail.prerequisites.check_all()
        for look in (
            direct_mail.preload,
            direct_mail.advice.proposal,
            direct_mail.billing.read_vendor_bills,
            lambda: direct_mail.mail_reports.read(ReportKind.TAG),
            direct_mail.domains.list,
            direct_mail.senders.list,
            direct_mail.templates.list,
            direct_mail.purchases.orders,
        ):
            with suppress(DirectMailError):  # what they say, the screens show
                look()
        direct_mail.close()
