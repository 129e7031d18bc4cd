"""Each step of the wizard as questions; what an answer means is the services' to say."""

from functools import partial
from time import monotonic

from dm_tui.domain.account.account import Prerequisite
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.catalogue import parse_quantity, parse_volume
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.domain.purchase.wizard import AGREEMENTS, BillingModel
from dm_tui.domain.purchase.wording import billing_model_rows, order_facts, quote_facts
from dm_tui.lines.consent import TIMES_SIGN, agreement_lines, fact_lines
from dm_tui.plain.wizard_session import (
    FIRST_WAIT,
    LONGEST_WAIT,
    WizardSession,
    refresh_live_account,
)
from dm_tui.services.patience import wait_with_progress
from dm_tui.services.wizard_steps import (
    PREREQUISITES_COMPLETED,
    complete_step,
    current_agreement_version,
    quote_draft,
)

NO_VOLUME = "-"

_MODELS = {BillingModel.RESOURCE_PLAN: "resource plan", BillingModel.PAY_AS_YOU_GO: "pay-as-you-go"}


def ask_region(walk: WizardSession) -> None:
    """Ask for the region until all is in place there."""
    service = walk.direct_mail.prerequisites
    while True:
        account = service.account()
        regions = [(one.id, f"{one.name}, {one.id}") for one in service.regions()]
        region = walk.dialogue.choose("Region", regions, walk.draft.region or account.region)
        walk.keep(region=region)
        checks = service.check(region)
        walk.say(
            service.region(region).meaning,
            *(line for one in checks for line in _prerequisite_lines(one)),
        )
        if all(one.met for one in checks):
            return
        what = walk.dialogue.choose(
            "What now",
            [("complete", service.action_label(checks)), ("other", "Choose another region")],
            "complete",
        )
        if what == "complete" and service.can_read_again(checks):
            refresh_live_account(walk.direct_mail, walk.dialogue)
        elif what == "complete":
            service.complete(region)
            if walk.direct_mail.facts.completes_prerequisites:
                walk.say(PREREQUISITES_COMPLETED)
            return


def ask_billing_model(walk: WizardSession) -> None:
    """Compare both, by the volume if one is told, and ask which it shall be."""
    compared = billing_model_rows(walk.direct_mail.purchases.catalogue())
    _, *models = zip(*compared, strict=True)
    labels = [label for label, _, _ in compared[1:]]
    for name, *values in models:
        facts = (f"{label.lower()} {value}" for label, value in zip(labels, values, strict=True))
        walk.say(f"{name}: {'; '.join(facts)}.")
    _ask_volume(walk)
    model = walk.dialogue.choose(
        "Billing model",
        [
            (BillingModel.RESOURCE_PLAN, "Resource plan, prepaid"),
            (BillingModel.PAY_AS_YOU_GO, "Pay-as-you-go, billed after usage"),
        ],
        walk.draft.billing_model,
    )
    walk.keep(billing_model=BillingModel(model))


def ask_plan(walk: WizardSession) -> None:
    """Ask for the plan and how many, and say what that means."""
    catalogue = walk.direct_mail.purchases.catalogue()
    plans = [
        (
            plan.spec,
            f"{plan.spec}: {plan.emails:,} emails, {plan.price}, "
            f"{plan.price_per_thousand} per 1,000, pays off above {catalogue.break_even(plan):,}",
        )
        for plan in catalogue.plans
    ]
    monthly = parse_volume(walk.draft.volume)
    if monthly:
        advice = walk.direct_mail.advice
        found = advice.findings(advice.question((monthly,))).recommendation
        walk.say(f"For {monthly:,} a month the advice is: {found.why}")
    walk.keep(spec=walk.dialogue.choose("Plan", plans, walk.draft.spec))
    while True:
        walk.keep(quantity=walk.dialogue.ask("How many, 1 to 100", walk.draft.quantity))
        try:
            parse_quantity(walk.draft.quantity)
        except DirectMailError as error:
            walk.say(f"! {error}")
        else:
            break
    quote = quote_draft(walk.direct_mail, walk.draft)
    walk.say(f"Total: {quote.emails:,} emails, {quote.total}", *fact_lines(quote_facts(quote)))
    by_weight = sorted(quote.warnings, key=lambda one: not one.serious)
    walk.say(*(f"! {one.message}" for one in by_weight))


def ask_to_confirm(walk: WizardSession) -> None:
    """Show the order and the terms, and ask for the word on them."""
    quote = quote_draft(walk.direct_mail, walk.draft)
    region = walk.direct_mail.prerequisites.region(walk.draft.region or "").name
    walk.say(*fact_lines(order_facts(quote, region, TIMES_SIGN)))
    _ask_to_accept(walk)


def ask_to_activate(walk: WizardSession) -> None:
    """Show the billing standards and the agreement, and ask for the word on them; a live account does it itself."""
    address = walk.direct_mail.activation.address
    if not address:
        _ask_to_accept(walk)
        return
    walk.say("No program can enable it: open this address and choose Activate Now there.", address)
    version = current_agreement_version(walk.direct_mail, walk.draft.step)
    walk.draft = AGREEMENTS[walk.draft.step].accept(walk.draft, version)
    _wait_until_active(walk)


def _wait_until_active(walk: WizardSession) -> None:
    """Look whether a live account is active, by itself or when asked, until it is."""
    began, wait = monotonic(), FIRST_WAIT
    while (trouble := _check_activation(walk)) is not None:
        walk.say(f"{trouble} {monotonic() - began:.0f} s so far.")
        walk.dialogue.ask(f"Enter looks again, by itself in {wait} seconds", seconds=wait)
        wait = min(LONGEST_WAIT, wait * 2)


def _check_activation(walk: WizardSession) -> str | None:
    """Return why the account cannot be said to be active yet, None when it is."""
    try:
        activate = partial(complete_step, walk.direct_mail, walk.draft)
        wait_with_progress(activate, walk.say, walk.direct_mail.facts.vendor_name)
    except KeyboardInterrupt:
        return "Not waited for."
    except DirectMailError as error:
        if error.code == "activate-in-console":
            return "Not active yet."
        if error.kind is not ErrorKind.UNEXPECTED:  # waiting mends none of these
            raise
        return f"! {error}"
    return None


def show_receipt(walk: WizardSession) -> None:
    """Show what is worth keeping, and keep it as text if that is wanted."""
    purchases = walk.direct_mail.purchases
    order = purchases.order(walk.draft.order_id or "")
    lines = receipt_lines(order, purchases.plans_of(order.id))
    walk.say(*lines)
    while walk.dialogue.ask("Enter goes on, s saves the receipt as text").lower() == "s":
        try:
            walk.say(f"Saved as {walk.direct_mail.save_text(f'receipt-{order.id}.txt', lines)}")
        except OSError as error:
            walk.say(f"! Not saved: {error.strerror or error}.")


def _ask_volume(walk: WizardSession) -> None:
    """Ask for the emails a month, which may be left out, and say what they cost by either model."""
    while True:
        told = walk.dialogue.ask(
            f"Emails a month, to compare both ({NO_VOLUME} for none)",
            walk.draft.volume or NO_VOLUME,
        )
        walk.keep(volume="" if told == NO_VOLUME else told)
        try:
            monthly = parse_volume(walk.draft.volume)
        except DirectMailError as error:
            walk.say(f"! {error}")
        else:
            break
    if monthly:
        found = walk.direct_mail.advice.compare(monthly)
        walk.say(
            f"{found.emails:,} emails in six months: {found.plan} by resource plan "
            f"({found.plan_label}), {found.pay_as_you_go} by pay-as-you-go.",
            f"Cheaper by {found.saving}: {_MODELS[found.cheaper]}.",
            *([f"! {found.warning}"] if found.warning else []),
        )


def _ask_to_accept(walk: WizardSession) -> None:
    agreement = AGREEMENTS[walk.draft.step]
    version = current_agreement_version(walk.direct_mail, walk.draft.step)
    walk.say(*agreement_lines(agreement))
    accepted = "yes" if agreement.accepted_version(walk.draft) == version else ""
    while (
        walk.dialogue.ask_without_typeahead(f"{agreement.statement}: type yes", accepted).lower()
        != "yes"
    ):
        walk.say("Without your word it does not go on. b goes back, q leaves.")
    walk.draft = agreement.accept(walk.draft, version)
    walk.keep()


def _prerequisite_lines(check: Prerequisite) -> tuple[str, ...]:
    if check.met:
        return (f"In place: {check.title.lower()}: {check.detail}",)
    return (f"! Missing: {check.title.lower()}: {check.detail}", f"  {check.hint}")
