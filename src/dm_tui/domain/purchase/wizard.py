"""The wizard's steps in order, and the draft that travels through them. No screen is known here."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from dm_tui.domain.model import Model
from dm_tui.domain.text import TypedText


class Step(StrEnum):
    """A step's name; it is also the id of its screen (public contract)."""

    PREREQUISITES = "prerequisites"
    BILLING_MODEL = "billing-model"
    PLAN = "plan"
    CONFIRM = "confirm"
    PAYMENT = "payment"
    RECEIPT = "receipt"
    ACTIVATION = "activation"


class BillingModel(StrEnum):
    """The two ways to pay (purchase guide)."""

    RESOURCE_PLAN = "resource-plan"
    PAY_AS_YOU_GO = "pay-as-you-go"


class WizardDraft(Model):
    """What the user chose and typed so far, saved before every change of screen.

    `quantity` and `volume` are kept to the letter, valid or not: Back loses no keystroke.
    The versions say which prices and which text were on the screen.
    """

    TABLE: ClassVar[str] = "draft"

    step: Step = Step.PREREQUISITES
    region: str | None = None
    billing_model: BillingModel = BillingModel.RESOURCE_PLAN
    volume: TypedText = ""
    spec: str = "50k"
    quantity: TypedText = "1"
    accepted_terms: str | None = None
    accepted_agreement: str | None = None
    payment_method: str | None = None
    order_id: str | None = None
    catalogue_version: str | None = None
    saved_at: datetime | None = None


class StepRule(NamedTuple):
    """One line of the list below. `crumb` is the title where room is scarce, `question` what every face asks;
    `done` says that the draft has all that the step asks for.
    """

    step: Step
    title: str
    crumb: str
    question: str
    applies: Callable[[WizardDraft], bool]
    done: Callable[[WizardDraft], bool]


def _always(draft: WizardDraft) -> bool:
    return True


def _buying(draft: WizardDraft) -> bool:
    return draft.billing_model is BillingModel.RESOURCE_PLAN


def _activating(draft: WizardDraft) -> bool:
    return draft.billing_model is BillingModel.PAY_AS_YOU_GO


STEPS: tuple[StepRule, ...] = (
    StepRule(
        Step.PREREQUISITES,
        "Before you begin",
        "Begin",
        "Where will your mail leave from?",
        _always,
        lambda d: d.region is not None,
    ),
    StepRule(
        Step.BILLING_MODEL, "Billing model", "Billing", "How do you want to pay?", _always, _always
    ),
    StepRule(
        Step.PLAN,
        "Plan and quantity",
        "Plan",
        "Which plan, and how many?",
        _buying,
        lambda d: bool(d.quantity.strip()),
    ),
    StepRule(
        Step.CONFIRM,
        "Confirm order",
        "Confirm",
        "Is this what you want to order?",
        _buying,
        lambda d: d.order_id is not None,
    ),
    StepRule(
        Step.PAYMENT,
        "Payment",
        "Payment",
        "How do you want to pay?",
        _buying,
        lambda d: d.order_id is not None,
    ),
    StepRule(Step.RECEIPT, "Receipt", "Receipt", "Paid. Your plans are ready.", _buying, _always),
    StepRule(
        Step.ACTIVATION,
        "Activation",
        "Activate",
        "Enable pay-as-you-go?",
        _activating,
        lambda d: d.accepted_agreement is not None,
    ),
)
"""The order of the purchase guide. This list is the flow; nothing else knows it."""


class Agreement(NamedTuple):
    """A text to accept before a step is left: a file of `content/`, the draft's field that keeps the version
    accepted, and the words of accepting it.
    """

    document: str
    field: str
    statement: str

    def accepted_version(self, draft: WizardDraft) -> str | None:
        """Return the version that was accepted, None while none is."""
        version: str | None = getattr(draft, self.field)
        return version

    def accept(self, draft: WizardDraft, version: str | None) -> WizardDraft:
        """Return the draft with this version accepted, or none."""
        return draft.model_copy(update={self.field: version})


AGREEMENTS = {
    Step.CONFIRM: Agreement(
        "resource-plan-terms.txt", "accepted_terms", "I accept the Resource Plan Terms of Service"
    ),
    Step.ACTIVATION: Agreement(
        "activation-agreement.txt",
        "accepted_agreement",
        "I accept the Direct Mail Activation Agreement",
    ),
}


def step_rule(step: Step) -> StepRule:
    """Return the step's line of the list."""
    return next(rule for rule in STEPS if rule.step is step)


def applicable(draft: WizardDraft) -> tuple[StepRule, ...]:
    """Return the steps of the path the draft is on."""
    return tuple(rule for rule in STEPS if rule.applies(draft))


def next_step(draft: WizardDraft) -> Step | None:
    """Return the step after the draft's own, None at the end of its path."""
    steps = [rule.step for rule in applicable(draft)]
    position = steps.index(draft.step) + 1
    return steps[position] if position < len(steps) else None


def previous_step(draft: WizardDraft) -> Step | None:
    """Return the step Back leads to. There is none from the first, and none once money has moved."""
    steps = [rule.step for rule in applicable(draft)]
    position = steps.index(draft.step)
    if position == 0 or draft.step is Step.RECEIPT:
        return None
    return steps[position - 1]


def first_incomplete(draft: WizardDraft) -> Step:
    """Return where a resumed draft belongs: its own step, or an earlier one that lacks an answer."""
    for rule in applicable(draft):
        if rule.step is draft.step or not rule.done(draft):
            return rule.step
    return Step.PREREQUISITES
