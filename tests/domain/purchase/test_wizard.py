"""The list of steps is the flow: both paths run through it, and Back returns the same way."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.purchase.wizard import (
    STEPS,
    BillingModel,
    Step,
    WizardDraft,
    applicable,
    first_incomplete,
    next_step,
    previous_step,
)

PATHS = {
    BillingModel.RESOURCE_PLAN: [
        Step.PREREQUISITES,
        Step.BILLING_MODEL,
        Step.PLAN,
        Step.CONFIRM,
        Step.PAYMENT,
        Step.RECEIPT,
    ],
    BillingModel.PAY_AS_YOU_GO: [Step.PREREQUISITES, Step.BILLING_MODEL, Step.ACTIVATION],
}
paths = pytest.mark.parametrize("model", BillingModel)
ANSWERED = {"region": "us-east-1", "order_id": "DM1", "accepted_agreement": "1"}

drafts = st.builds(
    WizardDraft,
    step=st.sampled_from(Step),
    region=st.none() | st.just("us-east-1"),
    billing_model=st.sampled_from(BillingModel),
    quantity=st.sampled_from(["", " ", "1", "x"]),
    order_id=st.none() | st.just("DM1"),
    accepted_agreement=st.none() | st.just("1"),
)


def at(step: Step, model: BillingModel) -> WizardDraft:
    return WizardDraft(step=step, billing_model=model)


def test_every_step_stands_in_the_list_once() -> None:
    assert [rule.step for rule in STEPS] == list(Step)
    assert all(rule.title for rule in STEPS)


def test_the_names_are_the_public_contracts() -> None:
    assert [str(step) for step in Step] == [
        "prerequisites",
        "billing-model",
        "plan",
        "confirm",
        "payment",
        "receipt",
        "activation",
    ]


@paths
def test_next_leads_through_the_whole_path(model: BillingModel) -> None:
    walked, step = [Step.PREREQUISITES], next_step(at(Step.PREREQUISITES, model))
    while step is not None:
        walked.append(step)
        step = next_step(at(step, model))
    assert walked == PATHS[model]
    assert [rule.step for rule in applicable(WizardDraft(billing_model=model))] == PATHS[model]


def test_every_step_is_reached_on_some_path() -> None:
    assert {step for path in PATHS.values() for step in path} == set(Step)


@paths
def test_back_is_the_way_one_came(model: BillingModel) -> None:
    for before, after in pairwise(PATHS[model]):
        if after is not Step.RECEIPT:
            assert previous_step(at(after, model)) is before
        assert next_step(at(before, model)) is after


@paths
def test_there_is_no_back_from_the_first_step(model: BillingModel) -> None:
    assert previous_step(at(Step.PREREQUISITES, model)) is None


def test_there_is_no_back_once_money_has_moved() -> None:
    assert previous_step(at(Step.RECEIPT, BillingModel.RESOURCE_PLAN)) is None


@paths
def test_a_draft_with_every_answer_stays_where_it_is(model: BillingModel) -> None:
    for step in PATHS[model]:
        draft = WizardDraft.model_validate({"step": step, "billing_model": model, **ANSWERED})
        assert first_incomplete(draft) is step


@pytest.mark.parametrize(
    ("lacks", "step"),
    [
        ({"region": None}, Step.PREREQUISITES),
        ({"quantity": " "}, Step.PLAN),
        ({"order_id": None}, Step.CONFIRM),
    ],
)
def test_a_resumed_draft_stops_at_the_first_open_question(lacks: dict[str, object], step: Step) -> None:
    draft = WizardDraft.model_validate({"step": Step.PAYMENT, **ANSWERED, **lacks})
    assert first_incomplete(draft) is step


@given(drafts)
def test_a_resumed_draft_is_on_its_path_and_never_past_its_own_step(draft: WizardDraft) -> None:
    path = PATHS[draft.billing_model]
    found = first_incomplete(draft)
    assert found in path
    if draft.step in path:
        assert path.index(found) <= path.index(draft.step)


@given(st.text(max_size=300), st.text(max_size=300))
def test_what_was_typed_survives_being_saved(quantity: str, volume: str) -> None:
    draft = WizardDraft(quantity=quantity, volume=volume, saved_at=datetime(2026, 1, 31, tzinfo=UTC))
    assert WizardDraft.model_validate_json(draft.model_dump_json()) == draft


@pytest.mark.parametrize("typed", ["3x ", "  20 k", "٣", "1\t"])
def test_what_was_typed_is_kept_to_the_letter(typed: str) -> None:
    assert WizardDraft(quantity=typed, volume=typed).quantity == typed
