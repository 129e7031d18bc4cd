"""Each step of the wizard as questions; the services judge the answers."""

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from dm_tui.domain.account.prerequisites import Prerequisite, in_the_way
from dm_tui.domain.account.wording import USER_GUIDE
from dm_tui.domain.advice.wording import comparison_summary, paid_before_words
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase import quote_wording, wording
from dm_tui.domain.purchase.agreements import AGREEMENTS, current_agreement_version
from dm_tui.domain.purchase.break_even import break_even_emails
from dm_tui.domain.purchase.payment_waits import CHECK_AGAIN_AT_MOST, CHECK_AGAIN_SECONDS
from dm_tui.domain.purchase.quantity import parse_quantity
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.domain.purchase.wizard import BillingModel
from dm_tui.lines.agreements import TIMES_SIGN, agreement_lines, fact_lines
from dm_tui.lines.figures import show_figure, waiting_order_line
from dm_tui.lines.pictures import saving_sentence, time_sentence
from dm_tui.plain.wizard_session import WizardSession, refresh_live_account
from dm_tui.services.wait_with_progress import wait_with_progress
from dm_tui.services.wizard_steps import (
    advise_for_draft,
    compare_for_draft,
    complete_step,
    draft_region,
    quote_draft,
    time_of_plan,
)

if TYPE_CHECKING:  # the adviser is imported when there is a volume
    from dm_tui.domain.advice.results import BillingComparison

NO_VOLUME = "-"
"""What you type for no number of emails a month."""

_BILLING_MODELS = (
    (BillingModel.RESOURCE_PLAN, "Resource plan, prepaid"),
    (BillingModel.PAY_AS_YOU_GO, "Pay-as-you-go, billed after usage"),
)
_CHEAPER = {
    BillingModel.RESOURCE_PLAN: "A resource plan is cheaper by {saving}.",
    BillingModel.PAY_AS_YOU_GO: "Pay-as-you-go is cheaper by {saving}.",
}


def ask_region(session: WizardSession) -> None:
    """Ask for the region until its prerequisites are complete."""
    service = session.direct_mail.prerequisites
    for order in session.direct_mail.overviews.open_orders():
        session.say(waiting_order_line(order.id, order.lapses_at, order.unsettled))
    while True:
        account = service.account()
        regions = [(region.id, region.words) for region in service.regions()]
        region_id = session.dialogue.choose("Region", regions, session.draft.region or account.region)
        session.save(region=region_id)
        checks = service.check(region_id)
        prerequisites = (line for check in checks for line in _prerequisite_lines(check))
        session.say(service.region(region_id).meaning, *prerequisites)
        if not in_the_way(checks, to_buy=False):
            return
        actions = [("complete", service.action_label(checks)), ("other", "Choose another region")]
        action = session.dialogue.choose("Choose", actions, "complete")
        if action == "complete" and service.can_read_again(checks):
            refresh_live_account(session.direct_mail, session.dialogue)
        elif action == "complete":
            service.complete(region_id)
            if session.direct_mail.facts.completes_prerequisites:
                session.say(wording.PREREQUISITES_COMPLETED)
            return


def ask_billing_model(session: WizardSession) -> None:
    """Compare both, with the cost of a volume if the user has one, and ask which to use."""
    rows = quote_wording.billing_model_rows(session.direct_mail.purchases.catalogue())
    _, *models = zip(*rows, strict=True)
    labels = [label for label, _, _ in rows[1:]]
    for name, *values in models:
        facts = (f"{label.lower()} {value}" for label, value in zip(labels, values, strict=True))
        session.say(f"{name}: {'; '.join(facts)}.")
    _ask_volume(session)
    model = session.dialogue.choose("Billing model", _BILLING_MODELS, session.draft.billing_model)
    session.save(billing_model=BillingModel(model))


def ask_plan(session: WizardSession) -> None:
    """Ask for the plan and the quantity, and say the consequences."""
    catalogue = session.direct_mail.purchases.catalogue()
    plans = [
        (
            plan.spec,
            f"{plan.spec}: {plan.emails:,} emails, {plan.price}, "
            f"{plan.price_per_thousand} per 1,000, pays off above {show_figure(break_even_emails(catalogue, plan))}",
        )
        for plan in catalogue.plans
    ]
    _say_advice(session)
    session.save(spec=session.dialogue.choose("Plan", plans, session.draft.spec))
    while True:
        session.save(quantity=session.dialogue.ask("How many, 1 to 100", session.draft.quantity))
        try:
            parse_quantity(session.draft.quantity)
        except DirectMailError as error:
            session.say(f"! {error}")
        else:
            break
    quote = quote_draft(session.direct_mail, session.draft)
    session.say(
        f"Total: {quote.emails:,} emails, {quote.total}",
        *fact_lines(quote_wording.quote_facts(quote)),
        time_sentence(time_of_plan(session.direct_mail, session.draft, quote), quote),
    )
    warnings = sorted(quote.warnings, key=lambda warning: not warning.serious)
    session.say(*(f"! {warning.message}" for warning in warnings))


def _say_advice(session: WizardSession) -> None:
    try:
        recommendation = advise_for_draft(session.direct_mail, session.draft)
    except DirectMailError as error:
        session.say(f"! {error}")
        return
    if recommendation is not None:
        session.say(f"Advice for {session.draft.volume} emails a month: {recommendation.why}")


def ask_to_confirm(session: WizardSession) -> None:
    """Show the order and the terms, and ask the user to accept them."""
    quote = quote_draft(session.direct_mail, session.draft)
    region = draft_region(session.direct_mail, session.draft).words
    session.say(*fact_lines(quote_wording.order_facts(quote, region, TIMES_SIGN)))
    _ask_to_accept(session)


def ask_to_activate(session: WizardSession) -> None:
    """Show the agreement and ask the user to accept it; for a live account, show where to activate it."""
    address = session.direct_mail.activation.address
    if not address:
        _ask_to_accept(session)
        return
    session.say(wording.ACTIVATE_AT_ADDRESS, address)
    version = current_agreement_version(session.direct_mail.purchases.catalogue(), session.draft.step)
    session.draft = AGREEMENTS[session.draft.step].accept(session.draft, version)
    _wait_until_active(session)


def _wait_until_active(session: WizardSession) -> None:
    """Check a live account, after a while or on Enter, until it is active."""
    began, wait = monotonic(), CHECK_AGAIN_SECONDS
    while (reason := _check_activation(session)) is not None:
        session.say(f"{reason} {monotonic() - began:.0f} s so far.")
        session.dialogue.ask(f"Press Enter to check again (automatic in {wait} seconds)", seconds=wait)
        wait = min(CHECK_AGAIN_AT_MOST, wait * 2)


def _check_activation(session: WizardSession) -> str | None:
    """Return why the account does not count as active yet, None if it is."""
    try:
        activate = partial(complete_step, session.direct_mail, session.draft)
        wait_with_progress(activate, session.say, session.direct_mail.facts.vendor_name)
    except KeyboardInterrupt:
        return "Stopped waiting."
    except DirectMailError as error:
        if error.code == "activate-in-console":
            return wording.NOT_ACTIVE_YET
        if error.kind is not ErrorKind.UNEXPECTED:  # waiting does not help
            raise
        return f"! {error}"
    return None


def show_receipt(session: WizardSession) -> None:
    """Show the receipt, and save it as text on request."""
    purchases = session.direct_mail.purchases
    order = purchases.order(session.draft.order_id or "")
    region = session.direct_mail.prerequisites.region_words(order.region)
    lines = receipt_lines(order, purchases.plans_of(order.id), region)
    session.say(*lines, f"User Guide: {USER_GUIDE}")
    session.direct_mail.save_reported()
    while session.dialogue.ask("Press Enter to continue, or type s to save the receipt").lower() == "s":
        try:
            path = session.direct_mail.save_text(f"receipt-{order.id}.txt", lines)
            session.say(wording.RECEIPT_SAVED.format(path=path))
        except OSError as error:
            session.say(f"! {wording.receipt_not_saved(error)}")


def _ask_volume(session: WizardSession) -> None:
    """Ask for an optional number of emails a month, and say its cost with each model."""
    question = f"Emails a month, to compare both ({NO_VOLUME} for none)"
    comparison = None
    while True:
        answer = session.dialogue.ask(question, session.draft.volume or NO_VOLUME)
        session.save(volume="" if answer == NO_VOLUME else answer)
        try:
            comparison = compare_for_draft(session.direct_mail, session.draft)
        except DirectMailError as error:
            session.say(f"! {error}")
            if error.kind is ErrorKind.USAGE:
                continue
        break
    if comparison is None:
        return
    session.say(*_comparison_lines(comparison))
    if comparison.held_back:
        _ask_quota_growth(session)
    session.say(saving_sentence(session.direct_mail, session.draft))


def _ask_quota_growth(session: WizardSession) -> None:
    """Ask whether the daily quota, which holds back part of the volume, will grow.

    Compare again if it will.
    """
    question = "Growth of your daily quota in percent a month (0 for none)"
    while True:
        session.save(quota_growth=session.dialogue.ask(question, session.draft.quota_growth or "0"))
        try:
            comparison = compare_for_draft(session.direct_mail, session.draft)
        except DirectMailError as error:
            session.say(f"! {error}")
        else:
            break
    if comparison is not None and session.draft.quota_growth.strip() != "0":
        session.say(*_comparison_lines(comparison))


def _comparison_lines(comparison: "BillingComparison") -> tuple[str, ...]:
    return (
        comparison_summary(comparison),
        *([paid_before_words(comparison)] if comparison.paid_before else []),
        f"That costs {comparison.plan} with a resource plan ({comparison.plan_label}), "
        f"{comparison.pay_as_you_go} with pay-as-you-go.",
        _CHEAPER[comparison.cheaper].format(saving=comparison.saving),
        *(f"! {warning}" for warning in (*comparison.notes, comparison.warning) if warning),
    )


def _ask_to_accept(session: WizardSession) -> None:
    agreement = AGREEMENTS[session.draft.step]
    version = current_agreement_version(session.direct_mail.purchases.catalogue(), session.draft.step)
    session.say(*agreement_lines(agreement, session.direct_mail.purchases.catalogue()))
    accepted = "yes" if agreement.accepted_version(session.draft) == version else ""
    question = f"{agreement.statement}: type yes"
    while session.dialogue.ask_without_typeahead(question, accepted).lower() != "yes":
        session.say("Type “yes” to continue. b goes back, q leaves.")
    session.draft = agreement.accept(session.draft, version)
    session.save()


def _prerequisite_lines(check: Prerequisite) -> tuple[str, ...]:
    if check.complete:
        return (f"{check.title}: {check.detail}",)
    if check.met:
        return (f"! {check.title}: {check.detail}", f"  {check.hint}")
    return (f"! Missing: {check.title}: {check.detail}", f"  {check.hint}")
