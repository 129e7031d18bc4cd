"""Completing a step of the wizard, for every face."""

from decimal import Decimal
from typing import TYPE_CHECKING

from dm_tui.domain.account.account import Region
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.catalogue import parse_quantity, parse_volume
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.wizard import AGREEMENTS, BillingModel, Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail

if TYPE_CHECKING:  # the adviser is imported when there is a volume
    from dm_tui.domain.advice.results import BillingComparison, Recommendation


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


def quote_draft(direct_mail: DirectMail, draft: WizardDraft) -> Quote:
    """Return the quote for the draft now; a volume that the adviser refuses counts as none."""
    try:
        monthly = parse_volume(draft.volume)
        growth = _quota_growth(draft)
        volume = None if monthly is None else direct_mail.advice.expected_volume(monthly, growth)
    except DirectMailError:
        volume = None
    return direct_mail.purchases.quote(draft.spec, parse_quantity(draft.quantity), volume)


def compare_for_draft(direct_mail: DirectMail, draft: WizardDraft) -> "BillingComparison | None":
    """Return both billing models at the draft's volume; None without one."""
    monthly = parse_volume(draft.volume)
    return direct_mail.advice.compare(monthly, _quota_growth(draft)) if monthly else None


def advise_for_draft(direct_mail: DirectMail, draft: WizardDraft) -> "Recommendation | None":
    """Return the adviser's choice for the draft's volume; None without one."""
    monthly = parse_volume(draft.volume)
    if not monthly:
        return None
    advice = direct_mail.advice
    return advice.findings(advice.question((monthly,), quota_growth=_quota_growth(draft))).recommendation


def current_agreement_version(direct_mail: DirectMail, step: Step) -> str:
    """Return the version of the agreement of `step`."""
    catalogue = direct_mail.purchases.catalogue()
    return catalogue.terms_version if step is Step.CONFIRM else catalogue.agreement_version


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
    from dm_tui.domain.advice.volume import parse_percent
    from dm_tui.domain.advice.wording import QUOTA_GROWTH

    return parse_percent(draft.quota_growth, QUOTA_GROWTH)


def draft_region(direct_mail: DirectMail, draft: WizardDraft) -> Region:
    """Return the region chosen in the first step, before that the account's."""
    service = direct_mail.prerequisites
    return service.region(draft.region or service.account().region)
