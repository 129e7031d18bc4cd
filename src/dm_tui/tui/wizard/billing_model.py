"""Step 2, the billing model: the guide's comparison, and the cost of a monthly volume with each."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from dm_tui.domain.account.prerequisites import in_the_way
from dm_tui.domain.advice.wording import comparison_summary, paid_before_words
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_wording import billing_model_rows
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.services.wizard_steps import compare_for_draft, draft_region
from dm_tui.tui.paint import MARKS, lines, muted, text, warning
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field
from dm_tui.tui.wizard.step import StepPanes, StepRow, StepScreen


class BillingModelScreen(StepScreen):
    """Compares both side by side; an optional number of emails a month gives the answer in money."""

    step = Step.BILLING_MODEL
    first_focus = "billing-models"

    def compose_body(self) -> ComposeResult:
        with StepPanes():
            with Widget(classes="pane -table"):
                yield Static(id="comparison", markup=False)
                yield Choices(id="billing-models", classes="block")
            with Widget(classes="pane"):
                with StepRow(classes="block asked"):
                    with StepRow(classes="typed"):
                        yield Static("Emails a month ", classes="label", markup=False)
                        yield Field(id="volume", placeholder="e.g. 20k", limit=14)
                    with StepRow(classes="typed"):
                        yield Static("Quota growth, % a month ", classes="label", markup=False)
                        yield Field(id="quota-growth", placeholder="0", limit=6)
                yield Static(id="answer", markup=False)

    def fill(self) -> None:
        self.query_one(Choices).show(
            [
                Choice(BillingModel.RESOURCE_PLAN, text("Resource plan   ", ("prepaid", "$muted"))),
                Choice(
                    BillingModel.PAY_AS_YOU_GO, text("Pay-as-you-go   ", ("billed after usage", "$muted"))
                ),
            ],
            self.draft.billing_model,
        )
        self.query_one("#volume", Field).put(self.draft.volume)
        self.query_one("#quota-growth", Field).put(self.draft.quota_growth)

    def paint(self) -> None:
        chosen = 1 if self._model() is BillingModel.RESOURCE_PLAN else 2
        self.query_one("#comparison", Static).update(
            _comparison(self.direct_mail.purchases.catalogue(), chosen, self.app.size.width)
        )
        held_back, answer = self._answer()
        self.query_one("#answer", Static).update(answer)
        if held_back:
            self.query_one("#total", Static).update(warning(held_back))
        elif chosen == 1:
            self.hint("Next: choose a plan and a quantity.")
        else:
            self.hint("Next: billing standards and the activation agreement. Nothing to pay now.")

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
            return "", muted("Optional: with a monthly volume, both are compared over six months.")
        offers = (
            (BillingModel.RESOURCE_PLAN, comparison.plan_label, comparison.plan),
            (BillingModel.PAY_AS_YOU_GO, "pay-as-you-go", comparison.pay_as_you_go),
        )
        rows = [text(comparison_summary(comparison))]
        width = max(len(label) for _, label, _ in offers)
        for model, label, price in offers:
            row = f"{label:<{width}} {price!s:>14}"
            if model == comparison.cheaper:
                row = f"{MARKS.next} {row}  cheaper by {comparison.saving}"
                rows.append(text((row, "bold $accent")))
            else:
                rows.append(text(f"  {row}"))
        width = self.query_one("#answer", Static).size.width
        if comparison.paid_before:
            rows.append(muted(paid_before_words(comparison)))
        rows += [warning(note, width=width) for note in comparison.notes]
        return comparison.warning, lines(rows)


def _comparison(catalogue: Catalogue, chosen: int, width: int) -> Content:
    first, second = (28, 22) if width >= 76 else (26, 20)
    rows = []
    for label, plan, pay_as_you_go in billing_model_rows(catalogue):
        styles = ["", ""]
        styles[chosen - 1] = "bold" if label else "bold $accent"
        if width < 66:
            rows.append(text((f"{label:<9}", "$muted"), (plan if chosen == 1 else pay_as_you_go, "bold")))
            continue
        rows.append(
            text(
                (f"{label:<10}", "$muted"),
                (f"{plan:<{first}}", styles[0]),
                (f"{pay_as_you_go:<{second}}", styles[1]),
            )
        )
    return lines(rows)
