"""Where the program begins again: never past an open question, and money first."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.wizard import BillingModel, Draft, Step
from dm_tui.services.direct_mail import DirectMail
from tests.kept import fill_the_disk
from tests.post import LETTER, PostOffice, people, sending_by

REGION = "ap-southeast-1"
NewOrder = Callable[..., Order]
OpenMail = Callable[[], DirectMail]


def keep(mail: DirectMail, **fields: object) -> Draft:
    version = mail.purchases.catalogue().version
    draft = Draft.model_validate({"region": REGION, "catalogue_version": version, **fields})
    return mail.drafts.save(draft)


def test_a_new_account_begins_at_the_beginning(mail: DirectMail) -> None:
    assert mail.drafts.resume() == (Draft(), "")


def test_looking_writes_no_file(mail: DirectMail) -> None:
    mail.drafts.resume()
    assert not mail.state_path.exists()


@pytest.mark.parametrize("step", [Step.PREREQUISITES, Step.BILLING_MODEL, Step.PLAN, Step.CONFIRM])
def test_a_saved_draft_is_found_again_to_the_letter(
    mail: DirectMail, open_mail: OpenMail, step: Step
) -> None:
    draft = keep(mail, step=step, quantity="3x ", volume="20 k", spec="1m")
    assert open_mail().drafts.resume() == (draft, "")
    assert draft.saved_at == mail.now()


@pytest.mark.parametrize("step", [Step.BILLING_MODEL, Step.ACTIVATION])
def test_the_pay_as_you_go_path_is_found_again(mail: DirectMail, step: Step) -> None:
    draft = keep(mail, step=step, billing_model=BillingModel.PAY_AS_YOU_GO)
    assert mail.drafts.resume().draft == draft


@pytest.mark.parametrize("region", [None, "ap-southeast-2", "cn-hangzhou"])
def test_a_region_that_will_not_do_leads_back_to_the_prerequisites(
    mail: DirectMail, region: str | None
) -> None:
    keep(mail, step=Step.CONFIRM, region=region)
    draft = mail.drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.PREREQUISITES


@pytest.mark.parametrize("quantity", ["", "  "])
def test_a_question_left_open_comes_before_later_steps(mail: DirectMail, quantity: str) -> None:
    keep(mail, step=Step.CONFIRM, quantity=quantity)
    draft = mail.drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.PLAN


def test_a_permission_taken_away_leads_back_to_the_prerequisites(mail: DirectMail) -> None:
    keep(mail, step=Step.CONFIRM)
    mail.prerequisites.sign_in("ops")
    draft = mail.drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.PREREQUISITES


def test_other_prices_are_told_and_the_terms_asked_again(mail: DirectMail) -> None:
    keep(mail, step=Step.CONFIRM, catalogue_version="2020-01", accepted_terms="2020-01")
    draft, notice = mail.drafts.resume()
    assert notice
    assert draft is not None
    assert draft.accepted_terms is None
    assert draft.catalogue_version == mail.purchases.catalogue().version


@pytest.mark.parametrize("fields", [{}, {"step": Step.PAYMENT, "spec": "1m", "quantity": "7"}])
@pytest.mark.parametrize("method", ["card-timeout", "card-lost"])
def test_a_payment_of_unknown_outcome_comes_first(
    mail: DirectMail,
    new_order: NewOrder,
    open_mail: OpenMail,
    fields: dict[str, object],
    method: str,
) -> None:
    order = mail.purchases.pay(new_order("500k", 2).id, method)
    if fields:
        keep(mail, **fields)
    draft, notice = open_mail().drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.PAYMENT, order.id)
    assert (draft.spec, draft.quantity, draft.region) == ("500k", "2", REGION)
    assert order.id in notice


def test_an_unknown_payment_comes_before_the_drafts_own_paid_order(
    mail: DirectMail, new_order: NewOrder
) -> None:
    unknown = mail.purchases.pay(new_order("1m").id, "card-timeout")
    paid = mail.purchases.pay(new_order().id, "balance")
    keep(mail, step=Step.PAYMENT, order_id=paid.id)
    draft = mail.drafts.resume().draft
    assert draft is not None
    assert draft.order_id == unknown.id


def test_an_unpaid_order_goes_on_at_payment(mail: DirectMail, new_order: NewOrder) -> None:
    order = new_order()
    kept = keep(mail, step=Step.PAYMENT, order_id=order.id, accepted_terms=order.terms_version)
    assert mail.drafts.resume() == (kept, "")


def test_a_payment_step_without_an_order_goes_back_to_confirm(mail: DirectMail) -> None:
    keep(mail, step=Step.PAYMENT)
    draft = mail.drafts.resume().draft
    assert draft is not None
    assert draft.step is Step.CONFIRM


def test_a_paid_order_shows_its_receipt(mail: DirectMail, new_order: NewOrder) -> None:
    order = mail.purchases.pay(new_order().id, "balance")
    keep(mail, step=Step.PAYMENT, order_id=order.id)
    draft = mail.drafts.resume().draft
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.RECEIPT, order.id)


def test_a_lapsed_order_is_confirmed_again(
    mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    order = new_order()
    keep(mail, step=Step.PAYMENT, order_id=order.id, accepted_terms=order.terms_version)
    wait(timedelta(hours=1))
    draft, notice = mail.drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id, draft.accepted_terms) == (Step.CONFIRM, None, None)
    assert order.id in notice
    assert "lapsed" in notice


def test_a_cancelled_order_is_confirmed_again(mail: DirectMail, new_order: NewOrder) -> None:
    order = mail.purchases.cancel(new_order().id)
    assert order.status is OrderStatus.CANCELLED
    keep(mail, step=Step.PAYMENT, order_id=order.id)
    draft, notice = mail.drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.CONFIRM, None)
    assert "cancelled" in notice


def test_an_order_that_is_gone_is_confirmed_again(mail: DirectMail, new_order: NewOrder) -> None:
    new_order()
    keep(mail, step=Step.PAYMENT, order_id="DM000000-0001")
    draft, notice = mail.drafts.resume()
    assert draft is not None
    assert (draft.step, draft.order_id) == (Step.CONFIRM, None)
    assert "DM000000-0001" in notice


def test_who_owns_a_plan_begins_in_the_console(mail: DirectMail, new_order: NewOrder) -> None:
    mail.purchases.pay(new_order().id, "balance")
    assert mail.drafts.resume() == (None, "")


def test_who_activated_begins_in_the_console(mail: DirectMail) -> None:
    mail.sandbox.load("activated")
    assert mail.drafts.resume() == (None, "")


def test_who_only_ordered_begins_at_the_beginning(mail: DirectMail, new_order: NewOrder) -> None:
    new_order()
    assert mail.drafts.resume() == (Draft(), "")


def test_a_finished_draft_is_forgotten(mail: DirectMail, new_order: NewOrder) -> None:
    order = mail.purchases.pay(new_order().id, "balance")
    keep(mail, step=Step.RECEIPT, order_id=order.id)
    mail.drafts.finish()
    assert mail.drafts.resume() == (None, "")


def test_a_draft_that_cannot_be_saved_says_so(
    mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_the_disk(monkeypatch)
    with pytest.raises(DirectMailError):
        keep(mail)


def test_a_mailing_that_nobody_sends_any_more_is_told_at_the_start(mail: DirectMail) -> None:
    mail.sandbox.load("activated")
    office = PostOffice()
    sending = sending_by(mail, office)
    mailing = sending.create(LETTER, people(2))
    told: list[str] = []
    office.on_delivery = lambda address: told.append(mail.drafts.resume().notice)
    assert "A mailing was interrupted" in mail.drafts.resume().notice
    sending.run(mailing.id)
    assert told == ["", ""]
    assert mail.drafts.resume() == (None, "")
