"""Step 1, before you begin: the region, identity verification, permissions."""

from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from dm_tui.domain.account.account import Prerequisite
from dm_tui.domain.purchase.wizard import Draft, Step
from dm_tui.tui.messages import ReadAccount
from dm_tui.tui.paint import MARKS, lines, muted, text
from dm_tui.tui.toasts import tell, told
from dm_tui.tui.widgets.action import Action
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
        yield Action("Complete it now (sandbox)", id="verify")

    def fill(self) -> None:
        """Put the regions into the list."""
        regions = self.mail.prerequisites.regions()
        chosen = self.draft.region or self.mail.prerequisites.account().region
        self.query_one(Choices).show(
            [Choice(one.id, text(f"{one.name:<22}", (one.id, "$muted"))) for one in regions], chosen
        )

    def paint(self) -> None:
        """Show what the region means and which prerequisites are met there."""
        region = self.mail.prerequisites.region(self._region())
        checks = self._checks()
        rows = [row for check in checks for row in _check_rows(check)]
        self.query_one("#checks", Static).update(lines([region.meaning, "", *rows]))
        missing = [check for check in checks if not check.met]
        verify = self.query_one("#verify", Action)
        verify.display = bool(missing)
        verify.disabled = self._reading() is not None
        verify.rename(self.mail.prerequisites.deed(missing))
        self.hint("Everything is in place: buy a plan or activate." if not missing else "")

    def reason_not_to(self) -> str:
        """Name what is missing, or what is waited for."""
        seconds = self._reading()
        if seconds is not None and self.mail.read_at is None:
            return f"Asking Alibaba Cloud … {seconds:.0f} s"
        missing = [check.title.lower() for check in self._checks() if not check.met]
        return f"Missing: {', '.join(missing)}" if missing else ""

    def read(self) -> Draft:
        """Return the draft with the highlighted region."""
        return self.draft.model_copy(update={"region": self._region()})

    def accepted_choice(self) -> None:
        """Go on to what is missing, or to the way on."""
        self.focus_on("next" if not self.reason_not_to() else "verify")

    @on(Button.Pressed, "#verify")
    def _complete_here(self, event: Button.Pressed) -> None:
        event.stop()
        if self.mail.prerequisites.read_again(self._checks()):
            self.post_message(ReadAccount())
            return
        with told(self.app):
            self.mail.prerequisites.complete(self._region())
            if self.mail.prerequisites.sandbox:
                from dm_tui.services.wizard_steps import (
                    COMPLETED,  # the first frame needs nothing of it
                )

                tell(self.app, COMPLETED)
        self.repaint()
        self.focus_on("next")

    def on_mount(self) -> None:
        """Count the seconds of a reading under way."""
        super().on_mount()
        if not self.mail.prerequisites.sandbox:
            self.set_interval(1, self._tick)

    def _tick(self) -> None:
        if self.is_current and self._reading() is not None:
            self.repaint()

    def _reading(self) -> float | None:
        """Return for how many seconds the account has been being read, None while it is not."""
        since: float | None = getattr(self.app, "reading_since", None)
        return None if since is None else monotonic() - since

    def _region(self) -> str:
        return self.query_one(Choices).chosen or self.mail.prerequisites.account().region

    def _checks(self) -> tuple[Prerequisite, ...]:
        return self.mail.prerequisites.check(self._region())


def _check_rows(check: Prerequisite) -> list[Content]:
    if check.met:
        return [text((f"{MARKS.done} ", "$success"), f"{check.title}: ", (check.detail, "$muted"))]
    return [
        text((f"{MARKS.warning} {check.title}: {check.detail}", "bold $warning")),
        muted(f"  {check.hint}"),
    ]
