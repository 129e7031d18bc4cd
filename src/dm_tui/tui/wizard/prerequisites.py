"""Step 1, before you begin: the region, identity verification, permissions."""

from collections.abc import Sequence
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Button, Static

from dm_tui.domain.account.account import Prerequisite
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.domain.purchase.wording import ONLY_ACTIVATION, PREREQUISITES_COMPLETED
from dm_tui.tui.keys_for_commands import with_button
from dm_tui.tui.messages import OpenConsole, ReadAccount
from dm_tui.tui.paint import MARKS, hanging, lines, muted, text
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.wizard.step import StepScreen


class PrerequisitesScreen(StepScreen):
    """Lists the missing prerequisites and how to complete them; in the sandbox you can do it here.

    A live account is read while this step is on the screen, which counts the seconds; you can leave
    meanwhile. Once it is read, a key opens the console: who cannot buy here may still own plans and send.
    """

    BINDINGS = [
        Binding("o", "console", "Console", id="wizard.console", tooltip="See the account without buying")
    ]

    step = Step.PREREQUISITES
    next_label = "Billing model"
    fallback_focus = "region"
    _offered = ""

    def compose_body(self) -> ComposeResult:
        yield Choices(id="region")
        yield Static(id="checks", classes="block", markup=False)
        yield ActionButton("Complete it now (sandbox)", id="verify")

    def fill(self) -> None:
        self._show_regions(self.draft.region)

    def _show_regions(self, chosen: str | None) -> None:
        """Show the regions. The account's is chosen until you choose one, and a reading may find another."""
        regions, present = (
            self.direct_mail.prerequisites.regions(),
            self.direct_mail.prerequisites.account().region,
        )
        if chosen in (None, self._offered):
            chosen = present
        self._offered = present
        self.query_one(Choices).show(
            [Choice(region.id, text(f"{region.name:<22}", (region.id, "$muted"))) for region in regions],
            chosen,
        )

    def paint(self) -> None:
        if self.direct_mail.prerequisites.account().region != self._offered:
            self._show_regions(self._region())
        region = self.direct_mail.prerequisites.region(self._region())
        checks = self._checks()
        by_button = not self.direct_mail.prerequisites.can_read_again(checks)
        rows = [row for check in checks for row in _check_rows(check, self.text_width, by_button=by_button)]
        self.query_one("#checks", Static).update(lines([region.meaning, "", *rows]))
        missing = [check for check in checks if not check.met]
        self.set_class(len(missing) > 2, "-warned")
        verify = self.query_one("#verify", ActionButton)
        verify.display = bool(missing)
        verify.disabled = self._reading() is not None
        if verify.rename(self.direct_mail.prerequisites.action_label(missing)) and verify.has_focus:
            self.focus_on(self.fallback_focus)  # an Enter meant for the other label does nothing
        self.hint(self._way_on(missing))

    def blocked_reason(self) -> str:
        seconds = self._reading()
        if seconds is not None and self.direct_mail.read_at is None:
            return f"Asking {self.direct_mail.facts.vendor_name} … {seconds:.0f} s"
        missing = [check.name for check in self._checks() if not check.met and not check.only_to_buy]
        return f"Missing: {', '.join(missing)}" if missing else ""

    def _way_on(self, missing: Sequence[Prerequisite]) -> str:
        if not missing:
            return "Ready. Next: choose a billing model."
        return ONLY_ACTIVATION if all(check.only_to_buy for check in missing) else ""

    def read(self) -> WizardDraft:
        return self.draft.model_copy(update={"region": self._region()})

    def after_choice(self) -> None:
        self.focus_on("next" if not self.blocked_reason() else "verify")

    @on(Button.Pressed, "#verify")
    def _complete_here(self, event: Button.Pressed) -> None:
        event.stop()
        if self.direct_mail.prerequisites.can_read_again(self._checks()):
            self.post_message(ReadAccount())
            return
        with toast_errors(self.app):
            self.direct_mail.prerequisites.complete(self._region())
            if self.direct_mail.facts.completes_prerequisites:
                toast(self.app, PREREQUISITES_COMPLETED)
        self.repaint()
        self.focus_on("next")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer the console of a live account once that is read."""
        if action != "console":
            return True
        return self.direct_mail.facts.is_remote and self.direct_mail.read_at is not None

    def action_console(self) -> None:
        """Open the console; nothing chosen here is needed any more."""
        self.post_message(OpenConsole())

    def refresh_account(self) -> None:
        super().refresh_account()
        self.refresh_bindings()

    def on_mount(self) -> None:
        super().on_mount()
        if self.direct_mail.facts.is_remote:
            self.set_interval(1, self._tick)

    def _tick(self) -> None:
        if self.is_current and self._reading() is not None:
            self.repaint()

    def _reading(self) -> float | None:
        """Return for how many seconds the account has been read, None if it is not."""
        since: float | None = getattr(self.app, "reading_since", None)
        return None if since is None else monotonic() - since

    def _region(self) -> str:
        return self.query_one(Choices).chosen or self.direct_mail.prerequisites.account().region

    def _checks(self) -> tuple[Prerequisite, ...]:
        return self.direct_mail.prerequisites.check(self._region())


def _check_rows(check: Prerequisite, width: int, *, by_button: bool) -> list[Content]:
    if check.complete:
        return [text((f"{MARKS.done} ", "$success"), f"{check.title}: ", (check.detail, "$muted"))]
    hint = with_button(check.hint) if by_button else check.hint
    return [
        text((hanging(f"{MARKS.warning} {check.title}: {check.detail}", width), "bold $warning")),
        muted("  " + hanging(hint, width)),
    ]
