"""How the program ends: after a question, with the draft saved and mailings paused, or with a report."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import on
from textual._context import active_message_pump
from textual.app import ScreenStackError
from textual.css.query import NoMatches
from textual.worker import WorkerFailed, get_current_worker

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import show_control_characters
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app_messages import QuitRequested
from dm_tui.tui.front_screen import FrontScreenOnly, is_closed
from dm_tui.tui.toasts import toast
from dm_tui.tui.wizard.screen_cache import ScreenCache
from dm_tui.tui.workers import start_worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from dm_tui.tui.dialogs.question import Question
    from dm_tui.tui.wizard.step import StepScreen

QUIT_QUESTIONS = frozenset(("leave", "unsaved", "leave-draft", "leave-sending", "leave-waiting"))
"""The ids of the questions: while one is in front, the keys that leave do nothing."""


@runtime_checkable
class HoldsUnsavedText(Protocol):
    """A screen with text that may be saved nowhere else."""

    def save_now(self) -> None:
        """Save the draft, or show why it cannot be saved."""

    @property
    def unsaved(self) -> bool:
        """Whether text would be lost now."""

    @property
    def begun(self) -> bool:
        """Whether anything is written, saved or not."""

    def written(self) -> list[str]:
        """Return the text as lines to read and copy from."""


class QuittingApp(FrontScreenOnly[int]):
    """The program as far as it ends; `app.DirectMailApp` adds what it shows."""

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__()
        self.direct_mail = direct_mail
        self._screen_cache = ScreenCache(direct_mail)

    @property
    def current_step(self) -> "StepScreen | None":
        return self._screen_cache.current(self)

    def action_leave(self) -> None:
        """Quit. Ask first wherever something is unfinished: a purchase, a text, a mailing, a payment."""
        from dm_tui.tui.dialogs import quit_questions

        if self._asks_to_quit:
            return
        step = self._screen_cache.current_or_covered(self)
        if step is not None:
            self._ask_to_quit(
                lambda: quit_questions.leave_question(step.unfinished_work()),
                partial(self._confirm_leave, step),
            )
            return
        unsaved = self._screen_with_unsaved_text() is not None
        begun = any(isinstance(screen, HoldsUnsavedText) and screen.begun for screen in self.screen_stack)

        def unfinished() -> "Question | None":
            return quit_questions.question_about(
                unsaved=unsaved,
                sending=self.direct_mail.is_sending,
                waits=self._waits_for_an_answer,
                begun=begun,
            )

        if unfinished() is None:
            self._quit()
        else:
            self._ask_to_quit(
                lambda: unfinished() or quit_questions.leave_question(),
                lambda really: self._quit() if really else None,
            )

    @property
    def _waits_for_an_answer(self) -> bool:
        """Whether a dialog has asked for something, a payment perhaps, that is not answered yet."""
        return any(worker.group == "dialog" and not worker.is_finished for worker in self.workers)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to quit, but not where that is asked already: the key that asks does not answer."""
        return action != "leave" or not self._asks_to_quit

    @property
    def _asks_to_quit(self) -> bool:
        return self.screen.id in QUIT_QUESTIONS

    def _ask_to_quit(self, ask: "Callable[[], Question]", answered: "Callable[[bool | None], None]") -> None:
        question = ask()
        question.follows = ask
        self.push_screen(question, answered)

    def _quit(self, code: int = 0, message: str | None = None) -> None:
        """End; running mailings are paused first, and each one is reported on exit."""
        if not self.direct_mail.is_sending:
            self.exit(code, return_code=code, message=message)
            return
        toast(self, "Pausing: finishing the messages on their way …")
        start_worker(self, partial(self._pause_and_exit, code, message), group="leave", exclusive=True)

    async def _pause_and_exit(self, code: int, message: str | None) -> None:
        try:
            stopped = await asyncio.to_thread(self.direct_mail.background_mailings.stop)
        except Exception as error:
            self._handle_exception(error)  # you asked to leave: nothing may keep you
            return
        summaries = [show_control_characters(mailing.summary) for mailing in stopped]
        self.exit(code, return_code=code, message="\n".join([*summaries, *filter(None, [message])]))

    def _confirm_leave(self, step: "StepScreen", really: bool | None) -> None:
        if really:
            self._save_and_exit(step, 0)

    @on(QuitRequested)
    def _end(self, event: QuitRequested) -> None:
        """End without a question, and save the step's draft even if another screen covers it."""
        self._save_and_exit(self._screen_cache.current_or_covered(self), event.code, self._rescue_unsaved())

    def _rescue_unsaved(self) -> str | None:
        """Write unsaved text to a private file, and return where it is."""
        screen = self._screen_with_unsaved_text()
        if screen is not None:
            with suppress(OSError):
                name = f"unsaved-{self.direct_mail.now():%Y%m%d-%H%M%S}.txt"
                return f"Your text is saved in {self.direct_mail.save_text(name, screen.written())}"
        return None

    def _screen_with_unsaved_text(self) -> HoldsUnsavedText | None:
        """Let the screens save their text, and return one that could not."""
        screens = [screen for screen in self.screen_stack if isinstance(screen, HoldsUnsavedText)]
        for screen in screens:
            screen.save_now()
        return next((screen for screen in screens if screen.unsaved), None)

    def _save_and_exit(self, step: "StepScreen | None", code: int, message: str | None = None) -> None:
        try:
            if step is not None:
                self.direct_mail.wizard_drafts.save(step.read())
        except DirectMailError as error:
            self.exit(int(error.kind), return_code=int(error.kind), message=str(error))
            return
        self._quit(code, message)

    def _handle_exception(self, error: Exception) -> None:
        """End with a report, or continue after what a worker raised: it is beside the screen, which is whole.

        A screen, timer or worker still at work while it closes, or the program ends, finds no widgets or
        screens: that is no fault.
        """
        at_work: object = active_message_pump.get(None)
        in_worker = False
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error, at_work, in_worker = error.error, get_current_worker().node, True
        ends = self._exit or not self.is_running
        if isinstance(error, NoMatches | ScreenStackError) and (ends or is_closed(at_work)):
            return
        if in_worker and not ends:
            self.survive(error)
        else:
            super()._handle_exception(error)

    def survive(self, error: Exception) -> None:
        """Write a report of a fault in work beside the screen, and say so; the program continues."""
        toast(self, str(self._report(error, survived=True)), serious=True, lasts=True)

    def _report(self, error: Exception | None, *, survived: bool = False) -> DirectMailError:
        from dm_tui.services.upkeep.crash_report import explain_fault

        provider = self.direct_mail.provider.name
        now = datetime.now(UTC)  # the sandbox's clock is in the state, which may be what cannot be read
        return explain_fault(error, self.direct_mail.state_path, provider, now, survived=survived)

    def _fatal_error(self) -> None:
        """Write a report and print where it is: a traceback on the screen could show secrets."""
        report = self._report(self._exception)
        self._exit_renderables.append(f"dm-tui: {report.message}\n  {report.hint}")
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print each message once: Textual prints the first only, and a note that is meant for developers."""
        printed: list[object] = []
        for message in self._exit_renderables:
            if message not in printed:
                self.error_console.print(message)
                printed.append(message)
        self._exit_renderables.clear()
