"""What the account owns, by name: plans, domains, addresses, templates, and your lists and drafts."""

from collections.abc import Sequence

from dm_tui.domain.account.unknown_figures import NOT_KNOWN, Figure
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date
from dm_tui.domain.purchase.plan import PlanStatus, PlanView
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.shared.setup_status import domain_status, template_status
from dm_tui.tui.screen_text import Part, hanging_fact, muted

_NAMED = 4
"""How many of a kind are named."""

_NONE = "none"


def paint_owned(direct_mail: DirectMail, view: Overview, width: int, *, tall: bool) -> list[Part]:
    """Return a fact for each kind, in a `tall` room with a row for each item; yours where there are any."""
    account, between = direct_mail.prerequisites.account(), "\n" if tall else ", "

    def named(figure: Figure, names: Sequence[str]) -> str:
        return NOT_KNOWN if account.unknown_of(figure) else _named(names, between)

    domains = [f"{domain.readable} {domain_status(domain)}" for domain in direct_mail.domains.list()]
    senders = [sender.readable for sender in direct_mail.senders.list()]
    templates = [
        f"{template.name} {template_status(template)}" for template in direct_mail.templates.records()
    ]
    active = [plan for plan in view.plans or () if plan.status is PlanStatus.ACTIVE]
    facts = {
        "Plans": named(Figure.PLANS, _plan_words(active, tall=tall)),
        "Domains": named(Figure.DOMAINS, domains),
        "Addresses": named(Figure.SENDERS, senders),
        "Templates": named(Figure.TEMPLATES, templates),
        **{label: _named(names, "\n" if tall else "; ") for label, names in _yours(direct_mail).items()},
    }
    rows: list[Part] = ["", muted("What this account owns")]
    for label, words in facts.items():
        first, *others = words.split("\n")
        rows.append(hanging_fact(f"  {label}", first, width))
        rows += [hanging_fact("", other, width) for other in others]
    return rows


def _plan_words(active: Sequence[PlanView], *, tall: bool) -> list[str]:
    """Return what is left of the active plans, and until when: of each, or of all of them."""
    if not active or tall:
        return [
            f"{plan.spec}, {show_count(plan.left, 'email')} left, until {show_date(plan.expires_at)}"
            for plan in active
        ]
    left = show_count(sum(plan.left for plan in active), "email")
    return [f"{len(active):,} active, {left} left, the last until {show_date(active[-1].expires_at)}"]


def _yours(direct_mail: DirectMail) -> dict[str, list[str]]:
    """Return the lists of recipients that are saved here, and the mailings that are begun."""
    kept = [
        f"{clean_line(kept.name, 40)}, {show_count(kept.count, 'recipient')}"
        for kept in direct_mail.recipient_lists.all()
    ]
    begun = [
        clean_line(draft.subject, 40) or "without a subject" for draft in direct_mail.mailing_drafts.all()
    ]
    return {label: names for label, names in (("Lists", kept), ("Drafts", begun)) if names}


def _named(names: Sequence[str], between: str) -> str:
    more = len(names) - _NAMED
    rest = [f"and {more:,} more"] if more > 0 else []
    return between.join([*names[:_NAMED], *rest]) or _NONE
