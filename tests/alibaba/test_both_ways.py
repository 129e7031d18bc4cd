"""A call in process and the same one over loopback: the vendor does the same, and the program sees the same.

Most tests reach the stand-in in process, and most calls before they come to `requests`. What only a wire has
(bytes that drip, a redirect, an answer without end) is in `test_bounded_calls`.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from darabonba.core import DaraCore
from darabonba.exceptions import RetryError
from darabonba.request import DaraRequest
from darabonba.response import DaraResponse

from dm_tui.providers.alibaba.api import client as api
from dm_tui.providers.alibaba.api.account_and_plan_answers import BalanceAnswer, CreatedPlan
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.credentials import find_credentials
from dm_tui.providers.alibaba.api.endpoints import Site, load_endpoints
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.mail_answers import DomainList
from tests.alibaba.server import AnyAnswer, Deed, Fault, Form, Vendor
from tests.alibaba.server.account import Account
from tests.alibaba.server.in_process import reached_in_process
from tests.conftest import START

CREATE = "CreateResourcePackage"
STATUSES = (200, 204, 206, 226, 299, 301, 302, 304, 307, 400, 401, 403, 404, 407, 408, 418, 429, 451)
ANSWERS = (
    *(
        AnyAnswer(status, "SomethingNobodyKnows", deed=Deed.DONE)
        for status in (*STATUSES, 500, 502, 503, 599)
    ),
    *(AnyAnswer(status, "Unheard", form) for form in Form for status in (200, 204, 400, 502)),
    *(AnyAnswer(400, "Unheard", deed=deed) for deed in Deed),
)
UNANSWERED = (Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER)
"""The faults for which a call takes all the time it has."""

Way = Callable[[Vendor], AbstractContextManager[Vendor]]


@pytest.fixture(autouse=True)
def not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that is not answered takes as long as it has; on loopback, an answer must be there by then."""
    monkeypatch.setattr(api, "WRITE_SECONDS", 0.6)
    monkeypatch.setattr(api, "READ_SECONDS", 0.6)
    monkeypatch.setattr(api, "RETRY_PAUSES", (0.0,))


def on_the_wire(vendor: Vendor) -> AbstractContextManager[Vendor]:
    return vendor


@contextmanager
def through_requests(vendor: Vendor) -> Iterator[Vendor]:
    """In process, as where the SDK prints what it sends, which it does behind `requests`."""
    with reached_in_process(vendor), pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEBUG", "")
        yield vendor


def opened(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("DM_TUI_ALIBABA_ENDPOINT", vendor.endpoint)
    return Client(find_credentials(), load_endpoints(), lambda seconds: None)


def told(ask: Callable[[], Any]) -> tuple[object, ...]:
    """What the program makes of an answer, or of none."""
    try:
        answer = ask()
    except CallFailedError as failure:
        return type(failure).__name__, failure.code, failure.status, failure.words, failure.was_answered
    return type(answer).__name__, answer.model_dump()


def buy(client: Client) -> Any:
    return client.act(
        Service.BILLING,
        CREATE,
        CreatedPlan,
        product_code="dmbag",
        package_type=Account().package_type,
        specification="50000",
        duration=6,
        pricing_cycle="Month",
    )


def balance(client: Client) -> Any:
    return client.read(Service.BILLING, "QueryAccountBalance", BalanceAnswer)


def befalls(way: Way, fault: Fault | AnyAnswer, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """All that shows of a purchase whose call this befalls, and of the reads after it."""
    shown: list[object] = []
    do_action: Callable[..., DaraResponse]

    def noted(request: DaraRequest, options: dict[str, Any]) -> DaraResponse:
        try:
            response = do_action(request, options)
        except RetryError as lost:
            failed: Any = lost.__context__
            inner = failed.args[0]
            reason = getattr(inner, "reason", None) or (inner.args[1:] and inner.args[1])
            shown.append([type(error).__name__ for error in (failed, inner, reason)])
            raise
        shown.append((response.status_code, response.status_message, response.headers["content-type"]))
        shown.append(response.body.partition(b"RequestId")[0])  # each call has a number of its own
        return response

    with way(Vendor(Account(lambda: START))) as vendor, monkeypatch.context() as patch:
        vendor.rates.do_not_enforce()
        if way is not on_the_wire:  # where a call takes no time, none is needed to find that it is lost
            patch.setattr(api, "WRITE_SECONDS", 0.005)
        elif fault not in UNANSWERED:  # on a busy machine, an answer comes late
            patch.setattr(api, "WRITE_SECONDS", 20.0)
        if way is on_the_wire:
            patch.setattr(api, "READ_SECONDS", 20.0)
        client = opened(vendor, patch)
        do_action = DaraCore.do_action
        patch.setattr(DaraCore, "do_action", staticmethod(noted))
        vendor.faults.at(CREATE, 1, fault)
        shown.append(told(lambda: buy(client)))
        vendor.finish_leaving()
        shown.append(told(lambda: balance(client)))
        vendor.come_back()
        shown += [told(lambda: balance(client)), vendor.seen]
        shown += [(order.id, order.paid, order.hidden, order.amount) for order in vendor.account.orders]
        shown += [{name for name in call if name.startswith("x-acs-")} for call in vendor.raw]
    return shown


@pytest.mark.parametrize("fault", [*Fault, *ANSWERS], ids=str)
def test_whatever_befalls_a_call_looks_the_same_both_ways(
    monkeypatch: pytest.MonkeyPatch, fault: Fault | AnyAnswer
) -> None:
    wire, here = (befalls(way, fault, monkeypatch) for way in (on_the_wire, reached_in_process))
    assert here == wire
    if isinstance(fault, Fault):
        assert befalls(through_requests, fault, monkeypatch) == wire


def test_each_site_and_a_lost_connection_are_the_same_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(way: Way) -> list[object]:
        with way(Vendor()) as vendor:
            client = opened(vendor, monkeypatch)
            client.site = Site.CHINA
            china = told(lambda: balance(client))
            client.site = Site.INTERNATIONAL
            vendor.lose_connection_after("QueryAccountBalance")
            lost = [told(lambda: balance(client)) for _ in range(2)]
            vendor.find_connection()
            found = told(lambda: balance(client))
            vendor.go_away()
            gone = told(lambda: balance(client))
            vendor.come_back()
            return [china, lost, found, gone, told(lambda: balance(client)), vendor.seen]

    assert shown(reached_in_process) == shown(on_the_wire)


@pytest.mark.parametrize("letters", [64_000, 66_000])
def test_a_call_that_is_too_long_is_refused_both_ways(monkeypatch: pytest.MonkeyPatch, letters: int) -> None:
    def shown(way: Way) -> tuple[object, ...]:
        with way(Vendor()) as vendor:
            client = opened(vendor, monkeypatch)
            return told(
                lambda: client.read(Service.MAIL, "QueryDomainByParam", DomainList, key_word="x" * letters)
            )

    assert shown(reached_in_process) == shown(on_the_wire)


def test_calls_at_once_are_answered_at_once_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    with reached_in_process(Vendor()) as vendor:
        vendor.rates.do_not_enforce()
        client = opened(vendor, monkeypatch)
        vendor.rounds.begin()
        with ThreadPoolExecutor(8) as threads:
            answers = [threads.submit(balance, client) for _ in range(8)]
        assert len({str(answer.result().model_dump()) for answer in answers}) == 1
        assert vendor.rounds.number == 1


def test_another_address_is_reached_over_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only calls to a vendor in process stay in it, and each vendor has its own."""
    with Vendor() as wire, reached_in_process(Vendor()) as first, reached_in_process(Vendor()) as second:
        for asked in (wire, first, second):
            balance(opened(asked, monkeypatch))
            assert [vendor.seen for vendor in (wire, first, second) if vendor.seen] == [asked.seen]
            asked.seen.clear()
