"""The base of all steps: the frame, Back, Next, and a view painted from the draft alone."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button, OptionList

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import Step, StepRule, WizardDraft, applicable, previous_step, step_rule
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app_messages import GoBack, LeaveWizard, Proceed
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import muted, warning
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.button_keys import shown_keys
from dm_tui.tui.widgets.key_row import KeyLine
from dm_tui.tui.widgets.masthead import Masthead
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import HEIGHT_BREAKPOINTS, NORMAL, WIDTH_BREAKPOINTS
from dm_tui.tui.wizard.order_card import OrderCard
from dm_tui.tui.wizard.step_layout import StepBody, StepLayout, StepMain, StepRow


class StepScreen(StepLayout):
    """One step. It is made once, shows a draft as often as needed, and posts the draft back.

    A step names its primary button (`next_label`), its key or the action that has the key, what the palette
    says of it (`next_description`), the widget with the first focus (`first_focus`), and whether it shows the
    draft alone (`comes_before_the_order`). `read` collects the input, valid or not; `complete` validates it.
    With `takes_keys_in_turn`, what is typed behind an Enter goes where the Enter moves the focus. Without it,
    of two Enters in one packet the second presses nothing: none completes, accepts or pays what is not seen.
    """

    HORIZONTAL_BREAKPOINTS = WIDTH_BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHT_BREAKPOINTS
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("escape", "back", "Back", id="wizard.back", tooltip="Go to the previous step"),
        Binding("tab", "app.focus_next", "Next field", id="wizard.tab", tooltip="Move to the next field"),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
    ]

    step: ClassVar[Step]
    next_label: ClassVar[str] = "Next"
    next_key: ClassVar[str] = "Enter"
    next_action: ClassVar[str] = ""
    next_description: ClassVar[str] = ""
    first_focus: str = "next"
    fallback_focus: ClassVar[str] = "back"
    comes_before_the_order: ClassVar[bool] = False
    takes_keys_in_turn: ClassVar[bool] = False
    names_enter: ClassVar[bool] = True

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(id=str(self.step))
        self.direct_mail = direct_mail
        self.draft = WizardDraft(step=self.step)
        self.is_shown = False
        self._composed = False
        self._filled_for: Size | None = None
        self._last_focus = self.first_focus

    @property
    def question(self) -> str:
        return step_rule(self.step).question

    def compose(self) -> ComposeResult:
        """Lay out the frame around the step's own body."""
        yield Masthead(id="masthead")
        with StepMain(classes="-card" if self.has_card else ""):
            with StepBody(id="body"):
                yield from self.compose_body()
            yield OrderCard(id="total") if self.has_card else TextBlock(id="total")
        with StepRow(id="actions"):
            yield ActionButton(f"{self.next_label} {MARKS.next}", id="next", primary=True, key=self.next_key)
            yield ActionButton("Back", id="back", key="Esc")
            yield TextBlock(id="reason")
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """Yield the step's own widgets."""
        raise NotImplementedError

    def fill(self) -> None:
        """Put the draft into the step's widgets."""

    def paint(self) -> None:
        """Show the consequence of the current input."""

    def read(self) -> WizardDraft:
        """Return the draft with the current input, valid or not."""
        return self.draft

    def complete(self, draft: WizardDraft) -> WizardDraft:
        """Return the draft with the decisions of the step, or raise DirectMailError with the reason."""
        from dm_tui.services.wizard_steps import complete_step  # not needed for the first frame

        return complete_step(self.direct_mail, draft)

    def blocked_reason(self) -> str:
        """Return why you cannot continue now, empty if you can."""
        return ""

    def unfinished_work(self) -> str:
        """Return what is still running, for the question on leaving; empty if nothing is."""
        return ""

    def show(self, draft: WizardDraft) -> None:
        """Show this draft, on a new screen or a used one."""
        self.draft = draft.model_copy(update={"step": self.step})
        self.is_shown = True
        if self._composed:
            self._begin()

    def prepare(self, draft: WizardDraft) -> None:
        """Fill the step behind the one in front, silently: when it is reached, it is filled again."""
        self.draft = draft.model_copy(update={"step": self.step})
        with suppress(DirectMailError):
            self._update_masthead()
            self._fill_whole()
            self.paint()

    @property
    def can_be_prepared(self) -> bool:
        return self.comes_before_the_order and self._composed and not self.is_shown

    def on_mount(self) -> None:
        if not self.children:  # the program is closing
            return
        self._composed = True
        next_button = self.query_one("#next", ActionButton)
        next_button.action_name, next_button.key_in_focus = self.next_action, not self.next_action
        self.note_styles()
        if self.is_shown:
            self._begin()

    def on_resize(self, event: events.Resize) -> None:
        """Fill and paint again: the layout depends on the size. Nothing typed is lost."""
        if self.is_shown and self._composed and event.size != self._filled_for:
            self.draft = self.read()
            self._fill_in_front()
            if self.focused is None:  # a window that was too small had nothing to focus
                self.call_after_refresh(self.focus_on, self._last_focus)

    def watch_focused(self, focused: Widget | None) -> None:
        """Remember what has the focus, for a window that becomes large enough to have one again."""
        if focused is not None and focused.id is not None:
            self._last_focus = focused.id

    def refresh_account(self) -> None:
        """Show the account that was just read; nothing typed is lost."""
        if self.is_shown and self._composed:
            with toast_errors(self.app):
                self._update_masthead()
            self.draft = self.read()
            self._fill_in_front()

    def repaint(self) -> None:
        """Paint the consequence, the reason, and the state of the primary button."""
        with toast_errors(self.app):
            self.paint()
            reason, next_button = self.blocked_reason(), self.query_one("#next", ActionButton)
            fallback = self.query_one(f"#{self.fallback_focus}")
            if reason and next_button.has_focus and fallback.focusable:
                self.set_focus(fallback)
            next_button.disabled = bool(reason)
            self.query_one("#reason", TextBlock).update(warning(reason) if reason else "")

    def total(self, content: str) -> None:
        self.query_one("#total", TextBlock).update(content)

    @property
    def money_note(self) -> str:
        """What the order card says of money that is not real."""
        return "" if self.direct_mail.facts.moves_real_money else "Sandbox: no real money is charged."

    @property
    def order_card(self) -> OrderCard:
        """The order so far."""
        return self.query_one(OrderCard)

    def hint(self, content: str) -> None:
        """Show a hint in the line of the total, on steps without a total."""
        self.query_one("#total", TextBlock).update(muted(content))

    def focus_on(self, id: str) -> None:
        """Focus a widget by id, or `fallback_focus` if it cannot be focused now."""
        widget, fallback = self.query_one(f"#{id}"), self.query_one(f"#{self.fallback_focus}")
        self.set_focus(widget if widget.focusable else fallback)

    def focus_in_turn(self, after: Mapping[str, str]) -> None:
        """Focus what comes `after` the widget in focus, or the next one where nothing is named."""
        id = after.get(self.focused.id or "") if self.focused is not None else None
        if id is not None and self.query_one(f"#{id}").focusable:
            self.set_focus(self.query_one(f"#{id}"))
        else:
            self.focus_next()

    def _begin(self) -> None:
        self._last_focus = self.first_focus
        with toast_errors(self.app):
            self._update_masthead()
        self._fill_in_front()
        if self.focused is not None and self.focused.id == self.first_focus:
            self.focused.post_message(events.Focus())  # as on a new screen: it places the cursor
        else:
            self.focus_on(self.first_focus)

    def _update_masthead(self) -> None:
        rules = applicable(self.draft)
        account = self.direct_mail.prerequisites.account()
        region = self.direct_mail.prerequisites.region(self.draft.region or account.region)
        here = [rule.step for rule in rules].index(self.step)
        masthead = self.query_one(Masthead)
        masthead.account = (account.id, region.name, self.direct_mail.facts.money_words)
        masthead.title = self.question
        masthead.steps = (tuple(rule.crumb for rule in rules), here)
        self._describe_buttons(rules, here)

    def _describe_buttons(self, rules: Sequence[StepRule], here: int) -> None:
        following = f"Go to {rules[here + 1].title}" if here + 1 < len(rules) else ""
        self.query_one("#next", ActionButton).description = self.next_description or following
        back = self.query_one("#back", ActionButton)
        before = previous_step(self.draft, getattr(self.app, "entered_at", None))
        back.description = f"Go back to {step_rule(before).title}" if before else "Leave the wizard"
        leads_out = not here and not getattr(self.app, "came_from_console", True)
        back.rename("Leave" if leads_out else "Back")

    def _fill_in_front(self) -> None:
        with toast_errors(self.app):
            self._fill_whole()
        self.repaint()

    def _fill_whole(self) -> None:
        self._filled_for = self.app.size
        next_key = shown_keys(self).get(self.next_action, self.next_key)
        for id, key in (("next", next_key), ("back", "Esc")):
            self.query_one(f"#{id}", ActionButton).show_key(key if self.app.size.width >= NORMAL else "")
        self.fill()

    @on(Button.Pressed, "#next")
    def _pressed_next(self, event: Button.Pressed) -> None:
        event.stop()
        self.proceed()

    @on(Button.Pressed, "#back")
    def _pressed_back(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_back()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.repaint()

    @on(OptionList.OptionSelected)
    def _accepted(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.after_choice()

    def after_choice(self) -> None:
        """Move the focus on after a row was accepted with Enter."""
        self.focus_on("next")

    def proceed(self) -> None:
        """Validate and continue."""
        with toast_errors(self.app):
            if not self.blocked_reason():
                self.draft = self.complete(self.read())  # a second press finds it complete
                self.post_message(Proceed(self.draft))
            return
        self.repaint()

    def action_back(self) -> None:
        """Go back without validating; from the first step seen, to the console, or offer to leave."""
        self.go_back()

    def go_back(self, to: Step | None = None) -> None:
        """Go back one step, or to that finished one."""
        leaves = to is None and previous_step(self.draft, getattr(self.app, "entered_at", None)) is None
        self.post_message(LeaveWizard() if leaves else GoBack(self.read(), to))

    @on(Masthead.StepClicked)
    def _step_clicked(self, event: Masthead.StepClicked) -> None:
        event.stop()
        if previous_step(self.draft) is not None:
            self.go_back(applicable(self.draft)[event.step].step)

    def action_page(self, pages: int) -> None:
        """Scroll the body by a page."""
        body = self.query_one(StepBody)
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)
