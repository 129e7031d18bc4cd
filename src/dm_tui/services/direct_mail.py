"""The one door for every face: it opens a state file with a provider, and does what falls due."""

import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dm_tui.domain.dates import Clock
from dm_tui.providers.registry import DEFAULT_PROVIDER, find_provider
from dm_tui.services.ledger.state_owner import claim_for_provider
from dm_tui.services.use_cases import UseCases
from dm_tui.settings.preferences import Preferences
from dm_tui.store.state import StateFile
from dm_tui.store.state_lock import INTERFACE_LOCK_SECONDS, LOCK_SECONDS

if TYPE_CHECKING:  # each is loaded when it is first used
    from collections.abc import Collection
    from datetime import timedelta

    from dm_tui.domain.account.unknown_figures import ReadingPart
    from dm_tui.domain.mailing.way_out import WayOut
    from dm_tui.services.reminders.reminders import ReminderRunResult
    from dm_tui.store.last_good_state import RecordCheck


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def random_token() -> str:
    """Return what makes an id differ from all others."""
    from secrets import token_hex  # it brings OpenSSL, which no other command needs

    return token_hex(4)


class DirectMail(UseCases):
    """The use cases of one account, over its state file; `tokens` returns what makes ids differ.

    A `region`, by id or name, buys and sends while this is open; the account's own stays stored. An interface
    waits less for other programs.
    """

    def __init__(
        self,
        state_path: Path,
        provider: str = DEFAULT_PROVIDER,
        region: str = "",
        clock: Clock = system_clock,
        sleep: Callable[[float], None] = time.sleep,
        tokens: Callable[[], str] = random_token,
        *,
        in_interface: bool = False,
    ) -> None:
        patience = INTERFACE_LOCK_SECONDS if in_interface else LOCK_SECONDS
        state = StateFile(state_path, clock, patience, lambda: _load_check(provider))
        opened = find_provider(provider).open(state, clock, sleep)
        claim_for_provider(state, opened)
        in_use = ""
        if region:
            from dm_tui.services.account.region_choice import use_region_while_open

            in_use = use_region_while_open(opened.account, region)
        super().__init__(state, opened, sleep, tokens, in_use)

    @property
    def notices(self) -> list[str]:
        """What had to be repaired in the state file, for the user to know."""
        return self.state.notices

    @property
    def short_notices(self) -> list[str]:
        """The same; where they are several, what to do about them is said once, behind them."""
        notices = list(dict.fromkeys(self.notices))
        if len(notices) < 2:
            return notices
        from dm_tui.store.errors import LOOK

        return [*(notice.removesuffix(f" {LOOK}") for notice in notices), f"{LOOK} Details: dm-tui doctor."]

    def signature(self) -> object:
        """Return a value that changes whenever a program changes the state file."""
        return self.state.signature()

    def save_reported(self) -> None:
        """Save that what this program bought and sent was shown, if there is anything."""
        if "purchases" in self.__dict__:
            self.purchases.save_reported()
        if "sending" in self.__dict__:
            self.sending.save_reported()

    def close(self) -> None:
        """Pause what is being sent, and leave a file that stock TinyDB reads; without it nothing is lost."""
        if "purchases" in self.__dict__:
            self.purchases.stop_paying()
        if "background_mailings" in self.__dict__:
            self.background_mailings.stop()
        self.state.close()

    def connect(
        self,
        parts: "Collection[ReadingPart]" = (),
        max_age: "timedelta | None" = None,
        *,
        to_send: bool = False,
    ) -> None:
        """Read these parts of the account again, and settle payments without an answer. Blocks.

        Without parts it reads all; a part that was read within `max_age` stays as it is. Only `to_send`, no
        payment is looked up, and the balance is not asked for: who sends needs no permission for that.
        """
        self.provider.account.connect(parts, max_age, to_send=to_send)
        if self.facts.is_remote and not to_send:
            self.purchases.settle_all()

    def sleep(self, seconds: float) -> None:
        """Wait by the injected sleep."""
        self._sleep(seconds)

    @property
    def read_at(self) -> datetime | None:
        """When the account was last read; None before that, and where nothing has to be read."""
        return self.provider.account.read_at()

    @property
    def was_closed(self) -> bool:
        """Whether the last reading found that the service sends nothing for this account."""
        from dm_tui.domain.account.service_status import ServiceAccount
        from dm_tui.domain.usage.billing import PayAsYouGo

        with self.state.read() as tables:
            return tables.single(ServiceAccount).closed or tables.single(PayAsYouGo).overdue

    def was_asked_for(self, part: "ReadingPart") -> bool:
        """Say whether a part of the account was read, or an attempt to read it failed."""
        return self.provider.account.was_asked_for(part)

    def part_read_at(self, part: "ReadingPart") -> datetime | None:
        """Return when a part was last read; None where it never was, or nothing is read."""
        return self.provider.account.read_at(part)

    def preload(self) -> None:
        """Import and build now what the next steps would otherwise wait for."""
        for first in self.purchases.catalogue().plans[:1]:
            self.quotes.quote(first.spec, 1)
            self.advice.compare(1)
        self.purchases.orders(1)

    def set_preferences(self, **choice: object) -> Preferences:
        """Save a choice, such as `theme="dm-light"`."""
        with self.state.transaction() as tables:
            return tables.put_single(tables.single(Preferences).model_copy(update=choice))

    def set_smtp_server(self, server: str) -> Preferences:
        """Save the SMTP server that sends mail, "" for the outbox.

        Refuses text that names none, and a password.
        """
        from dm_tui.services.mailing.transport_choice import SERVER_SETTING, parse_smtp_setting
        from dm_tui.settings.values import require_not_in_file

        require_not_in_file(SERVER_SETTING)
        return self.set_preferences(smtp=str(parse_smtp_setting(server.strip())) if server.strip() else "")

    def describe_transport(self) -> str:
        """Return in words how mail is sent at present: by a server, by the service, or into a folder."""
        from dm_tui.services.mailing.transport_choice import describe_transport

        region = self.provider.account.current().region
        return describe_transport(
            self.preferences(), os.environ, self.state_path, self.provider.outbound.transport, region
        )

    def way_out(self, *, as_list: bool = False) -> "WayOut":
        """Return where mail goes at present; a list always goes by the service."""
        from dm_tui.domain.mailing.way_out import WayOut
        from dm_tui.services.mailing.transport_choice import find_way_out

        lists = self.provider.outbound.lists() if as_list else None
        if lists is not None:
            return WayOut(name=lists.name, leaves=True)
        own, region = self.provider.outbound.transport, self.provider.account.current().region
        return find_way_out(self.preferences(), os.environ, self.state_path, own, region)

    def save_text(self, name: str, lines: list[str]) -> Path:
        """Write a text file beside the state file, readable by the user only, and return its path.

        A file that is there stays, unless it has that text: the new one has a number behind its name then.
        """
        from dm_tui.store.durable_files import save_new_file

        path = self.state_path.with_name(re.sub(r"[^\w.-]+", "-", name)[-200:])  # an id may be hostile
        return save_new_file(path, ("\n".join(lines) + "\n").encode())

    @property
    def is_sending(self) -> bool:
        """Whether this program is sending anything right now."""
        return "background_mailings" in self.__dict__ and bool(self.background_mailings.active())

    def process_due(self, *, retry: bool = False) -> "ReminderRunResult":
        """Do all that has fallen due, then send its reminders; `retry` sends failed ones again at once."""
        from dm_tui.services.due_work import process_due

        return process_due(self, retry=retry)


def _load_check(provider: str) -> "RecordCheck":
    from dm_tui.services.ledger.readable_records import record_check

    return record_check(provider)
