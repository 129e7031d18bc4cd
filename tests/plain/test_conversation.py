"""The wizard by lines, step by step, against the real services."""

from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.domain.purchase.wording import MAILING_DRAFT_SAVED, MAILING_INTERRUPTED, TEMPLATE_DRAFT_SAVED
from dm_tui.domain.usage.billing import BillStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.first_screen import ResumePoint
from dm_tui.services.purchase.wizard_drafts import WizardDrafts
from tests.conftest import OpenDirectMail, Wait
from tests.kept import fill_the_disk
from tests.plain.conftest import Talk

TO_PLAN = ("1", "-", "1")
TO_CONFIRM = (*TO_PLAN, "1", "2")
TO_PAYMENT = (*TO_CONFIRM, "yes")
PAID = (*TO_PAYMENT, "1", "pay")


def draft(direct_mail: DirectMail) -> WizardDraft:
    found = direct_mail.wizard_drafts.resume().draft
    assert found is not None
    return found


def test_from_the_first_question_to_the_console(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk(*PAID, "", "1", "1")
    for step in range(1, 7):
        assert f"Step {step} of 6: " in said
    [order] = direct_mail.purchases.orders()
    assert (order.status, order.quantity, order.payment_method) == (OrderStatus.PAID, 2, "balance")
    assert f"Order        {order.id} (paid)" in said
    assert "You can send 0 emails today." in said
    assert "! Activation: not complete." in said
    assert direct_mail.wizard_drafts.resume().draft is None


def test_defaults_lead_to_the_payment_and_no_further(talk: Talk, direct_mail: DirectMail) -> None:
    talk(*[""] * 30, *["yes"] * 3, *[""] * 30)
    [order] = direct_mail.purchases.orders()
    assert order.status is OrderStatus.UNPAID
    assert order.attempts == ()
    assert draft(direct_mail).step is Step.PAYMENT


@pytest.mark.parametrize("word", ["", "y", "yes", "1", "pay now", "pau", "ok"])
def test_nothing_but_the_word_pays(talk: Talk, direct_mail: DirectMail, word: str) -> None:
    said = talk(*TO_PAYMENT, "1", word)
    assert "Nothing was paid." in said
    assert direct_mail.purchases.orders()[0].attempts == ()


def test_what_was_left_is_told_without_tabs(
    talk: Talk, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    for notice in (MAILING_INTERRUPTED, MAILING_DRAFT_SAVED, TEMPLATE_DRAFT_SAVED):
        point = ResumePoint(None, notice)
        monkeypatch.setattr(WizardDrafts, "resume", lambda self, point=point: point)
        said = talk()
        assert "in the full screen (dm-tui)" in said
        assert " tab" not in said


def test_the_last_line_needs_its_end(direct_mail: DirectMail, talk: Talk) -> None:
    talk(*TO_PAYMENT, "1")
    assert draft(direct_mail).payment_method == "balance"


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        ((), Step.PREREQUISITES),
        (("1",), Step.BILLING_MODEL),
        (TO_PLAN, Step.PLAN),
        (TO_CONFIRM, Step.CONFIRM),
        (TO_PAYMENT, Step.PAYMENT),
        (PAID, Step.RECEIPT),
    ],
    ids=str,
)
def test_leaving_anywhere_keeps_everything(
    talk: Talk, direct_mail: DirectMail, answers: tuple[str, ...], step: Step
) -> None:
    said = talk(*answers, "q")
    assert "Everything you typed is saved." in said
    assert draft(direct_mail).step is step
    again = talk("q")
    assert f"Step {[*Step].index(step) + 1} of 6" in again


def test_back_through_all_steps_loses_nothing(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk("3", "20k", "1", "2", "7", "yes", *["b"] * 5, "q")
    assert "You cannot go back from here." in said
    kept = draft(direct_mail)
    assert (kept.step, kept.region, kept.volume) == (Step.PREREQUISITES, "us-east-1", "20k")
    assert (kept.spec, kept.quantity) == ("500k", "7")
    again = talk(*[""] * 5, "q")
    assert "Emails a month, to compare both (- for none) [20k]" in again
    assert "How many, 1 to 100 [7]" in again


def test_wrong_answers_are_explained_and_asked_again(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk("0", "9", "x", "1" * 5000, "1", "many", "20k", "1", "1", "0", "101", "5", "q")
    assert said.count("Type a number from 1 to 4.") == 4
    assert "“many” is not a number of emails." in said
    assert "You cannot order 101 plans at once." in said
    assert draft(direct_mail).quantity == "5"


def test_an_id_is_an_answer_as_well(talk: Talk, direct_mail: DirectMail) -> None:
    talk("eu-central-1", "-", "resource-plan", "1m", "1", "q")
    kept = draft(direct_mail)
    assert (kept.region, kept.spec) == ("eu-central-1", "1m")


def test_what_is_missing_is_named_and_completed(talk: Talk, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    said = talk("2", "2", "1", "1", "q")
    assert "! Missing: Extra verification for China (Hangzhou) only" in said
    assert "! Missing: Identity verification: not complete" in said
    assert "Done." in said
    assert draft(direct_mail).step is Step.BILLING_MODEL


def test_the_advice_follows_the_volume(talk: Talk) -> None:
    said = talk("1", "20k", "1", "q")
    assert "you pay for 118,000; these 2 plans pay off above 90,000" in said
    assert "cheaper by USD" in said
    assert "Growth of your daily quota" not in said
    assert "Advice for 20k emails a month: " in said


def test_a_volume_above_the_daily_quota_asks_whether_the_quota_grows(talk: Talk) -> None:
    said = talk("1", "200k", "lots", "300", "50", "1", "q")
    assert "you pay for 360,000" in said
    assert "! Your daily quota (2,000) allows 362,000 of 1,200,000." in said
    assert "is not a percentage for the growth of the quota" in said
    assert "A growth of the quota of 300 % is out of range" in said
    assert said.count("In six months you pay") == 2


def test_every_surprise_is_said_before_the_money_moves(talk: Talk) -> None:
    said = talk(*TO_PLAN, "2", "1", "q")
    assert "! Your daily quota (2,000) allows" in said
    assert "no refund after use or expiry" in said
    assert "Nothing is sent until you activate." in said


def test_the_terms_are_shown_in_full_and_need_a_word(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk(*TO_CONFIRM, "", "no", "y", "q")
    assert "An unpaid order lapses one hour after it was made." in said
    assert said.count("Type “yes” to continue.") == 3
    assert direct_mail.purchases.orders() == ()


def test_a_decline_says_what_the_bank_said_and_takes_another_method(
    talk: Talk, direct_mail: DirectMail
) -> None:
    said = talk(*TO_PAYMENT, "3", "pay", "2", "pay", "q")
    assert "! The bank declined the card. It gave no reason." in said
    assert "Choose another method and pay again." in said
    [order] = direct_mail.purchases.orders()
    assert (order.status, len(order.attempts)) == (OrderStatus.PAID, 2)


def test_an_unknown_outcome_is_looked_up_and_never_left_by_back(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk(*TO_PAYMENT, "5", "pay", "b", "q")
    assert "We don't know yet whether you were charged." in said
    assert "You cannot go back while money may be on its way." in said
    [order] = direct_mail.purchases.orders()
    assert (order.status, len(order.attempts)) == (OrderStatus.PAID, 1)
    assert "Step 6 of 6" in said


def test_a_payment_that_was_lost_is_made_again(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk(*TO_PAYMENT, "6", "pay", "", "1", "pay", "q")
    assert "nothing was charged" in said
    assert direct_mail.purchases.orders()[0].status is OrderStatus.PAID


def test_an_open_payment_comes_before_anything_else(talk: Talk, direct_mail: DirectMail) -> None:
    talk(*TO_PAYMENT, "5", "pay", "q")
    assert direct_mail.purchases.orders()[0].status is OrderStatus.UNKNOWN
    said = talk("", "q")
    assert "Check the payment" in said
    assert direct_mail.purchases.orders()[0].status is OrderStatus.PAID


def test_an_order_that_lapsed_meanwhile_is_confirmed_again(
    talk: Talk, direct_mail: DirectMail, wait: Wait
) -> None:
    talk(*TO_PAYMENT, "q")
    wait(timedelta(hours=2))
    said = talk("yes", "1", "pay", "q")
    assert "Confirm again to make a new one." in said
    assert [order.status for order in direct_mail.purchases.orders()] == [
        OrderStatus.PAID,
        OrderStatus.LAPSED,
    ]


def test_an_order_cancelled_elsewhere_leads_back_to_the_confirmation(
    talk: Talk, direct_mail: DirectMail, open_direct_mail: OpenDirectMail
) -> None:
    talk(*TO_PAYMENT, "q")
    open_direct_mail().purchases.cancel(direct_mail.purchases.orders()[0].id)
    said = talk("yes", "q")
    assert "Confirm again" in said
    assert "Step 5 of 6" in said


def test_the_receipt_is_saved_as_text(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk(*PAID, "s", "b", "q")
    [order] = direct_mail.purchases.orders()
    saved = direct_mail.state_path.with_name(f"receipt-{order.id}.txt")
    assert str(saved) in said
    assert order.id in saved.read_text()
    assert "You cannot go back from here." in said


def test_later_is_not_asked_again(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk(*PAID, "", "1", "buy", *PAID, "", "q")
    assert said.count("Activate Direct Mail to proceed") == 1
    assert said.count("Receipt") == 2


def test_activating_on_landing(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk(*PAID, "", "2", "yes", "1", "q")
    assert "Billing standards" in said
    assert "Pay-as-you-go is active." in said
    assert direct_mail.activation.current().active
    assert "Pay-as-you-go: active" in said


def test_pay_as_you_go_by_the_wizard(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk("1", "-", "2", "yes", "q")
    assert "Step 3 of 3: Activation" in said
    assert direct_mail.activation.current().active
    assert direct_mail.purchases.orders() == ()


def test_the_console_shows_what_the_commands_say(talk: Talk, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    said = talk("status", "orders", "messages", "b", "q")
    assert "Free quota" in said
    assert direct_mail.purchases.orders()[0].id in said
    assert "is paid" in said
    assert "You are at the first menu." in said
    assert "Activate" not in said


def test_an_overdue_bill_is_paid_by_a_word(talk: Talk, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    direct_mail.set_preferences(prompt_activation=False)
    bill = next(bill for bill in direct_mail.billing.bills() if bill.status is BillStatus.OVERDUE)
    said = talk("pay", "card-4242", "", "q")
    assert f"Pay the overdue bill of {bill.total}" in said
    assert "Sending is suspended until it is paid." in said
    assert "Nothing was paid." in said
    said = talk("pay", "card-0002", "pay", "pay", "card-4242", "pay", "status", "q")
    assert "Nothing was charged. Choose another method." in said
    assert f"Bill {bill.id} of {bill.total} is paid." in said
    assert "Pay the overdue bill" not in said.rpartition("is paid.")[2]
    assert not any(bill.status is BillStatus.OVERDUE for bill in direct_mail.billing.bills())


def test_the_help_of_the_menu_names_no_key_of_the_full_screen(talk: Talk, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    said = " ".join(talk("?", "q").split())
    assert "Status says how much you can send today" in " ".join(talk("HELP", "q").split())
    assert "Status says how much you can send today" in said
    for words in ("press", "Enter to open", "number keys", "del cancels", "v shows"):
        assert words not in said


def test_back_from_the_first_step_leads_to_the_console(talk: Talk, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    said = talk("buy", "b", "status", "q")
    assert said.count("\nConsole\n") == 3


@pytest.mark.parametrize("answers", [(), ("1",), TO_PLAN, TO_CONFIRM, TO_PAYMENT, PAID])
def test_help_is_about_the_step_and_of_no_key(talk: Talk, answers: tuple[str, ...]) -> None:
    said = talk(*answers, "?", "q").lower()
    assert "b goes back, q leaves" in said.partition("step 1")[2]
    for key in ("arrow key", "tab ", "space "):
        assert key not in said


def test_only_ascii_by_choice(talk: Talk, direct_mail: DirectMail) -> None:
    assert not talk("1", "20k", "q").isascii()
    direct_mail.sandbox.reset()
    assert talk("é", "1", "20k", "1", "“", "x", "?", "b", "q", ascii_only=True).isascii()


def test_an_answer_is_cleaned(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk("1", "\x1b]0;x\x07\x1b[31m\u202e20k", "q")
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\x1b" not in draft(direct_mail).volume


def test_a_very_long_answer_is_cut(talk: Talk, direct_mail: DirectMail) -> None:
    said = talk("1", "9" * 30_000, "20k", "q")
    assert len(max(said.splitlines(), key=len)) < 1_000
    assert draft(direct_mail).volume == "20k"


def test_a_disk_that_keeps_nothing_is_told_and_ends_nothing(
    talk: Talk, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk("1", "q")
    fill_the_disk(monkeypatch)
    with pytest.raises(DirectMailError):
        talk("20k", "1")


def test_a_draft_of_the_screen_goes_on_by_lines(talk: Talk, direct_mail: DirectMail) -> None:
    direct_mail.wizard_drafts.save(
        WizardDraft(
            step=Step.PLAN,
            region="us-east-1",
            billing_model=BillingModel.RESOURCE_PLAN,
            spec="1m",
            quantity="12",
        )
    )
    said = talk("", "", "q")
    assert "Step 3 of 6: Plan and quantity" in said
    assert "12,000,000 emails" in said
