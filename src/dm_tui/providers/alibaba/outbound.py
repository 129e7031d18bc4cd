"""The service's own ways to send: one message by a call, or a template to a whole list."""

from typing import TYPE_CHECKING

from dm_tui.providers.alibaba.account import AlibabaAccount
from dm_tui.providers.alibaba.account_connection import AccountConnection

if TYPE_CHECKING:
    from dm_tui.providers.alibaba.api_transport import ApiTransport
    from dm_tui.providers.alibaba.list_transport import ApiListTransport


class AlibabaOutbound:
    """Makes the transports when something is sent."""

    def __init__(self, connection: AccountConnection, account: AlibabaAccount) -> None:
        self._connection = connection
        self._now = account.now

    def transport(self) -> "ApiTransport":
        from dm_tui.providers.alibaba.api_transport import ApiTransport

        return ApiTransport(self._connection.client())

    def lists(self) -> "ApiListTransport":
        from dm_tui.providers.alibaba.list_transport import ApiListTransport

        return ApiListTransport(self._connection.client(), self._now)
