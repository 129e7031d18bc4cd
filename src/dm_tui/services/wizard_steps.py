"""What leaving a step of the wizard forward does, whichever face asked."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.catalogue import parse_quantity, parse_volume
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.wizard import Draft, Step
from dm_tui.services.direct_mail import DirectMail

COMPLETED = "Completed. In the sandbox nobody asks for papers."
"""What is said when the prerequisites were completed on the spot."""


def complete(mail: DirectMail, draft: Draft) -> Draft:
    """Return the draft with what its step decides, or raise DirectMailError with the reason not to."""
    match draft.step:
        case Step.PREREQUISITES:
            mail.prerequisites.use_region(_region(mail, draft))
        case Step.BILLING_MODEL:
            parse_volume(draft.volume)
        case Step.PLAN:
            parse_quantity(draft.quantity)
            version = mail.purchases.catalogue().version  # the prices that were shown
            return draft.model_copy(update={"catalogue_version": version})
        case Step.CONFIRM:
            return draft.model_copy(update={"order_id": _ordered(mail, draft)})
        case Step.ACTIVATION:
            mail.activation.activate(_region(mail, draft), draft.accepted_agreement or "")
    return draft


def quoted(mail: DirectMail, draft: Draft) -> Quote:
    """Return what the draft would cost now; a volume that is no number counts as none told."""
    try:
        volume = parse_volume(draft.volume)
    except DirectMailError:
        volume = None
    return mail.purchases.quote(draft.spec, parse_quantity(draft.quantity), volume)


def version_today(mail: DirectMail, step: Step) -> str:
    """Return the version of the agreement that `step` asks to accept."""
    catalogue = mail.purchases.catalogue()
    return catalogue.terms_version if step is Step.CONFIRM else catalogue.agreement_version


def _ordered(mail: DirectMail, draft: Draft) -> str:
    """Make the order, unpaid, or keep the one that is there when nothing changed; return its id."""
    return mail.purchases.confirm(
        draft.spec,
        parse_quantity(draft.quantity),
        _region(mail, draft),
        draft.accepted_terms or "",
        replaces=draft.order_id,
    ).id


def _region(mail: DirectMail, draft: Draft) -> str:
    return draft.region or mail.prerequisites.account().region
