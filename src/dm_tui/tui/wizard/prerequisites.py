"""Step 1, before you begin: the region, identity verification, permissions."""

from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from dm_tui.domain.account.account import Prerequisite
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.tui.messages import ReadAccount
from dm_tui.tui.paint import MARKS, lines, muted, text
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.wizard.step import StepScreen


class PrerequisitesScreen(StepScreen):
    """Names what is missing and what to do about it; in the sandbox it can be completed here.

    A live account is read while this step is shown; how long that takes is said, and it can be left.
    """

    step = Step.PREREQUISITES
    next_label = "Billing model"
    fallback_focus = "region"

    def compose_body(self) -> ComposeResult:
        """Yield the regions, what the highlighted one means, and the checks."""
        yield Choices(id="region")
        yield Static(id="checks", classes="block", markup=False)
        yield ActionButton("Complete it now (sandbox)", id="verify")

    def fill(self) -> None:
        """Put the regions into the list."""
        regions = self.direct_mail.prerequisites.regions()
        chosen = self.draft.region or self.direct_mail.prerequisites.account().region
        self.query_one(Choices).show(
            [Choice(one.id, text(f"{one.name:<22}", (one.id, "$muted"))) for one in regions], chosen
        )

    def paint(self) -> None:
        """Show what the region means and which prerequisites are met there."""
        region = self.direct_mail.prerequisites.region(self._region())
        checks = self._checks()
        rows = [row for check in checks for row in _check_rows(check)]
        self.query_one("#checks", Static).update(lines([region.meaning, "", *rows]))
        missing = [check for check in checks if not check.met]
        verify = self.query_one("#verify", ActionButton)
        verify.display = bool(missing)
        verify.disabled = self._reading() is not None
        verify.rename(self.direct_mail.prerequisites.action_label(missing))
        self.hint("Everything is in place: buy a plan or activate." if not missing else "")

    def blocked_reason(self) -> str:
        """Name what is missing, or what is waited for."""
        seconds = self._reading()
        if seconds is not None and self.direct_mail.read_at is None:
            return f"Asking {self.direct_mail.facts.vendor_name} … {seconds:.0f} s"
        missing = [check.title.lower() for check in self._checks() if not check.met]
        return f"Missing: {', '.join(missing)}" if missing else ""

    def read(self) -> WizardDraft:
        """Return the draft with the highlighted region."""
        return self.draft.model_copy(update={"region": self._region()})

    def after_choice(self) -> None:
        """Go on to what is missing, or to the way on."""
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
                from dm_tui.services.wizard_steps import (
                    PREREQUISITES_COMPLETED,  # the first frame needs nothing of it
                )

                toast(self.app, PREREQUISITES_COMPLETED)
        self.repaint()
        self.focus_on("next")

    def on_mount(self) -> None:
        """Count the seconds of a reading under way."""
        super().on_mount()
        if self.direct_mail.facts.is_remote:
            self.set_interval(1, self._tick)

    def _tick(self) -> None:
        if self.is_current and self._reading() is not None:
            self.repaint()

    def _reading(self) -> float | None:
        """Return for how many seconds the account has been being read, None while it is not."""
        since: float | None = getattr(self.app, "reading_since", None)
        return None if since is None else monotonic() - since

    def _region(self) -> str:
        return self.query_one(Choices).chosen or self.direct_mail.prerequisites.account().region

    def _checks(self) -> tuple[Prerequisite, ...]:
        return self.direct_mail.prerequisites.check(self._region())


def _check_rows(check: Prerequisite) -> list[Content]:
    if check.met:
        return [text((f"{MARKS.done} ", "$success"), f"{check.title}: ", (check.detail, "$muted"))]
    return [
        text((f"{MARKS.warning} {check.title}: {check.detail}", "bold $warning")),
        muted(f"  {check.hint}"),
    ]
