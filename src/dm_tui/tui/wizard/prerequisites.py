"""Step 1, before you begin: the region, identity verification, permissions."""

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from dm_tui.domain.account.prerequisites import Prerequisite, in_the_way
from dm_tui.domain.purchase.wizard import Step, WizardDraft, step_rule
from dm_tui.domain.purchase.wording import (
    ONLY_ACTIVATION,
    PREREQUISITES_COMPLETED,
    WHAT_THIS_IS,
    WHERE_MONEY_MOVES,
    WITHOUT_BUYING,
)
from dm_tui.tui.app_messages import OpenConsole, Proceed, ReadAccount
from dm_tui.tui.screen_text import Part, lines, muted, text, wrap_words
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.button_keys import shown_keys
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.masthead import Masthead
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import BESIDE, VERY_TALL
from dm_tui.tui.wizard.prerequisite_rows import check_rows, check_title
from dm_tui.tui.wizard.price_rows import price_rows
from dm_tui.tui.wizard.step import StepScreen

if TYPE_CHECKING:  # not needed for the first frame
    from dm_tui.services.overview.views import WaitingOrder

FRAME_ROWS = 8
"""The rows around the regions and the checks in a window of 24 rows and more (`wizard.tcss`)."""

FRAME_ROWS_WITH_PANELS = 13
"""The same in a window with rows for frames."""

ROWS_OF_THE_WAY = 9
"""The rows of the panel with the way that follows."""

NOTICE_WIDTH, NOTICE_FRAME = 69, 7
"""The cells of a line in a notice, and those around it in a narrow window (`dialog.py`)."""


class PrerequisitesScreen(StepScreen):
    """Lists the missing prerequisites and how to complete them; in the sandbox you can do it here.

    A live account is read while this step is on the screen, which counts the seconds; you can leave
    meanwhile. A key opens the console, of a live account once it is read: who cannot or will not buy here
    may still own plans, look around and send.
    What would not fit is shown in one line each, and a key shows all of it.
    """

    BINDINGS = [
        Binding("o", "console", "Console", id="wizard.console", tooltip="See the account without buying"),
        Binding(
            "p",
            "open_order",
            "Pay or cancel",
            id="wizard.order",
            tooltip="Pay or cancel the order that waits",
        ),
        Binding("d", "details", "Details", id="wizard.details", tooltip="What is missing, and what to do"),
    ]

    step = Step.PREREQUISITES
    next_label = "Billing model"
    fallback_focus = "region"
    _offered = ""
    _shortened = False
    _open_orders: "tuple[WaitingOrder, ...]" = ()

    def compose_body(self) -> ComposeResult:
        yield TextBlock(id="intro")
        yield TextBlock(id="open-order")
        with Widget(id="region-panel", classes="panel listed") as region:
            region.border_title = "Region"
            yield Choices(id="region")
            yield TextBlock(id="meaning")
        with Widget(id="needs", classes="framed block") as needs:
            needs.border_title = "What your account needs"
            yield TextBlock(id="checks")
            yield ActionButton("Complete it now (sandbox)", id="verify")
        with Widget(id="the-way", classes="framed block") as way:
            way.border_title = "The steps of a purchase"
            yield TextBlock(id="steps")
        with Widget(id="prices", classes="framed block") as prices:
            prices.border_title = "What emails cost"
            yield TextBlock(id="price-rows")

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
        self.query_one(Masthead).name_region(region.name)
        checks, width = self._checks(), self.text_width - (4 if self.is_roomy else 0)
        by_button = not self.direct_mail.prerequisites.can_read_again(checks)
        missing = [check for check in checks if not check.met]
        rows = [row for check in checks for row in check_rows(check, width, by_button=by_button)]
        open_order = self._paint_open_order()
        needed = self._rows_needed(lines([region.meaning, *rows, *open_order]), missing)
        self._shorten(needed > self.app.size.height)
        self._paint_around(region.meaning, has_room=needed + ROWS_OF_THE_WAY <= self.app.size.height)
        if self._shortened:
            rows = [check_title(check).truncate(width, ellipsis=True) for check in checks]
        self.query_one("#checks", TextBlock).update(lines(rows))
        self.set_class(len(missing) > 2, "-warned")
        verify = self.query_one("#verify", ActionButton)
        verify.display = bool(missing)
        is_read = self._reading() is not None
        if is_read and verify.has_focus:
            self.focus_on(self.fallback_focus)  # a button that cannot be pressed loses it
        verify.disabled = is_read
        if verify.rename(self.direct_mail.prerequisites.action_label(missing)) and verify.has_focus:
            self.focus_on(self.fallback_focus)  # an Enter meant for the other label does nothing
        self.hint(self._way_on(missing))

    def _paint_open_order(self) -> list[Content]:
        """Show the order that was left at Payment, and the key that leads there; return the rows."""
        orders = self.direct_mail.overviews.open_orders()
        if bool(orders) is not bool(self._open_orders):
            self._open_orders = orders
            self.refresh_bindings()
        self._open_orders = orders
        shown = self.query_one("#open-order", TextBlock)
        shown.display = bool(orders)
        if not orders:
            return []
        from dm_tui.tui.wizard.open_order import open_order_rows  # most first frames show none

        key = shown_keys(self)["open_order"]
        rows = open_order_rows(orders[0], key, self.text_width)
        shown.update(lines(rows))
        return rows

    def action_open_order(self) -> None:
        """Go to the payment of the order that waits; it can be cancelled there, too."""
        from dm_tui.services.wizard_steps import draft_to_pay

        with toast_errors(self.app):
            if self._open_orders:
                order = self.direct_mail.purchases.order(self._open_orders[0].id)
                paying = draft_to_pay(order, self.read())
                self.post_message(Proceed(paying.model_copy(update={"step": Step.CONFIRM})))

    def blocked_reason(self) -> str:
        seconds = self._reading()
        if seconds is not None and self.direct_mail.read_at is None:
            return f"Asking {self.direct_mail.facts.vendor_name} … {seconds:.0f} s"
        missing = [check.name for check in in_the_way(self._checks(), to_buy=False)]
        if len(missing) > 1 and self.app.size.width < BESIDE:
            return f"{len(missing)} missing, see above"
        return f"Missing: {', '.join(missing)}" if missing else ""

    def _way_on(self, missing: Sequence[Prerequisite]) -> str:
        if not missing:
            return "Ready. Next: choose a billing model."
        if all(check.only_to_buy for check in missing):
            return ONLY_ACTIVATION
        return "Press d to see what to do about each." if self._shortened else ""

    def _paint_around(self, meaning: str, *, has_room: bool) -> None:
        """Show what this is, the meaning of the region, and the way where there is room for it."""
        offers_console = self.check_action("console", ())
        console = text((shown_keys(self)["console"], "bold"), (f" {WITHOUT_BUYING}", "$muted"))
        words: list[Part] = [WHAT_THIS_IS, *([console] if offers_console else [])]
        self.query_one("#intro", TextBlock).update(lines(words))
        self.query_one("#meaning", TextBlock).update(muted(meaning))
        way = self.query_one("#the-way")
        way.display = has_room and self.is_roomy
        self._show_prices(has_room=way.display and self.app.size.height >= VERY_TALL)
        if way.display:
            self.query_one("#steps", TextBlock).update(
                lines(
                    text(
                        (f"{number} ", "$muted"),
                        (f"{step_rule(Step(step)).title:<20}", "bold" if step == "payment" else ""),
                        (words, "$muted"),
                    )
                    for number, (step, words) in enumerate(WHERE_MONEY_MOVES.items(), 1)
                )
            )

    def _show_prices(self, *, has_room: bool) -> None:
        """Show the prices below the way; those of a live account are not known before it is read."""
        prices = self.query_one("#prices")
        prices.display = has_room and not self.direct_mail.facts.is_remote
        if prices.display:
            rows = price_rows(self.direct_mail.purchases.catalogue())
            self.query_one("#price-rows", TextBlock).update(lines(rows))

    def _rows_needed(self, shown: Content, missing: Sequence[Prerequisite]) -> int:
        """Return the rows of the step with this below the regions."""
        rows = sum(len(wrap_words(line, self.text_width)) or 1 for line in shown.plain.split("\n"))
        intro = sum(len(wrap_words(line, self.text_width)) for line in (WHAT_THIS_IS, WITHOUT_BUYING))
        regions = len(self.direct_mail.prerequisites.regions())
        around = FRAME_ROWS_WITH_PANELS if self.is_roomy else FRAME_ROWS - (1 if len(missing) > 2 else 0)
        return around + regions + intro + rows + (1 if missing else 0)

    def _shorten(self, shortened: bool) -> None:
        if shortened is not self._shortened:
            self._shortened = shortened
            self.refresh_bindings()

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
        """Offer the console of a live account once that is read, and what there is now: an order, details."""
        if action == "details":
            return self._shortened
        if action == "open_order":
            return bool(self._open_orders)
        if action != "console":
            return True
        return not self.direct_mail.facts.is_remote or self.direct_mail.read_at is not None

    def action_console(self) -> None:
        """Open the console; nothing chosen here is needed any more."""
        self.post_message(OpenConsole())

    def action_details(self) -> None:
        """Show every prerequisite in full, with the commands that complete it."""
        from dm_tui.tui.dialogs.question import Notice

        width = min(NOTICE_WIDTH, self.text_width - NOTICE_FRAME)
        rows = [row for check in self._checks() for row in check_rows(check, width, by_button=False)]
        self.app.push_screen(Notice("Before you begin", rows))

    def refresh_account(self) -> None:
        super().refresh_account()
        self.refresh_bindings()

    def on_mount(self) -> None:  # Textual calls that of the base class too
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
