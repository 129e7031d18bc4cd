"""What is told of who is signed in: the identity, the regions it is verified for, and of a live account its standing."""

from collections.abc import Sequence

from dm_tui.domain.account.account import Account, Prerequisite, PrerequisiteKind, Region, missing_permissions
from dm_tui.services.overview.views import Overview, ServiceView
from dm_tui.tui.paint import MARKS, Part, fact, muted, text, warning

_WHERE_TO_VERIFY = (
    "Do it in the account's settings at {vendor}; no call reports it. Then confirm it before you buy, "
    "or: dm-tui verify REGION."
)


def identity_line(account: Account) -> Part:
    """Return who signs."""
    identity = account.identity
    return fact("Signed in", "the account owner" if identity.is_owner else identity.words)


def verification_lines(account: Account, regions: Sequence[Region]) -> list[Part]:
    """Return for which regions identity verification is complete."""
    rows: list[Part] = [muted("Verification by region")]
    width = max(len(region.name) for region in regions)
    for region in regions:
        here = "  this account's region" if region.id == account.region else ""
        state = (
            text((f"{MARKS.done} complete    ", "$success"))
            if account.is_verified_for(region)
            else warning("not complete")
        )
        rows.append(text(f"  {region.name:<{width}}  ", state, (here, "$muted")))
    return rows


def live_account_lines(
    account: Account, regions: Sequence[Region], checks: Sequence[Prerequisite], view: Overview
) -> list[Part]:
    """Return what was read of a live account: whose it is, how it stands, what may be done and what is missing."""
    rows: list[Part] = [fact("Account", account.id), identity_line(account)]
    for one in account.findings:
        what = "Read" if one.kind is PrerequisiteKind.ACCOUNT else one.title
        said = one.detail.removeprefix(f"{account.id}, ")
        rows.append(fact(what, said) if one.met else _missing(what, said))
        rows += [] if one.met else [muted(one.hint)]
    if view.service is not None:
        rows += _service_status_lines(view.service, view)
    elif view.read_at is not None:
        rows.append(fact("Direct Mail", "not activated, or not to be read"))
    rows += _permission_lines(account, checks)
    rows += ["", *verification_lines(account, regions)]
    if not all(account.is_verified_for(region) for region in regions):
        rows.append(muted(_WHERE_TO_VERIFY.format(vendor=view.facts.vendor_name)))
    return rows


def _service_status_lines(service: ServiceView, view: Overview) -> list[Part]:
    dot, quota = MARKS.dot, view.daily_quota
    standing = str(service.standing)
    month = f" {dot} {service.month_quota:,} a month" if service.month_quota else ""
    return [
        _missing("Standing", standing) if service.standing.closed else fact("Standing", standing),
        fact("Reputation", _level(service)),
        fact("Quota", f"{quota.used:,} of {quota.limit:,} used today{month}"),
        fact(
            "Free quota",
            f"{view.free_quota.left_today:,} left today {dot} {view.free_quota.left:,} left in all",
        ),
    ]


def _level(service: ServiceView) -> str:
    if not service.reputation:
        return "not told"
    best = f" of {service.best_reputation}" if service.best_reputation else ""
    return f"level {service.reputation}{best}: the daily quota grows with it"


def _permission_lines(account: Account, checks: Sequence[Prerequisite]) -> list[Part]:
    missing = missing_permissions(account)
    if not missing:
        return [
            fact("Permissions", one.detail.partition(", ")[2] or one.detail)
            for one in checks
            if one.kind is PrerequisiteKind.PERMISSIONS
        ]
    hints = [one.hint for one in checks if one.kind is PrerequisiteKind.PERMISSIONS]
    return [
        *(_missing("Permission", f"{right} is missing") for right in missing),
        *(muted(hint) for hint in hints),
    ]


def _missing(label: str, said: str) -> Part:
    return text((f"{label:<12} ", "$muted"), warning(said))
