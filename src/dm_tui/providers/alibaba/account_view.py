"""The account as it was last read, with the reasons not to trust that."""

from dm_tui.domain.account.account import Account, Identity, IdentityKind, Prerequisite, PrerequisiteKind
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, VerificationState

_UNREAD = "not read yet"


def build_account(record: LiveAccount, trouble: DirectMailError | None) -> Account:
    """Return the account of a record; `trouble` is why it could not be read again."""
    denied = record.verification is VerificationState.DENIED
    return Account(
        id=record.id or _UNREAD,
        identity=record.identity or Identity(kind=IdentityKind.ACCOUNT, name=_UNREAD),
        region=record.region,
        identity_verified=record.verification
        in (VerificationState.INFERRED, VerificationState.CONFIRMED_BY_USER),
        mainland_verified=record.mainland_told and not denied,
        verification=record.verification,
        missing_actions=record.missing,
        findings=tuple(_findings(record, trouble)),
    )


def _findings(record: LiveAccount, trouble: DirectMailError | None) -> list[Prerequisite]:
    kind = PrerequisiteKind.ACCOUNT
    if trouble is not None:
        return [_finding(kind, "Account", trouble.message, trouble.hint)]
    if record.read_at is None:
        return [_finding(kind, "Account", _UNREAD, "Alibaba Cloud is being asked.")]
    who = f"{record.id}, {record.site} site, by {record.credentials}"
    read = f"{who}, read {show_instant(record.read_at)}"
    findings = [Prerequisite(kind=kind, title="Account", met=True, detail=read)]
    if record.prices_problem:
        hint = "Without prices you cannot buy here; you can activate pay-as-you-go."
        prices = PrerequisiteKind.PRICES
        findings.append(_finding(prices, "Prices", record.prices_problem, hint))
    return findings


def _finding(kind: PrerequisiteKind, title: str, detail: str, hint: str) -> Prerequisite:
    return Prerequisite(kind=kind, title=title, met=False, detail=detail, hint=hint)
