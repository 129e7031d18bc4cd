"""The secret and every signature stay where they are: in no file, log, error or traceback."""

import logging
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dm_tui import work_log
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive
from tests.alibaba.ready_to_send import add_sender, add_template
from tests.alibaba.server import Fault, Vendor

SECRET = "a-secret-that-must-never-be-seen"


def signatures(vendor: Vendor) -> list[str]:
    return [call["authorization"].rpartition("=")[2] for call in vendor.raw]


def leaks(vendor: Vendor, *texts: str) -> list[str]:
    """Return what of the secret, the signatures and the header is in the texts."""
    told = "\n".join(texts)
    return [
        secret for secret in (SECRET, "ACS3-HMAC-SHA256", *signatures(vendor)) if secret and secret in told
    ]


def kept_files(directory: Path) -> str:
    return "\n".join(path.read_bytes().decode("latin-1") for path in directory.rglob("*") if path.is_file())


def test_the_proof_can_fail(live: DirectMail, vendor: Vendor) -> None:
    assert leaks(vendor, f"x {SECRET} y")
    assert leaks(vendor, vendor.raw[-1]["authorization"])


@pytest.mark.parametrize("fault", list(Fault))
def test_no_failure_tells_what_signed_it(
    live: DirectMail,
    vendor: Vendor,
    confirmed: Callable[..., Order],
    fault: Fault,
    state_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEBUG", "sdk")  # with it the SDK prints every request, headers and all
    caplog.set_level(logging.DEBUG)
    order = confirmed(quantity=2)
    told = []
    for action in ("CreateResourcePackage", "QueryOrders", "GetOrderDetail", "QueryAccountBalance"):
        vendor.faults.every(action, fault)
    for deed in (
        lambda: live.purchases.pay(order.id, "account", str(order.total)),
        lambda: live.purchases.settle(order.id),
        live.connect,
    ):
        try:
            deed()
        except DirectMailError as error:
            told += traceback.format_exception(error)
            told.append(repr(vars(error)))
            told += [repr(error.__cause__), "" if error.__suppress_context__ else repr(error.__context__)]
    streams = capfd.readouterr()
    assert leaks(vendor, *told, streams.out, streams.err, caplog.text, kept_files(state_path.parent)) == []


LIST_CALLS = ("QueryReceiverByParam", "CreateReceiver", "SaveReceiverDetail", "BatchSendMail")


@pytest.mark.parametrize("action", LIST_CALLS)
@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.DENIED, Fault.HTML_AFTER])
def test_no_failure_of_a_list_tells_what_signed_it(
    live: DirectMail,
    vendor: Vendor,
    action: str,
    fault: Fault,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEBUG", "sdk")
    caplog.set_level(logging.DEBUG)
    add_sender(live, vendor)
    add_template(live, vendor)
    template = live.templates.show("welcome")
    letter = make_letter(live.senders.show("news@mail.example.com"), template.content)
    as_list = letter.model_copy(update={"template": template.name})
    mailing = live.sending.create(as_list, [Recipient(address="ann@example.org")])
    vendor.faults.every(action, fault)
    told = []
    try:
        told.append(repr(live.sending.run(mailing.id)))
    except DirectMailError as error:
        told += [*traceback.format_exception(error), repr(vars(error))]
    assert vendor.faults.calls[action], "the call was made"
    streams = capfd.readouterr()
    files = kept_files(live.state_path.parent)
    assert leaks(vendor, *told, streams.out, streams.err, caplog.text, files) == []


def test_a_wrong_secret_is_not_repeated_to_the_user(open_live: OpenLive, vendor: Vendor) -> None:
    """The vendor answers with the text it expected to be signed."""
    vendor.account.secrets = {"LTAI-test-key": "another one"}
    with pytest.raises(DirectMailError) as refused:
        open_live().connect()
    assert "sign" not in refused.value.message
    assert leaks(vendor, str(refused.value)) == []


class Lines(list[str]):
    """Keeps the events of the log."""

    def write(self, line: str) -> None:
        self.append(line)


@pytest.fixture
def log() -> Iterator[Lines]:
    lines = Lines()
    work_log.open_sink(lines)
    yield lines
    work_log.close_sinks()


@pytest.mark.parametrize("fault", [None, *Fault])
def test_the_log_has_calls_and_money_and_nothing_private(
    log: Lines,
    live: DirectMail,
    vendor: Vendor,
    confirmed: Callable[..., Order],
    fault: Fault | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_sender(live, vendor)
    letter = make_letter(
        live.senders.show("news@mail.example.com"), MailContent(subject="Dear Ann", text="Hi")
    )
    mailing = live.sending.create(letter, [Recipient(address="ann@example.org")])
    order = confirmed(quantity=1)
    if fault is not None:
        for action in ("CreateResourcePackage", "SingleSendMail", "QueryAccountBalance"):
            vendor.faults.every(action, fault)
    for deed in (
        lambda: live.purchases.pay(order.id, "account", str(order.total)),
        lambda: live.sending.run(mailing.id),
        live.connect,
    ):
        with suppress(DirectMailError):
            deed()
    told = "\n".join(log)
    assert f'money step=paying id={order.id} spec=50k quantity=1 amount="{order.total}"' in told
    paid = [line for line in log if " action=CreateResourcePackage " in line]
    assert paid
    if fault is None:
        assert re.search(r" outcome=answered status=200 request=[0-9A-Fa-f-]+ ms=[0-9]+$", paid[0])
        assert f"money step=payment-outcome id={order.id} outcome=charged" in told
        assert f"money step=emails-charged id={mailing.id} emails=1" in told
        assert " action=SingleSendMail outcome=answered" in told
    private = (
        "ann@",
        "news@",
        "mail.example.com",
        "Dear Ann",
        "LTAI",
        "127.0.0.1",
        live.prerequisites.account().id,
    )
    assert [text for text in private if text in told] == []
    assert leaks(vendor, told) == []
