"""The sandbox, put together; each part is imported when it is first used."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.domain.dates import Clock
from dm_tui.providers.sandbox.account import SandboxAccount
from dm_tui.providers.sandbox.facts import SANDBOX_FACTS
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # the first frame needs only the account
    from collections.abc import Mapping
    from datetime import datetime

    from dm_tui.domain.mailing.recipient_outcome import ServiceTrace
    from dm_tui.domain.setup.sender import SenderAddress
    from dm_tui.domain.setup.template import Template
    from dm_tui.domain.usage.report import Report
    from dm_tui.providers.mail.transport import MailTrace
    from dm_tui.providers.sandbox.mail_setup import SandboxSetup
    from dm_tui.providers.sandbox.shop import SandboxShop


class SandboxOutbound:
    """Sends nothing itself: mail goes to the outbox, where you can read it, until you choose a server."""

    def transport(self) -> None:
        return None

    def lists(self) -> None:
        return None

    def has_sent(self, trace: "MailTrace") -> bool:
        return False

    def sent_to(self, address: str, since: "datetime", until: "datetime") -> tuple["ServiceTrace", ...]:
        return ()

    def read_suppressed(self) -> None:
        return None

    def lift(self, address: str) -> None:
        from dm_tui.domain.mailing.suppressed_wording import NO_SERVICE_LISTS

        raise NO_SERVICE_LISTS()

    def prepare_tag(self, tag: str, *, only_look: bool = False) -> bool:
        return True

    def send_test(
        self, template: "Template", sender: "SenderAddress", recipient: str, values: "Mapping[str, str]"
    ) -> bool:
        return False

    def fill_report(self, report: "Report") -> None:
        return None


class SandboxProvider:
    """An account inside the state file. `clock` is real time; `sleep` is how its bank fails to answer."""

    name = "sandbox"
    facts = SANDBOX_FACTS

    def __init__(self, state: StateFile, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._sleep = sleep
        self.account = SandboxAccount(state, clock)
        self.outbound = SandboxOutbound()

    @cached_property
    def shop(self) -> "SandboxShop":
        from dm_tui.providers.sandbox.shop import SandboxShop

        return SandboxShop(self._state, self.account, self._sleep)

    @cached_property
    def setup(self) -> "SandboxSetup":
        from dm_tui.providers.sandbox.mail_setup import SandboxSetup

        return SandboxSetup(self.account)
