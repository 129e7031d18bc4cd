"""Step 3, plan and quantity: the cost, the expiry, and the warnings before money moves."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from dm_tui.domain.account.unknown import NOT_KNOWN
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.catalogue import (
    MAX_QUANTITY,
    MIN_QUANTITY,
    PlanSpecification,
    parse_quantity,
    parse_volume,
)
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.quote_wording import quote_facts
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.lines.figures import show_figure
from dm_tui.services.wizard_steps import advise_for_draft, quote_draft
from dm_tui.tui.paint import MARKS, fact, lines, text, warning
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import QuantityField
from dm_tui.tui.wizard.step import StepPanes, StepRow, StepScreen

if TYPE_CHECKING:  # the adviser is imported later
    from dm_tui.domain.advice.results import Recommendation

TABLE_WIDTH = 72
"""Cells of the table of specifications with its gap (`app.tcss` has the same number)."""

FULL_TABLE = 76
"""Cells from which on the table has all columns."""


class PlanScreen(StepScreen):
    """Every key updates total, emails, expiry date and warnings."""

    step = Step.PLAN
    next_label = "Review order"
    first_focus = "plans"
    fallback_focus = "quantity"

    def compose_body(self) -> ComposeResult:
        with StepPanes():
            with Widget(classes="pane -table"):
                yield Static(id="heads", markup=False)
                yield Choices(id="plans")
                with StepRow(classes="block"):
                    yield Static("Quantity ", classes="label", markup=False)
                    yield QuantityField(id="quantity", limit=6)
                    yield ActionButton("-", id="less", description="One plan less")
                    yield ActionButton("+", id="more", description="One more plan")
                    yield Static(id="advice", markup=False)
            with Widget(classes="pane"):
                yield Static(id="consequence", classes="block", markup=False)

    def fill(self) -> None:
        head = _head(self.app.size.width, self.direct_mail.purchases.catalogue().currency)
        self.query_one("#heads", Static).update(text((f"    {head}", "$muted")))
        self._show_plans(self.draft.spec)
        self.query_one(QuantityField).put(self.draft.quantity)
        self.query_one("#advice", Static).update("")
        self._advise(self.draft)

    def _show_plans(self, chosen: str | None, advised: Collection[str] = ()) -> None:
        catalogue, width = self.direct_mail.purchases.catalogue(), self.app.size.width
        self.query_one(Choices).show(
            [
                Choice(plan.spec, text(_row(plan, width, plan.spec in advised) + self._saving(plan)))
                for plan in catalogue.plans
            ],
            chosen,
        )

    def _saving(self, plan: PlanSpecification) -> str:
        """Return the columns against pay-as-you-go, by the same quote as below the table."""
        if self.app.size.width < FULL_TABLE:
            return ""
        single = self.draft.model_copy(update={"spec": plan.spec, "quantity": "1"})
        try:
            quote = quote_draft(self.direct_mail, single)
        except DirectMailError:  # a price that could not be read is no price to compare
            return f" {'':>6} {NOT_KNOWN:>15}"
        return _against_pay_as_you_go(quote)

    @work(group="advice", exclusive=True)
    async def _advise(self, draft: WizardDraft) -> None:
        """Mark the adviser's choice for the typed volume, as soon as it is found."""
        if not draft.volume:
            return
        try:
            monthly = parse_volume(draft.volume)
            recommendation = await asyncio.to_thread(advise_for_draft, self.direct_mail, draft)
        except DirectMailError as error:
            if error.kind is ErrorKind.NOT_ALLOWED and self.is_attached and draft is self.draft:
                self.query_one("#advice", Static).update(error.message)
            return  # the step with the volume shows what is wrong with it
        if monthly and recommendation is not None and self.is_attached and draft is self.draft:
            self._mark_advised(recommendation, monthly)

    def _mark_advised(self, recommendation: "Recommendation", monthly: int) -> None:
        now = recommendation.plans_to_buy_now
        self._show_plans(self.query_one(Choices).chosen, now)
        plans = " + ".join(f"{number} {MARKS.times} {spec}" for spec, number in now.items())
        advice = f"{plans} now" if plans else "pay-as-you-go, for now"
        self.query_one("#advice", Static).update(
            text((f"  {MARKS.next} for {monthly:,} a month: {advice}", "$accent"))
        )

    def paint(self) -> None:
        try:
            quote = self._quote()
        except DirectMailError as error:
            self.query_one("#consequence", Static).update(warning(str(error), width=self.text_width))
            self.total("Total  -")
            return
        self.set_class(bool(quote.warnings), "-warned")
        self.total(f"Total  {quote.emails:,} emails {MARKS.dot} {quote.total}")
        self.query_one("#consequence", Static).update(self._quote_details(quote))

    def blocked_reason(self) -> str:
        try:
            parse_quantity(self.query_one(QuantityField).value)
        except DirectMailError as error:
            return error.hint
        return ""

    def read(self) -> WizardDraft:
        return self.draft.model_copy(
            update={
                "spec": self.query_one(Choices).chosen or self.draft.spec,
                "quantity": self.query_one(QuantityField).value,
            }
        )

    def after_choice(self) -> None:
        self.focus_on("quantity")

    @on(Input.Changed, "#quantity")
    def _typed(self) -> None:
        self.repaint()

    @on(Input.Submitted, "#quantity")
    def _done(self) -> None:
        self.focus_on("next")

    @on(QuantityField.StepRequested)
    def _stepped(self, event: QuantityField.StepRequested) -> None:
        self._step(event.by)

    @on(Button.Pressed, "#less")
    def _less(self, event: Button.Pressed) -> None:
        event.stop()
        self._step(-1)

    @on(Button.Pressed, "#more")
    def _more(self, event: Button.Pressed) -> None:
        event.stop()
        self._step(1)

    def _step(self, by: int) -> None:
        field = self.query_one(QuantityField)
        try:
            quantity = parse_quantity(field.value) + by
        except DirectMailError:
            quantity = MIN_QUANTITY
        field.value = str(min(MAX_QUANTITY, max(MIN_QUANTITY, quantity)))

    def _quote(self) -> Quote:
        return quote_draft(self.direct_mail, self.read())

    def _quote_details(self, quote: Quote) -> Content:
        beside = self.side_by_side
        width = self.text_width - TABLE_WIDTH if beside else self.text_width
        rows: list[Content] = [
            *(fact(label, value) for label, value in quote_facts(quote)),
            *(
                warning(caution.message, serious=caution.serious, width=width)
                for caution in sorted(quote.warnings, key=lambda caution: not caution.serious)
            ),
        ]
        if beside:
            rows.insert(3, text(""))
        return lines(rows[1:] if self.app.size.height <= 24 and not beside else rows)


def _head(width: int, currency: str) -> str:
    head = f" {'plan':>4} {'emails':>9} {f'price in {currency}':>13}"
    if width >= 60:
        head += f" {'per 1,000':>10}"
    if width >= FULL_TABLE:
        head += f" {'saves':>6} {'pays off above':>15}"
    return head


def _row(plan: PlanSpecification, width: int, advised: bool) -> str:
    mark = MARKS.next if advised else " "
    row = f"{mark}{plan.spec:>4} {plan.emails:>9,} {plan.price.figure():>13}"
    if width >= 60:
        row += f" {plan.price_per_thousand.figure():>10}"
    return row


def _against_pay_as_you_go(quote: Quote) -> str:
    above = show_figure(quote.break_even_emails)
    if quote.usable_saving is None or quote.usable_pay_as_you_go_total is None:
        saves = ""
    elif quote.usable_saving.amount <= 0:
        saves = "no"
    else:
        saves = f"{quote.usable_saving.amount / quote.usable_pay_as_you_go_total.amount:.1%}"
    return f" {saves:>6} {above:>15}"
