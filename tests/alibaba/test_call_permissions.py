"""One table has every call that the program makes; a call that it does not have cannot be made."""

import pytest

from dm_tui.providers.alibaba.api.call_permissions import ACTIONS, Service, UnlistedCallError, permissions
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.credentials import Credentials
from dm_tui.providers.alibaba.api.endpoints import Endpoints
from dm_tui.providers.alibaba.api.mail_answers import EmptyAnswer


def unreachable_client() -> Client:
    return Client(Credentials(None, "nowhere"), Endpoints(), lambda seconds: None)


def test_a_call_that_is_not_in_the_table_cannot_be_made() -> None:
    client = unreachable_client()
    with pytest.raises(UnlistedCallError):
        client.read(Service.BILLING, "QueryBill", EmptyAnswer)
    with pytest.raises(UnlistedCallError):
        client.write(Service.BILLING, "RefundInstance", EmptyAnswer)


@pytest.mark.parametrize("call", ACTIONS)
def test_a_call_that_changes_something_is_never_repeated(call: str) -> None:
    client, rule = unreachable_client(), ACTIONS[call]
    wrong = client.read if rule.changes else client.write
    with pytest.raises(UnlistedCallError):
        wrong(rule.service, rule.call, EmptyAnswer)


def test_every_call_needs_one_permission_but_the_question_who_asks() -> None:
    assert [action.call for action in ACTIONS.values() if not action.permission] == ["GetCallerIdentity"]


def test_reading_changes_nothing_and_buying_sends_nothing() -> None:
    changing = {action.permission for action in ACTIONS.values() if action.changes}
    assert not changing & set(permissions("read"))
    assert changing & set(permissions("buy")) == {"bss:ModifyInstance"}
    assert "bss:ModifyInstance" not in permissions("send")
    assert set(permissions()) == {*permissions("read"), *permissions("buy"), *permissions("send")}


def test_tracing_an_address_is_reading() -> None:
    assert "dm:SenderStatisticsDetailByParam" in permissions("read")
