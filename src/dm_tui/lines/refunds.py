"""What a refund would bring, in words for every face."""

from dm_tui.domain.purchase.refund import RefundOffer


def refund_lines(offer: RefundOffer, vendor: str, page: str) -> list[str]:
    """Return the answer, then where to ask for the refund."""
    who = vendor[0].upper() + vendor[1:]
    if offer.refundable is None:
        return [
            f"{who} did not say what a refund of plan {offer.id} would bring: it is not known.",
            *_where(page),
        ]
    if offer.amount is None:
        return [f"Plan {offer.id} is not refundable, says {vendor}: {offer.refusal}"]
    if not offer.refundable:
        return [f"A refund of plan {offer.id} would bring nothing, says {vendor}."]
    return [
        f"A refund of plan {offer.id} would bring {offer.amount}, says {vendor}.",
        "This program requests no refund: it ends the plan and cannot be undone.",
        *_where(page),
    ]


def _where(page: str) -> list[str]:
    return [f"Ask for it before the plan expires, under Resource Unsubscription: {page}"] if page else []
