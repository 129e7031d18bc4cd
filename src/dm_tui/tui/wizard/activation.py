"""Pay-as-you-go: the billing standards and the activation agreement, then Activate Now.

No call activates a live account: there the address is shown, and the moment it is active is recognised.
"""

from functools import partial
from time import monotonic

from textual.app import ComposeResult
from textual.widgets import Static

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.tui.messages import Proceed
from dm_tui.tui.paint import MARKS, Part, lines, muted, text, warning
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.qr import qr_lines
from dm_tui.tui.wizard.agreement_step import AgreementStep

LOOK_AGAIN_SECONDS = 10
"""How long after a look at a live account the next one follows by itself."""


class ActivationScreen(AgreementStep):
    """The prices first, then the agreement; nothing is charged by activating."""

    step = Step.ACTIVATION
    next_label = "Activate Now"
    first_focus = "agreement"
    agreement_id = "agreement"
    reason = "Accept the agreement to activate"

    _began: float | None = None
    _looking = False
    _looked = 0.0
    _problem = ""

    def compose_body(self) -> ComposeResult:
        """Yield the standards with the agreement and the box to accept it, and where a live account is activated."""
        yield from self.compose_agreement()
        yield Static(id="address", markup=False)

    def on_mount(self) -> None:
        """Look at a live account again and again while this step is shown."""
        super().on_mount()
        if self._address:
            self.set_interval(1, self._tick)

    def fill(self) -> None:
        """Show the agreement, or on a live account the address in its place."""
        super().fill()
        for id in (f"#{self.agreement_id}", "#accept-terms"):
            self.query_one(id).display = not self._address
        self.query_one("#address").display = bool(self._address)
        if self._address:
            self._began, self._looked = monotonic(), 0.0
            self.query_one("#next", ActionButton).rename(f"Check again {MARKS.next}")

    def paint(self) -> None:
        """Say what is paid now, and on a live account where to go and for how long was waited."""
        price = self.direct_mail.purchases.catalogue().pay_as_you_go_per_thousand
        self.total(f"Now {price * 0}, then {price} per 1,000 emails")
        if self._address:
            self.query_one("#address", Static).update(lines(self._activation_lines()))

    def blocked_reason(self) -> str:
        """Ask for the box to be ticked; on a live account only say that it is being looked at."""
        if not self._address:
            return super().blocked_reason()
        return f"{self.direct_mail.facts.vendor_name} is being asked" if self._looking else ""

    def read(self) -> WizardDraft:
        """Return the draft; the agreement of a live account is accepted in the vendor's console."""
        return self.draft if self._address else super().read()

    def complete(self, draft: WizardDraft) -> WizardDraft:
        """Activate."""
        draft = super().complete(draft)
        toast(self.app, "Pay-as-you-go is active.")
        return draft

    def proceed(self) -> None:
        """Activate, or look whether a live account is active by now."""
        if not self._address:
            super().proceed()
        elif self.is_current and not self._looking:
            self.run_worker(self._check_active(), group="activation", exclusive=True)

    @property
    def _address(self) -> str:
        return self.direct_mail.activation.address

    def _activation_lines(self) -> list[Part]:
        waited = int(monotonic() - self._began) if self._began is not None else 0
        said = warning(self._problem) if self._problem else muted("Not active yet.")
        return [
            "No program can enable it: open this address and choose Activate Now there.",
            text((self._address, "bold $accent")),
            "",
            said,
            muted(f"Looking again every {LOOK_AGAIN_SECONDS} s; {waited} s so far. Esc leaves."),
            "",
            *qr_lines(self._address),
        ]

    def _tick(self) -> None:
        if not self.is_current or self._looking:
            return
        if monotonic() - max(self._looked, self._began or 0) >= LOOK_AGAIN_SECONDS:
            self.proceed()
        else:
            self.repaint()

    async def _check_active(self) -> None:
        from dm_tui.tui.abandonable import run_abandonable

        self._looking = True
        self.repaint()
        region = self.draft.region or self.direct_mail.prerequisites.account().region
        look = partial(self.direct_mail.activation.activate, region, self.version())
        try:
            await run_abandonable(look)
        except DirectMailError as error:
            self._problem = "" if error.code == "activate-in-console" else str(error)
        else:
            toast(self.app, "Pay-as-you-go is active.")
            if self.is_current:
                self.post_message(Proceed(self.draft))
        finally:
            self._looking, self._looked = False, monotonic()
        self.repaint()
