"""The vendor's own library against a stand-in of its service: what is asked, and what each answer means."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Refused, Unknown
from dm_tui.providers.sms import service as sms_service
from dm_tui.providers.sms.service import SmsService
from tests.providers.sms_endpoint import KEY_ID, KEY_SECRET, OK, SmsEndpoint

TEXT = "Direct Mail: 5 emails (€ 0.01) expire in 1 day".encode()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmsEndpoint]:
    """The stand-in, with credentials for it and no proxy on the way."""
    from alibabacloud_credentials.utils import auth_util

    # The library reads its environment once, when it is imported.
    monkeypatch.setattr(auth_util, "environment_access_key_id", KEY_ID)
    monkeypatch.setattr(auth_util, "environment_access_key_secret", KEY_SECRET)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with SmsEndpoint() as endpoint:
        yield endpoint


def deliver(name: str, to: str = "+12025550100", sender: str = "") -> DeliveryOutcome:
    connection = SmsService(name).connect()
    try:
        return connection.deliver("id-1", sender, to, TEXT)
    finally:
        connection.close()


def test_the_request_carries_the_text_and_is_signed(endpoint: SmsEndpoint) -> None:
    assert deliver(endpoint.name, sender="dmtui") == Accepted(words="1008")
    (request,) = endpoint.requests
    assert (request.action, request.version) == ("SendMessageToGlobe", "2018-05-01")
    assert request.signed
    assert request.parameters == {
        "To": "12025550100",
        "From": "dmtui",
        "Message": TEXT.decode(),
        "Type": "NOTIFY",
        "TaskId": "id-1",
    }


def test_without_a_sender_none_is_named(endpoint: SmsEndpoint) -> None:
    deliver(endpoint.name)
    assert "From" not in endpoint.requests[0].parameters


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (OK, Accepted),
        ((200, {"ResponseCode": "MOBILE_NUMBER_ILLEGAL"}), Refused),
        ((200, {"ResponseCode": "AMOUNT_NOT_ENOUGH", "ResponseDescription": "pay"}), Deferred),
        ((200, {}), Unknown),
        ((200, b"<html>"), Unknown),
        ((400, {"Code": "InvalidTo", "Message": "no"}), Deferred),
        ((403, {"Code": "Forbidden.RAM", "Message": "no"}), Deferred),
        ((429, {"Code": "Throttling.User", "Message": "slow"}), Deferred),
        ((500, {"Code": "InternalError", "Message": "sorry"}), Unknown),
        ((502, b"<html>"), Unknown),
        (None, Unknown),
    ],
)
def test_every_answer_has_its_meaning_and_nothing_is_tried_twice(
    endpoint: SmsEndpoint, answer: tuple[int, Any] | None, kind: type
) -> None:
    endpoint.answers = [answer]
    found = deliver(endpoint.name)
    assert isinstance(found, kind)
    assert len(endpoint.requests) == 1
    assert KEY_SECRET not in found.words
    assert TEXT.decode() not in found.words


def test_where_nobody_answers_the_message_certainly_did_not_leave(endpoint: SmsEndpoint) -> None:
    endpoint.close()
    found = deliver(endpoint.name)
    assert found == Deferred(words=f"no connection to {endpoint.name}", lost=True)


def test_an_answer_that_does_not_come_leaves_the_outcome_unknown(
    endpoint: SmsEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr(sms_service, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the connection and says nothing
        name = f"127.0.0.1:{silent.getsockname()[1]}"
        assert deliver(name) == Unknown(words=f"no answer from {name}")


def test_numbers_of_the_mainland_are_refused_before_anything_is_asked(endpoint: SmsEndpoint) -> None:
    found = deliver(endpoint.name, to="+8613800000000")
    assert isinstance(found, Refused)
    assert endpoint.requests == []


def test_without_the_library_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "alibabacloud_dysmsapi20180501.client", None)
    with pytest.raises(DirectMailError) as refused:
        SmsService("127.0.0.1:1").connect()
    assert refused.value.code == "no-sms-sdk"
    assert "[sms]" in refused.value.hint


def test_without_credentials_it_is_said_where_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    from alibabacloud_credentials.utils import auth_util

    # Another test's credentials may stand in the environment from when the library was imported.
    for name in ("environment_access_key_id", "environment_access_key_secret"):
        monkeypatch.setattr(auth_util, name, None)
    with pytest.raises(DirectMailError) as refused:
        SmsService("127.0.0.1:1").connect()
    assert refused.value.code == "no-credentials"
    assert refused.value.__cause__ is None
    assert os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] == "true"


def test_nobody_can_tell_what_became_of_a_text_message() -> None:
    assert SmsService("127.0.0.1:1").settle("id-1") is None
