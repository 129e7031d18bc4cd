"""Alibaba Cloud, put together; each part is imported when it is first used."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.domain.dates import Clock
from dm_tui.providers.alibaba.account import AlibabaAccount
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.facts import ALIBABA_FACTS
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # the first frame needs only the account
    from collections.abc import Mapping
    from datetime import datetime

    from dm_tui.domain.mailing.recipient_outcome import ServiceTrace
    from dm_tui.domain.mailing.suppressed import ServiceLists
    from dm_tui.domain.setup.sender import SenderAddress
    from dm_tui.domain.setup.template import Template
    from dm_tui.domain.usage.report import Report
    from dm_tui.providers.alibaba.api_transport import ApiTransport
    from dm_tui.providers.alibaba.list_transport import ApiListTransport
    from dm_tui.providers.alibaba.setup import AlibabaSetup
    from dm_tui.providers.alibaba.shop import AlibabaShop
    from dm_tui.providers.mail.transport import MailTrace


class AlibabaOutbound:
    """The service's own ways to send: one message by a call, or a template to a whole list."""

    def __init__(self, connection: AccountConnection, now: Clock) -> None:
        self._connection = connection
        self._now = now

    def transport(self) -> "ApiTransport":
        from dm_tui.providers.alibaba.api_transport import ApiTransport

        return ApiTransport(self._connection.client())

    def lists(self) -> "ApiListTransport":
        from dm_tui.providers.alibaba.list_transport import ApiListTransport

        return ApiListTransport(self._connection.client(), self._now)

    def has_sent(self, trace: "MailTrace") -> bool:
        from dm_tui.providers.alibaba.sent_mail import has_sent

        client = self._connection.client()
        return has_sent(client.in_region(trace.region) if trace.region else client, trace)

    def sent_to(self, address: str, since: "datetime", until: "datetime") -> tuple["ServiceTrace", ...]:
        from dm_tui.providers.alibaba.sent_mail import sent_to

        return sent_to(self._connection.client(), address, since, until)

    def read_suppressed(self) -> "ServiceLists":
        from dm_tui.providers.alibaba.suppressed_at_service import read_lists

        return read_lists(self._connection.client(), self._now())

    def lift(self, address: str) -> None:
        from dm_tui.providers.alibaba.suppressed_at_service import lift

        lift(self._connection.client(), self._now(), address)

    def prepare_tag(self, tag: str, *, only_look: bool = False) -> bool:
        from dm_tui.providers.alibaba.tags import create_tag, has_tag

        client = self._connection.client()
        if has_tag(client, tag):
            return True
        if not only_look:
            create_tag(client, tag)
        return not only_look

    def send_test(
        self, template: "Template", sender: "SenderAddress", recipient: str, values: "Mapping[str, str]"
    ) -> bool:
        from dm_tui.providers.alibaba.letter_tests import send_test_letter

        with self._connection.calls() as client:
            send_test_letter(client, template, sender.address, recipient, values)
        return True

    def fill_report(self, report: "Report") -> "Report":
        from dm_tui.providers.alibaba.reading.read_report import read_report

        with self._connection.calls() as client:
            return read_report(client, report)


class AlibabaProvider:
    """One account of one person."""

    name = "alibaba"
    facts = ALIBABA_FACTS

    def __init__(self, state: StateFile, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._connection = AccountConnection(state, sleep)
        self.account = AlibabaAccount(state, self._connection, clock)
        self.outbound = AlibabaOutbound(self._connection, clock)

    @cached_property
    def shop(self) -> "AlibabaShop":
        from dm_tui.providers.alibaba.shop import AlibabaShop

        return AlibabaShop(self._state, self._connection, self.account)

    @cached_property
    def setup(self) -> "AlibabaSetup":
        from dm_tui.providers.alibaba.setup import AlibabaSetup

        return AlibabaSetup(self._state, self._connection, self.account)
