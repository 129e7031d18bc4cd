"""Step 3, plan and quantity: the cost, the time it lasts, and the warnings before money moves."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input

from dm_tui.domain.counts import short_number
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.catalogue import PlanSpecification
from dm_tui.domain.purchase.expected_volume import parse_volume
from dm_tui.domain.purchase.plan_saving import percent_saved
from dm_tui.domain.purchase.quantity import MAX_QUANTITY, MIN_QUANTITY, parse_quantity
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.quote_wording import comparison_fact, order_card_facts, order_line
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.wizard_steps import (
    advise_for_draft,
    draft_region,
    quote_draft,
    time_of_plan,
    waiting_order_words,
)
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import hanging, lines, text, warning, wrap_words
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.cards import Cards
from dm_tui.tui.widgets.choices import Choices
from dm_tui.tui.widgets.field import QuantityField
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.wizard.order_warnings import serious_warning_lines
from dm_tui.tui.wizard.plan_cards import plan_card, table_head
from dm_tui.tui.wizard.plan_time import picture_with_words
from dm_tui.tui.wizard.step import StepScreen
from dm_tui.tui.wizard.step_layout import StepRow

if TYPE_CHECKING:  # the adviser is imported later
    from dm_tui.domain.advice.results import Recommendation

_BEFORE_ADVICE = 34
"""The cells of the quantity and its buttons, before the advice."""

_QUANTITY_ROWS, _MARGINS = 1, 3
"""The rows of the quantity, and those between the parts of the step."""


class PlanScreen(StepScreen):
    """Every key updates the order, its time and its warnings."""

    step = Step.PLAN
    comes_before_the_order = True
    next_label = "Review order"
    first_focus = "plans"
    fallback_focus = "quantity"
    has_card = True
    takes_keys_in_turn = True

    _advised: Collection[str] = ()
    _taken_up: tuple[str, str] | None = None

    def compose_body(self) -> ComposeResult:
        yield TextBlock(id="heads")
        yield Cards(id="plans")
        with StepRow(classes="block", id="how-many"):
            yield TextBlock("Quantity ", classes="label")
            yield QuantityField(id="quantity", limit=6)
            yield ActionButton("-", id="less", description="One plan less")
            yield ActionButton("+", id="more", description="One more plan")
            yield TextBlock(id="advice")
        with Widget(id="lasts", classes="framed block") as lasts:
            lasts.border_title = "How long it lasts"
            yield TextBlock(id="time")
        with Widget(id="to-know", classes="framed block") as to_know:
            to_know.border_title = "Good to know"
            yield TextBlock(id="consequence")

    def fill(self) -> None:
        self._show_plans(self.draft.spec, self._advised)
        self.query_one(QuantityField).put(self.draft.quantity)
        self.query_one("#advice", TextBlock).update("")
        if self.is_shown:
            self._advise(self.draft)

    def _show_plans(self, chosen: str | None, advised: Collection[str] = ()) -> None:
        catalogue, width = self.direct_mail.purchases.catalogue(), self.text_width
        beside = self.side_by_side
        heads = self.query_one("#heads", TextBlock)
        heads.display = not beside
        heads.update(text((f"      {table_head(width, catalogue.currency)}", "$muted")))
        quotes = {plan.spec: self._single(plan) for plan in catalogue.plans}
        most = max([0, *(percent_saved(quote) or 0 for quote in quotes.values())]) or 1
        room = (width + 1 - len(catalogue.plans)) // max(1, len(catalogue.plans)) - 4
        self.query_one(Cards).show_cards(
            [
                plan_card(plan, quotes[plan.spec], most, plan.spec in advised, room, width)
                for plan in catalogue.plans
            ],
            chosen,
            beside=beside,
        )

    def _single(self, plan: PlanSpecification) -> Quote | None:
        """Return the quote for one plan: what it saves is counted as for the order."""
        try:
            return quote_draft(
                self.direct_mail, self.draft.model_copy(update={"spec": plan.spec, "quantity": "1"})
            )
        except DirectMailError:  # a price that could not be read is no price to compare
            return None

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
                self.query_one("#advice", TextBlock).update(error.message)
            return  # the step with the volume shows what is wrong with it
        if monthly and recommendation is not None and self.is_attached and draft is self.draft:
            self._mark_advised(recommendation, monthly)

    def _mark_advised(self, recommendation: "Recommendation", monthly: int) -> None:
        """Mark what the adviser would buy now, and choose it beforehand where nobody has chosen yet."""
        now = recommendation.plans_to_buy_now
        self._advised = tuple(now)
        first = next(iter(now.items()), None)
        question = (self.draft.volume, self.draft.quota_growth)
        if first is not None and self._taken_up != question and self._is_untouched:
            spec, number = first
            self._show_plans(spec, now)
            self.query_one(QuantityField).put(str(min(MAX_QUANTITY, number)))
            self.repaint()
        else:
            self._show_plans(self.query_one(Choices).chosen, now)
        self._taken_up = question
        plans = " + ".join(f"{number} {MARKS.times} {spec}" for spec, number in now.items())
        advice = f"{plans} now" if plans else "none now" if recommendation.plans else "no plan"
        room, words = self.text_width - _BEFORE_ADVICE, advice
        for volume in (short_number(monthly), f"{monthly:,}"):
            longer = f"for {volume} a month: {advice}"
            words = longer if len(longer) <= room else words
        self.query_one("#advice", TextBlock).update(text((f"  {MARKS.star} ", "bold $success"), words))

    @property
    def _is_untouched(self) -> bool:
        """Whether the plan and the quantity are still those that a draft begins with."""
        here, fresh = self.read(), WizardDraft()
        return (here.spec, here.quantity) == (fresh.spec, fresh.quantity) and here.order_id is None

    def paint(self) -> None:
        try:
            draft = self.read()
            quote = quote_draft(self.direct_mail, draft)
        except DirectMailError as error:
            self.query_one("#time", TextBlock).update("")
            self.query_one("#consequence", TextBlock).update(warning(str(error), width=self._inside))
            self.order_card.show((("Total", "-"),), "", "-")
            return
        region = draft_region(self.direct_mail, draft)
        self.order_card.show(
            order_card_facts(quote, region.name, MARKS.times),
            order_line(quote, MARKS.times),
            str(quote.total),
            self.money_note,
        )
        time, cautions = time_of_plan(self.direct_mail, draft, quote), self._cautions(quote)
        whole, short = (
            picture_with_words(time, quote, self._inside, words=words) for words in (self.is_roomy, False)
        )
        if waiting := waiting_order_words(self.direct_mail, draft):
            more = lines([warning(waiting, width=self._inside), cautions])
            cautions = more if self._spare_rows(short, more) >= 0 else cautions
        has_room = self._spare_rows(whole, cautions) >= 0
        self.query_one("#time", TextBlock).update(whole if has_room else short)
        self.set_class(self._spare_rows(short, cautions) < 0, "-warned")
        self.query_one("#consequence", TextBlock).update(cautions)

    def _spare_rows(self, picture: Content, cautions: Content) -> int:
        """Return the rows that these leave free, below zero where they do not fit."""
        plans = self.query_one(Cards).get_content_height(self.size, self.size, self.text_width)
        heads = 0 if self.side_by_side else 1
        frames = 4 if self.is_roomy else 0
        rows = [len(wrap_words(row, self._inside)) or 1 for row in f"{picture}\n{cautions}".split("\n")]
        return self.body_rows - heads - plans - _QUANTITY_ROWS - frames - sum(rows) - _MARGINS

    @property
    def _inside(self) -> int:
        """The cells inside a frame of the step."""
        return self.text_width - (4 if self.is_roomy else 0)

    def _cautions(self, quote: Quote) -> Content:
        rows: list[Content] = serious_warning_lines(quote, self._inside)
        rows += [
            text((f"{MARKS.dot} ", "$muted"), hanging(caution.message, self._inside))
            for caution in quote.warnings
            if not caution.serious
        ]
        if not self.card_is_beside:
            compared = " ".join(comparison_fact(quote))
            if len(compared) + 2 > self._inside:
                compared = " ".join(comparison_fact(quote, brief=True))
            rows.insert(0, text((f"{MARKS.dot} ", "$muted"), hanging(compared, self._inside)))
        return lines(rows)

    def blocked_reason(self) -> str:
        try:
            parse_quantity(self.query_one(QuantityField).value)
        except DirectMailError:  # the line below says what is wrong with it
            return f"Quantity: {MIN_QUANTITY} to {MAX_QUANTITY}"
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
