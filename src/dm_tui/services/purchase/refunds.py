"""What refunds would bring: asked of the vendor for one plan, or for all that expire soon.

None is ever requested.
"""

from contextlib import suppress
from datetime import timedelta

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.account.unread_lists import absent
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.refund import ASK_AGAIN_AFTER, RefundOffer, may_be_refunded
from dm_tui.domain.usage.wording import UNKNOWN_PLAN
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.store.state import StateFile


class Refunds:
    """Asks, and keeps the answers: a reminder names the last one without a call of its own."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, facts: ProviderFacts) -> None:
        self._state, self._account, self._shop, self._facts = state, account, shop, facts

    @property
    def page(self) -> str:
        """Where a refund is requested; empty where there is nothing to request."""
        return self._shop.refund_page

    def ask(self, plan_id: str) -> RefundOffer:
        """Return what giving a plan back would bring now, or refuse an unknown plan. Blocks."""
        with self._state.read() as tables:
            unknown = absent(self._account.current(), Figure.PLANS, UNKNOWN_PLAN(plan=plan_id))
            plan = tables.of(ResourcePlan).require(plan_id, unknown)
        return self._save(self._shop.refund_offer(plan))

    def last_offer(self, plan: ResourcePlan) -> RefundOffer | None:
        """Return the last answer for a plan, None before the first; a provider without a network is asked."""
        if not self._facts.is_remote:
            return self._shop.refund_offer(plan)
        with self._state.read() as tables:
            return tables.of(RefundOffer).get(plan.id)

    def ask_before_expiry(self, days: int) -> None:
        """Ask, once a day, for each plan that was never used and expires within `days`.

        That there was no answer is noted as well.
        """
        now = self._account.now()
        with self._state.read() as tables:
            plans = [plan for plan in tables.of(ResourcePlan).open() if may_be_refunded(plan, now)]
            offers = {plan.id: tables.of(RefundOffer).get(plan.id) for plan in plans}
        for plan in plans:
            offer = offers[plan.id]
            due = offer is None or now - offer.at >= ASK_AGAIN_AFTER
            if due and plan.expires_at - now <= timedelta(days=days):
                answer = offer.model_copy(update={"at": now}) if offer else RefundOffer(id=plan.id, at=now)
                with suppress(DirectMailError):
                    answer = self._shop.refund_offer(plan)
                self._save(answer)

    def _save(self, offer: RefundOffer) -> RefundOffer:
        with self._state.transaction() as tables:
            return tables.of(RefundOffer).put(offer)
