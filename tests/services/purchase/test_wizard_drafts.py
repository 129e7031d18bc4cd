"""Where the program begins again: never past an open question, and money first."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail
from tests.kept import fill_the_disk
from tests.post import LETTER, PostOffice, people, sending_by

REGION = "ap-southeast-1"
NewOrder = Callable[..., Order]
OpenDirectMail = Callable[[], DirectMail]


def keep(direct_mail: DirectMail, **fields: object) -> WizardDraft:
    version = direct_mail.purchases.catalogue().version
    draft = WizardDraft.model_validate({"region": REGION, "catalogue_version": version, **fields})
    return direct_mail.wizard_drafts.save(draft)


def test_a_new_account_begins_at_the_beginning(direct_mail: DirectMail) -> None:
    assert direct_mail.wizard_drafts.resume() == (WizardDraft(), "")


def test_looking_writes_no_file(direct_mail: DirectMail) -> None:
    direct_mail.wizard_drafts.resume()
    assert not direct_mail.state_path.exists()


@pytest.mark.parametrize("step", [Step.PREREQUISITES, Step.BILLING_MODEL, Step.PLAN, Step.CONFIRM])
def test_a_saved_draft_is_found_again_to_the_letter(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, step: Step
) -> None:
    draft = keep(direct_mail, step=step, quantity="3x ", volume="20 k", spec="1m")
    assert open_direct_mail().wizard_drafts.resume() == (draft, "")
    assert draft.saved_at == direct_mail.now()


@pytest.mark.parametrize("step", [Step.BILLING_MODEL, Step.ACTIVATION])
def test_the_pay_as_you_go_path_is_found_again(direct_mail: DirectMail, step: Step) -> None:
    draft = keep(direct_mail, step=step, billing_model=BillingModel.PAY_AS_YOU_GO)
    assert direct_mail.wizard_drafts.resume().draft == draft


@pytest.mark.parametrize("region", [None, "ap-southeast-2", "cn-hangzhou"])
def test_a_region_that_will_not_do_leads_back_to_the_prerequisites(
    direct_mail: DirectMail, region: str | None
) -> None:
    keep(direct_mail, step=Step.CONFIRM, region=region)
    draft = direct_mail.wizard_drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.PREREQUISITES


@pytest.mark.parametrize("quantity", ["", "  "])
def test_a_question_left_open_comes_before_later_steps(direct_mail: DirectMail, quantity: str) -> None:
    keep(direct_mail, step=Step.CONFIRM, quantity=quantity)
    draft = direct_mail.wizard_drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.PLAN


def test_a_permission_taken_away_leads_back_to_the_prerequisites(direct_mail: DirectMail) -> None:
    keep(direct_mail, step=Step.CONFIRM)
    direct_mail.prerequisites.sign_in("ops")
    draft = direct_mail.wizard_drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.PREREQUISITES


def test_other_prices_are_told_and_the_terms_asked_again(direct_mail: DirectMail) -> None:
    keep(direct_mail, step=Step.CONFIRM, catalogue_version="2020-01", accepted_terms="2020-01")
    draft, notice = direct_mail.wizard_drafts.resume()
    assert notice
    assert draft is not None
    assert draft.accepted_terms is None
    assert draft.catalogue_version == direct_mail.purchases.catalogue().version


@pytest.mark.parametrize("fields", [{}, {"step": Step.PAYMENT, "spec": "1m", "quantity": "7"}])
@pytest.mark.parametrize("method", ["card-timeout", "card-lost"])
def test_a_payment_of_unknown_outcome_comes_first(
    direct_mail: DirectMail,
    new_order: NewOrder,
    open_direct_mail: OpenDirectMail,
    fields: dict[str, object],
    method: str,
) -> None:
    order = direct_mail.purchases.pay(new_order("500k", 2).id, method)
    if fields:
        keep(direct_mail, **fields)
    draft, notice = open_direct_mail().wizard_drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.PAYMENT, order.id)
    assert (draft.spec, draft.quantity, draft.region) == ("500k", "2", REGION)
    assert order.id in notice


def test_an_unknown_payment_comes_before_the_drafts_own_paid_order(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    unknown = direct_mail.purchases.pay(new_order("1m").id, "card-timeout")
    paid = direct_mail.purchases.pay(new_order().id, "balance")
    keep(direct_mail, step=Step.PAYMENT, order_id=paid.id)
    draft = direct_mail.wizard_drafts.resume().draft
    assert draft is not None
    assert draft.order_id == unknown.id


def test_an_unpaid_order_goes_on_at_payment(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = new_order()
    kept = keep(direct_mail, step=Step.PAYMENT, order_id=order.id, accepted_terms=order.terms_version)
    assert direct_mail.wizard_drafts.resume() == (kept, "")


def test_a_payment_step_without_an_order_goes_back_to_confirm(direct_mail: DirectMail) -> None:
    keep(direct_mail, step=Step.PAYMENT)
    draft = direct_mail.wizard_drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.CONFIRM


def test_a_paid_order_shows_its_receipt(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = direct_mail.purchases.pay(new_order().id, "balance")
    keep(direct_mail, step=Step.PAYMENT, order_id=order.id)
    draft = direct_mail.wizard_drafts.resume().draft
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.RECEIPT, order.id)


def test_a_lapsed_order_is_confirmed_again(
    direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    order = new_order()
    keep(direct_mail, step=Step.PAYMENT, order_id=order.id, accepted_terms=order.terms_version)
    wait(timedelta(hours=1))
    draft, notice = direct_mail.wizard_drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id, draft.accepted_terms) == (Step.CONFIRM, None, None)
    assert order.id in notice
    assert "lapsed" in notice


def test_a_cancelled_order_is_confirmed_again(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = direct_mail.purchases.cancel(new_order().id)
    assert order.status is OrderStatus.CANCELLED
    keep(direct_mail, step=Step.PAYMENT, order_id=order.id)
    draft, notice = direct_mail.wizard_drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.CONFIRM, None)
    assert "cancelled" in notice


def test_an_order_that_is_gone_is_confirmed_again(direct_mail: DirectMail, new_order: NewOrder) -> None:
    new_order()
    keep(direct_mail, step=Step.PAYMENT, order_id="DM000000-0001")
    draft, notice = direct_mail.wizard_drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.CONFIRM, None)
    assert "DM000000-0001" in notice


def test_who_owns_a_plan_begins_in_the_console(direct_mail: DirectMail, new_order: NewOrder) -> None:
    direct_mail.purchases.pay(new_order().id, "balance")
    assert direct_mail.wizard_drafts.resume() == (None, "")


def test_who_activated_begins_in_the_console(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    assert direct_mail.wizard_drafts.resume() == (None, "")


def test_who_only_ordered_begins_at_the_beginning(direct_mail: DirectMail, new_order: NewOrder) -> None:
    new_order()
    assert direct_mail.wizard_drafts.resume() == (WizardDraft(), "")


def test_a_finished_draft_is_forgotten(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = direct_mail.purchases.pay(new_order().id, "balance")
    keep(direct_mail, step=Step.RECEIPT, order_id=order.id)
    direct_mail.wizard_drafts.finish()
    assert direct_mail.wizard_drafts.resume() == (None, "")


def test_a_draft_that_cannot_be_saved_says_so(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_the_disk(monkeypatch)
    with pytest.raises(DirectMailError):
        keep(direct_mail)


def test_a_mailing_that_nobody_sends_any_more_is_told_at_the_start(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    office = PostOffice()
    sending = sending_by(direct_mail, office)
    mailing = sending.create(LETTER, people(2))
    told: list[str] = []
    office.on_delivery = lambda address: told.append(direct_mail.wizard_drafts.resume().notice)
    assert "A mailing was interrupted" in direct_mail.wizard_drafts.resume().notice
    sending.run(mailing.id)
    assert told == ["", ""]
    assert direct_mail.wizard_drafts.resume() == (None, "")
