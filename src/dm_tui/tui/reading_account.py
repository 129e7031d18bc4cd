"""Reading a live account in the background: screens show the seconds, and then what was read."""

from time import monotonic
from typing import TYPE_CHECKING

from textual import on

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app_messages import ReadAccount
from dm_tui.tui.quitting_app import QuittingApp
from dm_tui.tui.toasts import toast
from dm_tui.tui.workers import start_worker

if TYPE_CHECKING:
    from dm_tui.tui.console.screen import ConsoleScreen


class AccountReadingApp(QuittingApp):
    """The program as far as it reads an account; `app.DirectMailApp` adds what it shows.

    `reading_since` is when the reading under way began, `readings` counts those that ended.
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(direct_mail)
        self.reading_since: float | None = None
        self.readings = 0
        self._last_read_error = ""

    @on(ReadAccount)
    def _read_account(self) -> None:
        start_worker(self, self._read_live_account, group="read")

    async def _read_live_account(self) -> None:
        """Read the account in a thread of its own.

        Each step shows the seconds, and you can leave meanwhile.
        """
        if self.reading_since is not None:
            return
        from dm_tui.tui.background import READING_FAULT, Failure, run_in_thread

        self.reading_since = monotonic()
        try:
            result = await run_in_thread(self.direct_mail.connect, fault=READING_FAULT, abandonable=True)
        finally:
            self.reading_since = None
            self.readings += 1
        step = self.current_step
        code = result.code or "fault" if isinstance(result, Failure) else ""
        is_shown = step is not None and step.step is Step.PREREQUISITES
        if isinstance(result, Failure) and not is_shown and code != self._last_read_error:
            toast(self, result.words, serious=True, lasts=True)  # the same error once
        self._last_read_error = code
        if step is not None:
            step.refresh_account()
        elif self.current_mode == "console" and isinstance(self.screen_stack[0], console_class()):
            self.screen_stack[0].follow()


def console_class() -> "type[ConsoleScreen]":
    """Return the console, which is imported when it is first shown."""
    from dm_tui.tui.console.screen import ConsoleScreen

    return ConsoleScreen
