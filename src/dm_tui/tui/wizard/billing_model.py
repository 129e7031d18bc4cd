"""Step 2, the billing model: the guide's comparison, and the cost of a monthly volume with each."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from dm_tui.domain.account.prerequisites import in_the_way
from dm_tui.domain.advice.saving_wording import saving_title
from dm_tui.domain.advice.wording import comparison_summary, paid_before_words
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_warning_wording import owned_plans_warning
from dm_tui.domain.purchase.quote_wording import billing_model_rows
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.services.wizard_steps import (
    compare_for_draft,
    draft_region,
    saving_for_draft,
    waiting_order_words,
)
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import lines, muted, text, warning
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.cards import Card, Cards
from dm_tui.tui.widgets.choices import Choices
from dm_tui.tui.widgets.field import Field, example
from dm_tui.tui.widgets.saving_chart import SavingChart
from dm_tui.tui.widgets.text_block import TextBlock, entitle
from dm_tui.tui.widgets.window_sizes import NORMAL
from dm_tui.tui.wizard.step import StepScreen
from dm_tui.tui.wizard.step_layout import StepRow

if TYPE_CHECKING:
    from dm_tui.domain.advice.saving_curve import SavingCurve

_AROUND_OFFER = 45
"""The cells that the price of an offer takes, and what it saves."""


class BillingModelScreen(StepScreen):
    """A card for each; an optional number of emails a month gives the answer as a picture and in money."""

    step = Step.BILLING_MODEL
    comes_before_the_order = True
    next_label = "Choose a plan"
    first_focus = "billing-models"
    takes_keys_in_turn = True

    _curve_for: object = None
    _curve: "SavingCurve | None" = None
    _fault = ""

    def compose_body(self) -> ComposeResult:
        with Widget(id="models"):
            yield Cards(id="billing-models")
            with Widget(id="asked", classes="framed block") as asked:
                asked.border_title = "Your volume"
                with StepRow(classes="typed"):
                    yield TextBlock("Emails a month ", classes="label")
                    yield Field(id="volume", placeholder=example("20k"), limit=14)
                with StepRow(classes="typed"):
                    yield TextBlock("Quota growth, % a month ", classes="label")
                    yield Field(id="quota-growth", placeholder="0", limit=6)
                yield TextBlock(id="volume-words", classes="block")
        with Widget(id="saving", classes="framed block"):
            yield SavingChart(id="saving-picture")
            yield TextBlock(id="answer")

    def fill(self) -> None:
        self.query_one(Cards).show_cards(
            _cards(self.direct_mail.purchases.catalogue(), whole=self.is_spacious),
            self.draft.billing_model,
            beside=self.app.size.width >= NORMAL,
        )
        self.query_one("#volume", Field).put(self.draft.volume)
        self.query_one("#quota-growth", Field).put(self.draft.quota_growth)

    def paint(self) -> None:
        chosen = self._model()
        held_back, answer = self._answer()
        self.query_one("#answer", TextBlock).update(answer)
        self._draw()
        plans = chosen is BillingModel.RESOURCE_PLAN
        label = self.next_label if plans else "Read the agreement"
        self.query_one("#next", ActionButton).rename(f"{label} {MARKS.next}")
        if held_back or (waiting := waiting_order_words(self.direct_mail, self.draft)):
            self.query_one("#total", TextBlock).update(warning(held_back or waiting))
        elif plans:
            self.hint("Next: choose a plan and a quantity.")
        else:
            self.hint("Next: billing standards and the activation agreement. Nothing to pay now.")

    def _draw(self) -> None:
        """Show the picture of the saving; where there is nothing to draw, its place is empty."""
        curve = self._saving_curve()
        entitle(self.query_one("#saving"), saving_title(curve) if curve is not None else "")
        chart = self.query_one(SavingChart)
        chart.display = curve is not None
        chart.show(curve, titled=not self.is_roomy)
        mine = curve.mine if curve is not None else None
        rows = [text((f"{mine.emails:,} in six months", "bold"))] if mine is not None else []
        if curve is not None and curve.allowed is not None:
            rows.append(
                text((f"{MARKS.warning} ", "bold $warning"), f"quota: {curve.allowed.emails:,} of them")
            )
        if self._fault:
            rows = [warning(self._fault, width=self.query_one("#volume-words").size.width)]
        self.query_one("#volume-words", TextBlock).update(lines(rows))

    def _saving_curve(self) -> "SavingCurve | None":
        """Return the curve for the volume, worked out once while the account stays as it is."""
        draft = self.read()
        asked = (draft.volume, draft.quota_growth, self.direct_mail.signature())
        if self._curve_for != asked:
            self._curve_for = asked
            try:
                self._curve = saving_for_draft(self.direct_mail, draft)
                self._fault = ""
            except DirectMailError as error:  # the last picture stays; the answer says all that is wrong
                self._fault = str(error).partition(". ")[0]
        return self._curve

    def blocked_reason(self) -> str:
        if self._model() is BillingModel.PAY_AS_YOU_GO:
            return ""
        checks = self.direct_mail.prerequisites.check(draft_region(self.direct_mail, self.draft).id)
        missing = [check.name for check in in_the_way(checks, to_buy=True)]
        return f"Missing: {', '.join(missing)}" if missing else ""

    def read(self) -> WizardDraft:
        return self.draft.model_copy(
            update={
                "billing_model": self._model(),
                "volume": self.query_one("#volume", Field).value,
                "quota_growth": self.query_one("#quota-growth", Field).value,
            }
        )

    @on(Input.Changed)
    def _typed(self) -> None:
        self.repaint()

    @on(Input.Submitted)
    def _done(self) -> None:
        self.focus_on("next")

    def _model(self) -> BillingModel:
        return BillingModel(self.query_one(Choices).chosen or BillingModel.RESOURCE_PLAN)

    def _answer(self) -> tuple[str, Content]:
        """Return what the daily quota holds back, and the comparison."""
        try:
            comparison = compare_for_draft(self.direct_mail, self.read())
        except DirectMailError as error:
            return "", warning(str(error))
        if comparison is None:
            first = owned_plans_warning(self.direct_mail.quotes.coming_mail())
            asked = "Optional: with a monthly volume, both are compared over six months."
            return "", lines([*([text(first)] if first else []), muted(asked)])
        offers = (
            (BillingModel.RESOURCE_PLAN, comparison.plan_label, comparison.plan),
            (BillingModel.PAY_AS_YOU_GO, "pay-as-you-go", comparison.pay_as_you_go),
        )
        rows = [text(comparison_summary(comparison))]
        width = max(len(label) for _, label, _ in offers)
        whole = width + _AROUND_OFFER <= self.text_width
        for model, label, price in offers:
            row = f"{label:<{width}} {price!s:>{14 if whole else 11}}"
            if model == comparison.cheaper:
                words = f"{MARKS.next} cheaper by {comparison.saving}" if whole else f"{MARKS.next} cheaper"
                rows.append(text((f"  {row}", "bold"), (f"  {words}", "bold $success")))
            else:
                rows.append(text(f"  {row}"))
        width = self.query_one("#answer", TextBlock).size.width
        if comparison.paid_before:
            rows.append(muted(paid_before_words(comparison)))
        rows += [warning(note, width=width) for note in comparison.notes]
        return comparison.warning, lines(rows)


def _cards(catalogue: Catalogue, *, whole: bool) -> list[Card]:
    """Return the guide's comparison as two cards: all of it, or the price and what follows."""
    rows = billing_model_rows(catalogue)
    (_, *names), *aspects = rows
    cards = []
    for column, model in enumerate((BillingModel.RESOURCE_PLAN, BillingModel.PAY_AS_YOU_GO)):
        said = {aspect[0]: aspect[column + 1] for aspect in aspects}
        body = [text((said["Price"], "bold"))]
        if whole:
            shown = {"Payment": "", "Validity": "", "Refund": "refund: ", "Best for": "best for "}
            body += [muted(f"{before}{said[label]}") for label, before in shown.items()]
        else:
            body.append(muted(f"{said['Payment']}, {said['Validity']}"))
        row = text(f"{names[column]:<15} ", (said["Price"], "bold"))
        cards.append(Card(model, names[column], text(""), body, row))
    return cards
