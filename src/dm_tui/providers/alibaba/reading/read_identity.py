"""Reading who pays: the identity behind the credentials, their site, and what they may read."""

from datetime import datetime

from dm_tui.domain.account.account import Identity, IdentityKind
from dm_tui.domain.account.service_status import ServiceAccount, ServiceStatus
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.usage.metering import Meter
from dm_tui.providers.alibaba.api import billing_answers as answers
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import RefusedError, read_if_allowed

_KINDS = {"Account": IdentityKind.ACCOUNT, "RAMUser": IdentityKind.RAM_USER}  # all else are roles

_STATUS_BITS = (
    (8, ServiceStatus.DELETED),
    (1, ServiceStatus.FROZEN),
    (4, ServiceStatus.RESTRICTED),
    (2, ServiceStatus.OVERDUE),
)
"""The meaning of each bit of a user's status, the most serious first."""

NOT_ACTIVATED = "InvalidUser.NotFound"
"""The answer of every Direct Mail call until it is activated."""


def read_identity(client: Client) -> tuple[str, Identity]:
    """Return the account's id and the identity that signs. This call needs no permission."""
    caller = client.read(Service.IDENTITY, "GetCallerIdentity", answers.CallerIdentity)
    kind = _KINDS.get(caller.identity_type, IdentityKind.ROLE)
    _, *names = caller.arn.split("/")  # for a role: its name, then the session's
    name = names[0] if kind is IdentityKind.ROLE and names else "/".join(names) or "owner"
    return caller.account_id, Identity(kind=kind, name=name)


def find_site(client: Client) -> Money | None:
    """Set the client's site to the one the account belongs to, and return its balance.

    The wrong site answers NotApplicable. None where the balance may not be read; raises if no site knows the account.
    """
    for site in (client.site, client.site.other):
        client.site = site
        try:
            return read_balance(client)
        except RefusedError as refused:
            if not refused.code.startswith("NotApplicable"):
                raise
            last = refused
    raise last


def read_balance(client: Client) -> Money | None:
    """Return the prepaid balance at the client's site, None where it may not be read."""
    answer = read_if_allowed(
        lambda: client.read(Service.BILLING, "QueryAccountBalance", answers.BalanceAnswer)
    )
    if answer is None:  # a site may check permissions before it checks the account
        page = {"page_num": 1, "page_size": 1}
        read_if_allowed(
            lambda: client.read(Service.BILLING, "QueryOrders", answers.QueryOrdersAnswer, **page)
        )
        return None
    amount, currency = answer.data.available_amount, answer.data.currency
    return Money(amount=amount, currency=currency) if amount is not None and currency else None


def read_service_summary(client: Client) -> answers.AccountSummary | None:
    """Return the summary of Direct Mail, None until it is activated (there is no other sign of that)."""
    try:
        return client.read(Service.MAIL, "DescAccountSummary", answers.AccountSummary)
    except RefusedError as refused:
        if refused.code == NOT_ACTIVATED:
            return None
        raise


def build_service_account(
    summary: answers.AccountSummary, used_today: int, known: Catalogue, now: datetime
) -> ServiceAccount:
    """Return the account as the service reports it; what the service leaves out is None."""
    status = summary.user_status or 0
    standing = next((name for bit, name in _STATUS_BITS if status & bit), ServiceStatus.NORMAL)
    return ServiceAccount(
        at=now,
        standing=standing,
        meter=Meter(
            free_left=summary.remain_free_quota,
            free_left_today=summary.daily_remain_free_quota,
            daily_limit=summary.daily_quota,
            daily_used=used_today,
        ),
        free_a_day=known.free_emails_a_day,
        month_quota=summary.month_quota or 0,
        reputation=summary.quota_level or 0,
        best_reputation=summary.max_quota_level or 0,
    )
