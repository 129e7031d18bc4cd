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
    from dm_tui.providers.alibaba.outbound import AlibabaOutbound
    from dm_tui.providers.alibaba.setup import AlibabaSetup
    from dm_tui.providers.alibaba.shop import AlibabaShop


class AlibabaProvider:
    """One account of one person."""

    name = "alibaba"
    facts = ALIBABA_FACTS

    def __init__(self, state: StateFile, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._connection = AccountConnection(state, sleep)
        self.account = AlibabaAccount(state, self._connection, clock)

    @cached_property
    def shop(self) -> "AlibabaShop":
        from dm_tui.providers.alibaba.shop import AlibabaShop

        return AlibabaShop(self._state, self._connection, self.account)

    @cached_property
    def setup(self) -> "AlibabaSetup":
        from dm_tui.providers.alibaba.setup import AlibabaSetup

        return AlibabaSetup(self._state, self._connection, self.account)

    @cached_property
    def outbound(self) -> "AlibabaOutbound":
        from dm_tui.providers.alibaba.outbound import AlibabaOutbound

        return AlibabaOutbound(self._connection, self.account)
