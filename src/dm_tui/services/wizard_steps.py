"""What leaving a step of the wizard forward does, whichever face asked."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.catalogue import parse_quantity, parse_volume
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail

PREREQUISITES_COMPLETED = "Completed. In the sandbox nobody asks for papers."
"""What is said when the prerequisites were completed on the spot."""


def complete_step(direct_mail: DirectMail, draft: WizardDraft) -> WizardDraft:
    """Return the draft with what its step decides, or raise DirectMailError with the reason not to."""
    match draft.step:
        case Step.PREREQUISITES:
            direct_mail.prerequisites.use_region(_region(direct_mail, draft))
        case Step.BILLING_MODEL:
            parse_volume(draft.volume)
        case Step.PLAN:
            parse_quantity(draft.quantity)
            version = direct_mail.purchases.catalogue().version  # the prices that were shown
            return draft.model_copy(update={"catalogue_version": version})
        case Step.CONFIRM:
            return draft.model_copy(update={"order_id": _confirm_order(direct_mail, draft)})
        case Step.ACTIVATION:
            direct_mail.activation.activate(
                _region(direct_mail, draft), draft.accepted_agreement or ""
            )
    return draft


def quote_draft(direct_mail: DirectMail, draft: WizardDraft) -> Quote:
    """Return what the draft would cost now; a volume that is no number counts as none told."""
    try:
        volume = parse_volume(draft.volume)
    except DirectMailError:
        volume = None
    return direct_mail.purchases.quote(draft.spec, parse_quantity(draft.quantity), volume)


def current_agreement_version(direct_mail: DirectMail, step: Step) -> str:
    """Return the version of the agreement that `step` asks to accept."""
    catalogue = direct_mail.purchases.catalogue()
    return catalogue.terms_version if step is Step.CONFIRM else catalogue.agreement_version


def _confirm_order(direct_mail: DirectMail, draft: WizardDraft) -> str:
    """Make the order, unpaid, or keep the one that is there when nothing changed; return its id."""
    return direct_mail.purchases.confirm(
        draft.spec,
        parse_quantity(draft.quantity),
        _region(direct_mail, draft),
        draft.accepted_terms or "",
        replaces=draft.order_id,
    ).id


def _region(direct_mail: DirectMail, draft: WizardDraft) -> str:
    return draft.region or direct_mail.prerequisites.account().region
