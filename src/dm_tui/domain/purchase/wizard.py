"""The wizard's steps in order, and the draft that travels through them; no screen is imported here.

The list `STEPS` is the flow: a step decides itself whether it applies, so no face has a table of jumps.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from dm_tui.domain.model import Model
from dm_tui.domain.purchase.wording import STEP_TEXTS
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
    """The user's choices and input so far, saved before every change of screen.

    `quantity`, `volume` and `quota_growth` are saved to the letter, valid or not: Back loses no keystroke.
    The versions are those of the prices and texts that were on the screen. `accepted_terms` holds for the
    order of `accepted_order` alone: another order needs an acceptance of its own.
    """

    TABLE: ClassVar[str] = "draft"

    step: Step = Step.PREREQUISITES
    region: str | None = None
    billing_model: BillingModel = BillingModel.RESOURCE_PLAN
    volume: TypedText = ""
    quota_growth: TypedText = ""
    spec: str = "50k"
    quantity: TypedText = "1"
    accepted_terms: str | None = None
    accepted_order: TypedText = ""
    accepted_agreement: str | None = None
    payment_method: str | None = None
    order_id: str | None = None
    catalogue_version: str | None = None
    saved_at: datetime | None = None

    @property
    def order_content(self) -> str:
        """What is ordered, where and at which prices: an acceptance of the terms belongs to this order."""
        return f"{self.quantity.strip()} x {self.spec} in {self.region} at {self.catalogue_version}"


DraftTest = Callable[[WizardDraft], bool]


class StepRule(NamedTuple):
    """One line of `STEPS`: the words are a `StepText`; `done` says that the draft has the step's answer."""

    step: Step
    title: str
    crumb: str
    question: str
    applies: DraftTest
    done: DraftTest


def _rule(step: Step, applies: DraftTest, done: DraftTest) -> StepRule:
    return StepRule(step, *STEP_TEXTS[step], applies, done)


def _always(draft: WizardDraft) -> bool:
    return True


def _buying(draft: WizardDraft) -> bool:
    return draft.billing_model is BillingModel.RESOURCE_PLAN


STEPS: tuple[StepRule, ...] = (
    _rule(Step.PREREQUISITES, _always, lambda draft: draft.region is not None),
    _rule(Step.BILLING_MODEL, _always, _always),
    _rule(Step.PLAN, _buying, lambda draft: bool(draft.quantity.strip())),
    _rule(Step.CONFIRM, _buying, lambda draft: draft.order_id is not None),
    _rule(Step.PAYMENT, _buying, lambda draft: draft.order_id is not None),
    _rule(Step.RECEIPT, _buying, _always),
    _rule(
        Step.ACTIVATION, lambda draft: not _buying(draft), lambda draft: draft.accepted_agreement is not None
    ),
)
"""The order of the purchase guide. Nothing else knows the flow."""


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


def previous_step(draft: WizardDraft, entered_at: Step | None = None) -> Step | None:
    """Return the step Back leads to: none from the first one seen, none once money has moved."""
    if draft.step is entered_at:
        return None
    steps = [rule.step for rule in applicable(draft)]
    position = steps.index(draft.step)
    return steps[position - 1] if position and draft.step is not Step.RECEIPT else None


def first_incomplete(draft: WizardDraft) -> Step:
    """Return the step of a resumed draft: its own, or an earlier one without an answer."""
    for rule in applicable(draft):
        if rule.step is draft.step or not rule.done(draft):
            return rule.step
    return Step.PREREQUISITES
