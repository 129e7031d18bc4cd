"""Completing a step of the wizard, for every face."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from dm_tui.domain.account.regions import Region
from dm_tui.domain.dates import show_time
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.agreements import AGREEMENTS
from dm_tui.domain.purchase.coming_mail import ComingMail
from dm_tui.domain.purchase.expected_volume import parse_volume
from dm_tui.domain.purchase.quantity import parse_quantity
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.domain.purchase.wording import ORDER_REPLACED, ORDER_WAITS
from dm_tui.services.direct_mail import DirectMail

if TYPE_CHECKING:  # the adviser is imported when there is a volume
    from dm_tui.domain.advice.results import BillingComparison, Recommendation
    from dm_tui.domain.advice.saving_curve import SavingCurve
    from dm_tui.domain.purchase.order import Order


def complete_step(direct_mail: DirectMail, draft: WizardDraft, *, again: bool = False) -> WizardDraft:
    """Return the draft with the decisions of its step, or raise DirectMailError with the reason.

    With `again` an order is confirmed although the same was paid by a program that ended before it said so.
    """
    match draft.step:
        case Step.PREREQUISITES:
            direct_mail.prerequisites.use_region(draft_region(direct_mail, draft).id)
        case Step.BILLING_MODEL:
            parse_volume(draft.volume)
            _quota_growth(draft)
            if draft.billing_model is BillingModel.RESOURCE_PLAN:
                direct_mail.prerequisites.require_purchase(draft_region(direct_mail, draft).id)
        case Step.PLAN:
            parse_quantity(draft.quantity)
            version = direct_mail.purchases.catalogue().version  # the prices on the screen
            return draft.model_copy(update={"catalogue_version": version})
        case Step.CONFIRM:
            return draft.model_copy(update={"order_id": _confirm_order(direct_mail, draft, again=again)})
        case Step.ACTIVATION:
            direct_mail.activation.activate(
                draft_region(direct_mail, draft).id, draft.accepted_agreement or ""
            )
    return draft


def draft_to_pay(order: "Order", draft: WizardDraft) -> WizardDraft:
    """Return the draft at the payment step of an order that exists, with whatever else was typed."""
    paying = {
        "step": Step.PAYMENT,
        "billing_model": BillingModel.RESOURCE_PLAN,
        "region": order.region,
        "spec": order.spec,
        "quantity": str(order.quantity),
        "order_id": order.id,
        "catalogue_version": order.catalogue_version,
    }
    return AGREEMENTS[Step.CONFIRM].accept(draft.model_copy(update=paying), order.terms_version)


def quote_draft(direct_mail: DirectMail, draft: WizardDraft) -> Quote:
    """Return the quote for the draft now; a volume that the adviser refuses counts as none."""
    mail = _coming_mail(direct_mail, draft)
    return direct_mail.quotes.quote(draft.spec, parse_quantity(draft.quantity), mail)


def waiting_order_words(direct_mail: DirectMail, draft: WizardDraft) -> str:
    """Return that an unpaid order waits, on Confirm whether confirming replaces it; empty where none does."""
    unpaid = [order for order in direct_mail.overviews.open_orders() if not order.unsettled]
    own = next((order.id for order in unpaid if order.id == draft.order_id), None)
    if own is not None and draft.step is Step.CONFIRM:
        order = direct_mail.purchases.order(own)
        region, version = draft_region(direct_mail, draft).id, direct_mail.purchases.catalogue().version
        quantity = parse_quantity(draft.quantity)
        if not order.can_still_buy(draft.spec, quantity, region, version, direct_mail.now()):
            return ORDER_REPLACED.format(order=own)
    shown = next((order for order in unpaid if order.id == own), unpaid[0] if unpaid else None)
    return ORDER_WAITS.format(order=shown.id, until=show_time(shown.lapses_at)) if shown is not None else ""


class TimeOfPlan(NamedTuple):
    """From when to when the plans of a quote can be used, and when they will be, or can be, used up.

    At the draft's volume they are used from about `used_from` on and `used_up` about then; without one
    `monthly` is None, and these are the earliest that the daily quota allows. None is never, or not known;
    the plans that you own are used before `used_from`, which is None where you own none. They pay for `used`
    emails, without a volume at most; None is not known.
    """

    begins: datetime
    ends: datetime
    used_from: datetime | None
    used_up: datetime | None
    monthly: int | None
    used: int | None


def time_of_plan(direct_mail: DirectMail, draft: WizardDraft, quote: Quote) -> TimeOfPlan:
    """Return the time of the plans that a quote is for."""
    mail = _coming_mail(direct_mail, draft)
    ahead = mail.ahead
    return TimeOfPlan(
        direct_mail.now(),
        quote.expires_at,
        ahead.paid_at(0) if ahead is not None and mail.owned_emails else None,
        ahead.paid_at(quote.emails) if ahead is not None else None,
        mail.volume.monthly if mail.volume is not None else None,
        ahead.paid_of(quote.emails) if ahead is not None else None,
    )


def _coming_mail(direct_mail: DirectMail, draft: WizardDraft) -> ComingMail:
    """Return what plans of the draft would pay for; those that its order bought are no others you own."""
    quotes, order = direct_mail.quotes, draft.order_id
    try:
        if (monthly := parse_volume(draft.volume)) is not None:
            return quotes.coming_mail(monthly, _quota_growth(draft), besides=order)
    except DirectMailError:  # the step with the volume says what is wrong with it
        pass
    return quotes.coming_mail(besides=order)


def compare_for_draft(direct_mail: DirectMail, draft: WizardDraft) -> "BillingComparison | None":
    """Return both billing models at the draft's volume; None without one."""
    monthly = parse_volume(draft.volume)
    return direct_mail.advice.compare(monthly, _quota_growth(draft)) if monthly else None


def saving_for_draft(direct_mail: DirectMail, draft: WizardDraft) -> "SavingCurve":
    """Return what plans save against volume: the draft's own volume is marked, if it has one."""
    return direct_mail.advice.saving_curve(parse_volume(draft.volume), _quota_growth(draft))


def advise_for_draft(direct_mail: DirectMail, draft: WizardDraft) -> "Recommendation | None":
    """Return the adviser's choice for the draft's volume; None without one."""
    monthly = parse_volume(draft.volume)
    if not monthly:
        return None
    advice = direct_mail.advice
    return advice.findings(advice.question((monthly,), quota_growth=_quota_growth(draft))).recommendation


def _confirm_order(direct_mail: DirectMail, draft: WizardDraft, *, again: bool) -> str:
    """Make the order, unpaid, or keep the existing one if nothing changed; return its id."""
    return direct_mail.purchases.confirm(
        draft.spec,
        parse_quantity(draft.quantity),
        draft_region(direct_mail, draft).id,
        AGREEMENTS[Step.CONFIRM].accepted_version(draft) or "",
        replaces=draft.order_id,
        again=again,
    ).id


def _quota_growth(draft: WizardDraft) -> Decimal:
    if not draft.quota_growth.strip():
        return Decimal(0)
    from dm_tui.domain.advice.typed_figures import parse_percent
    from dm_tui.domain.advice.wording import QUOTA_GROWTH

    return parse_percent(draft.quota_growth, QUOTA_GROWTH)


def draft_region(direct_mail: DirectMail, draft: WizardDraft) -> Region:
    """Return the region chosen in the first step, before that the account's."""
    service = direct_mail.prerequisites
    return service.region(draft.region or service.account().region)
