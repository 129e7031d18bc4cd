"""Finding which of the two sites bills the account: only that one answers its questions."""

from functools import partial
from typing import NamedTuple

from dm_tui.domain.money import Money
from dm_tui.providers.alibaba.api import account_and_plan_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.api.errors import CallFailedError, NotSentError
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads, Wait
from dm_tui.providers.alibaba.reading.read_balance import balance_in
from dm_tui.providers.alibaba.reading.reading_record import DOCUMENTED_PRODUCT

_ONE_ROW: dict[str, object] = {"page_num": 1, "page_size": 1}  # our own choice

_SITE_QUESTIONS: dict[str, dict[str, object]] = {
    "QueryAccountBalance": {},
    "QueryOrders": _ONE_ROW,
    "QueryResourcePackageInstances": {"product_code": DOCUMENTED_PRODUCT, **_ONE_ROW},
}
"""Calls that only the site of the account answers, in the order in which they are tried; to send, in
the reverse order: who only sends need not see the balance.
"""

SITE_ANSWER_SECONDS = 2.0
"""How long one of these calls may take before the next is tried (our own limit)."""

NOT_APPLICABLE = "NotApplicable"
"""What a site answers to an account of the other one (billing API)."""


class SiteFinding(NamedTuple):
    """Whether an answer named the account's site, and the balance, if that was the answer.

    It is `guessed` where the list of products was the answer: no page says that another site refuses it.
    """

    known: bool
    balance: Money | None = None
    guessed: bool = False


def find_site(
    client: Client, at_once: ParallelReads, asked: Wait[object] | None = None, *, to_send: bool = False
) -> SiteFinding:
    """Set the client's site to the one that bills the account, and return whether an answer named it.

    A site may check permissions before it checks whose account it is, so a denial alone says nothing.
    Where a question is slow or broken, the next one decides. A call to the client's site that is `asked`
    already answers the question too.
    """
    first = client.site
    excluded: set[Site] = set()
    if asked is not None:
        try:
            asked(SITE_ANSWER_SECONDS)
        except NotSentError:
            return SiteFinding(known=False)
        except CallFailedError as failure:
            if is_for_other_site(failure):
                excluded.add(first)
        else:
            return SiteFinding(known=True, guessed=True)
    for call in reversed(_SITE_QUESTIONS) if to_send else _SITE_QUESTIONS:
        for site in (first, first.other):
            if site in excluded:
                continue
            client.site = site
            ask = partial(client.read, Service.BILLING, call, answers.BalanceAnswer, **_SITE_QUESTIONS[call])
            try:
                answer = at_once.begin(ask)(SITE_ANSWER_SECONDS)
            except NotSentError:
                client.site = first
                return SiteFinding(known=False)
            except CallFailedError as failure:
                if is_for_other_site(failure):
                    excluded.add(site)
            else:
                return SiteFinding(known=True, balance=balance_in(answer))
        if len(excluded) == 1:
            client.site = next(iter(excluded)).other
            return SiteFinding(known=True)
    client.site = first
    return SiteFinding(known=False)


def is_for_other_site(failure: Exception | None) -> bool:
    """Say whether a call failed because the account belongs to another site."""
    return isinstance(failure, CallFailedError) and failure.code.startswith(NOT_APPLICABLE)
