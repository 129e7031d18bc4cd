"""Money moves once, whatever the vendor answers to a purchase: only a refusal that the documents list is a
no.
"""

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from string import ascii_letters
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dm_tui.cli.main import run
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.providers.alibaba.api import client
from dm_tui.providers.alibaba.api.credentials import find_credentials
from dm_tui.providers.alibaba.api.endpoints import load_endpoints
from dm_tui.providers.alibaba.buying import buy_plan
from dm_tui.providers.alibaba.reading.reading_record import VendorOffer
from dm_tui.providers.payment_outcome import NoAnswer
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase import settling
from tests.alibaba.conftest import Command
from tests.alibaba.server import AnyAnswer, Deed, Form, Vendor
from tests.alibaba.server.account import Account
from tests.alibaba.server.in_process import reached_in_process
from tests.alibaba.server.refusals import EVERY_CALL, PURCHASE, Documented, refuse_purchase
from tests.alibaba.turns import in_turns

CREATE = "CreateResourcePackage"
BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
A_NO = (
    PaymentResult.DECLINED,
    PaymentResult.INSUFFICIENT,
    PaymentResult.NOT_CHARGED,
    PaymentResult.NOT_ALLOWED,
)


def name(answer: AnyAnswer) -> str:
    return f"{answer.status} {answer.code} {answer.form}, {answer.deed}"


def is_listed(answer: AnyAnswer) -> bool:
    certain = {(refusal.status, refusal.code) for refusal in (*EVERY_CALL, *PURCHASE) if refusal.certain}
    return (answer.status, answer.code) in certain


def pay(direct_mail: DirectMail, order: Order) -> Order:
    return direct_mail.purchases.pay(order.id, "account", str(order.total.amount))


@pytest.mark.parametrize("answer", refuse_purchase(), ids=name)
def test_only_a_listed_refusal_is_a_no(
    live: DirectMail, vendor: Vendor, confirmed: Callable[..., Order], answer: AnyAnswer
) -> None:
    vendor.faults.at(CREATE, 1, answer)
    order = pay(live, confirmed())
    first = order.attempts[0]
    if is_listed(answer):
        assert first.result in A_NO
        assert first.busy is (len(order.attempts) > 1), "only a call that was not taken is made again"
    else:
        assert order.status is OrderStatus.UNKNOWN
        assert first.result is PaymentResult.NO_ANSWER


FORMS = [form for form in Form if form is not Form.GENUINE]
STATUSES_AND_DEEDS = list(itertools.product((200, 302, 404, 502), (Deed.NOTHING, Deed.DONE)))


def no_success(form: Form, status_and_deed: tuple[int, Deed]) -> AnyAnswer:
    return AnyAnswer(status_and_deed[0], "SomethingNobodyKnows", form, status_and_deed[1])


@pytest.mark.parametrize("form", FORMS)
def test_no_body_of_an_answer_is_a_no_to_the_call_that_buys(vendor: Vendor, form: Form) -> None:
    asked = client.Client(find_credentials(), load_endpoints(), lambda seconds: None)
    account = vendor.account
    offer = VendorOffer(
        spec="50k",
        product=account.product,
        package_type=account.package_type,
        specification="50000",
        duration=6,
        cycle="Month",
    )
    for status_and_deed in STATUSES_AND_DEEDS:
        vendor.faults.at(CREATE, 1, answer := no_success(form, status_and_deed))
        outcome = buy_plan(asked, offer, account.clock())
        assert isinstance(outcome, NoAnswer), f"{name(answer)}: {outcome!r}"
        assert len(account.orders) == (status_and_deed[1] is Deed.DONE)
        account.orders.clear()


@pytest.mark.parametrize(
    "answer", [no_success(*pair) for pair in in_turns(FORMS, STATUSES_AND_DEEDS, 3)], ids=name
)
def test_no_body_of_an_answer_is_a_no_by_itself(
    live: DirectMail, vendor: Vendor, confirmed: Callable[..., Order], answer: AnyAnswer
) -> None:
    vendor.faults.at(CREATE, 1, answer)
    order = pay(live, confirmed())
    assert order.status is OrderStatus.UNKNOWN


DONE = [answer for answer in refuse_purchase() if answer.deed in (Deed.DONE, Deed.LATE)]


@pytest.mark.parametrize("answer", DONE, ids=name)
def test_the_same_key_never_buys_twice(live_command: Command, vendor: Vendor, answer: AnyAnswer) -> None:
    vendor.faults.at(CREATE, 1, answer)
    for _ in range(3):
        live_command(*BUY, "--key", "march")
    assert len(vendor.account.paid_orders) == 1


@pytest.mark.parametrize(
    "refusal",
    [refusal for refusal in PURCHASE if Deed.UNPAID in refusal.deeds and refusal.form is Form.CODED],
)
def test_an_order_that_the_refusal_left_unpaid_is_named(
    live: DirectMail, vendor: Vendor, confirmed: Callable[..., Order], refusal: Documented
) -> None:
    vendor.faults.at(CREATE, 1, AnyAnswer(refusal.status, refusal.code, deed=Deed.UNPAID))
    order = live.purchases.settle(pay(live, confirmed()).id)
    (made,) = vendor.account.orders
    assert order.last_attempt is not None
    assert made.id in order.last_attempt.message


# Any status, any code, any body, before or after the deed, and the same command again.


@pytest.fixture(scope="module")
def hurried_vendor() -> Iterator[Vendor]:
    with (
        mock.patch.object(client, "READ_SECONDS", 0.005),
        mock.patch.object(client, "WRITE_SECONDS", 0.005),
        mock.patch.object(client, "RETRY_PAUSES", (0.0, 0.0)),
        mock.patch.object(settling, "CHECK_PAUSES", (0, 0, 0, 0)),
        reached_in_process(Vendor()) as vendor,
    ):
        vendor.rates.do_not_enforce()
        yield vendor


DOCUMENTED = (*EVERY_CALL, *PURCHASE)
NEVER_CERTAIN = {refusal.code for refusal in DOCUMENTED} - {
    refusal.code for refusal in DOCUMENTED if refusal.certain
}

any_answer = st.builds(
    AnyAnswer,
    status=st.one_of(st.sampled_from([200, 400, 403, 404, 409, 429, 500, 503]), st.integers(200, 599)),
    code=st.one_of(
        st.sampled_from(sorted(NEVER_CERTAIN)),
        st.text(f"{ascii_letters}.", max_size=12).map("Unheard{}".format),
    ),
    form=st.sampled_from(Form),
    deed=st.sampled_from(Deed),
)


@settings(max_examples=25, report_multiple_bugs=False)
@example(answers=[AnyAnswer(400, "InternalError", deed=Deed.DONE)], key=True)
@given(answers=st.lists(any_answer, min_size=1, max_size=2), key=st.booleans())
def test_never_more_is_paid_than_was_confirmed(
    hurried_vendor: Vendor, answers: list[AnyAnswer], key: bool
) -> None:
    vendor = hurried_vendor
    vendor.account = Account()
    vendor.faults.clear()
    for number, answer in enumerate(answers, 1):
        vendor.faults.at(CREATE, number, answer)
    endpoint = {"DM_TUI_ALIBABA_ENDPOINT": vendor.endpoint}
    with tempfile.TemporaryDirectory() as directory, mock.patch.dict(os.environ, endpoint):
        command = ["--state", str(Path(directory) / "alibaba.json"), "--provider", "alibaba", *BUY]
        for _ in range(3):
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                code = run([*command, "--key", "march"] if key else command)
            if code == 0:
                break
    assert len(vendor.account.paid_orders) <= 1
