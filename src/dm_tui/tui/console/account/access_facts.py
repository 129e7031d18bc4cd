"""The lines about the signed-in account: identity, verified regions, and the standing of a live account."""

from collections.abc import Sequence

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.permissions import missing_permissions
from dm_tui.domain.account.prerequisites import Prerequisite, PrerequisiteKind
from dm_tui.domain.account.regions import Region
from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.account.wording import VERIFICATION_WORDS
from dm_tui.lines.figures import daily_quota_words, free_quota_words
from dm_tui.services.overview.views import Overview, ServiceView
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, muted, text, warning

_WHERE_TO_VERIFY = (
    "Do it in the account's settings at {vendor}; no call reports it. Then confirm it before you buy, "
    "or: dm-tui verify REGION."
)


def identity_line(account: Account) -> Part:
    """Return who is signed in."""
    identity = account.identity
    return fact("Signed in", "the account owner" if identity.is_owner else identity.words)


def activation_line(account: Account) -> Part:
    """Return whether Direct Mail is activated, or that this is not known."""
    if account.activated is False:
        return _missing("Activation", "not complete: nothing can be set up or sent")
    return fact("Activation", VERIFICATION_WORDS[account.activated])


def verification_lines(account: Account, regions: Sequence[Region], room: int) -> list[Part]:
    """Return the regions and whether identity verification is complete for each, in rows of `room` cells."""
    rows: list[Part] = [muted("Verification by region")]
    width = max(len(region.name) for region in regions)
    for region in regions:
        here = "  your region" if region.id == account.region else ""
        state = (
            text((f"{MARKS.done} complete    ", "$success"))
            if account.verified_for(region)
            else warning(VERIFICATION_WORDS[account.verified_for(region)])
        )
        row = text(f"  {region.name:<{width}}  ", state, (here, "$muted"))
        if row.cell_length > room:
            row = text(f"{MARKS.here if here else ' '} {region.name:<{width}}  ", state)
        rows.append(row)
    return rows


def live_account_lines(
    account: Account, regions: Sequence[Region], checks: Sequence[Prerequisite], view: Overview, room: int
) -> list[Part]:
    """Return the lines about a live account: identity, standing, quotas, and missing permissions."""
    rows: list[Part] = [fact("Account", account.id), identity_line(account)]
    for finding in account.findings:
        label = "Read" if finding.kind is PrerequisiteKind.ACCOUNT else finding.title
        detail = finding.detail.removeprefix(f"{account.id}, ")
        rows.append(fact(label, detail) if finding.met else _missing(label, detail))
        rows += [] if finding.met else [muted(finding.hint)]
    if view.service is not None:
        rows += _service_status_lines(view.service, view)
    rows.append(activation_line(account))
    rows += _permission_lines(account, checks)
    rows += ["", *verification_lines(account, regions, room)]
    if not all(account.verified_for(region) for region in regions):
        rows.append(muted(_WHERE_TO_VERIFY.format(vendor=view.facts.vendor_name)))
    return rows


def _service_status_lines(service: ServiceView, view: Overview) -> list[Part]:
    dot = MARKS.dot
    standing = NOT_KNOWN if service.standing is None else str(service.standing)
    month = f" {dot} {service.month_quota:,} a month" if service.month_quota else ""
    return [
        _missing("Standing", standing) if service.closed else fact("Standing", standing),
        fact("Reputation", _level(service)),
        fact("Quota", f"{daily_quota_words(view.daily_quota)}{month}"),
        fact("Free quota", free_quota_words(view.free_quota)),
    ]


def _level(service: ServiceView) -> str:
    if not service.reputation:
        return NOT_KNOWN
    best = f" of {service.best_reputation}" if service.best_reputation else ""
    return f"level {service.reputation}{best}: the daily quota grows with it"


def _permission_lines(account: Account, checks: Sequence[Prerequisite]) -> list[Part]:
    missing = missing_permissions(account)
    if not missing:
        return [
            fact("Permissions", check.detail.partition(", ")[2] or check.detail)
            for check in checks
            if check.kind is PrerequisiteKind.PERMISSIONS
        ]
    hints = [check.hint for check in checks if check.kind is PrerequisiteKind.PERMISSIONS]
    return [
        *(_missing("Permission", f"{right} is missing") for right in missing),
        *(muted(hint) for hint in hints),
    ]


def _missing(label: str, detail: str) -> Part:
    return text((f"{label:<12} ", "$muted"), warning(detail))
