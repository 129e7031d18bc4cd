"""What a purchase would cost and save: plans that you own are used first, so a quote counts them."""

from decimal import Decimal

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.mail_for_new_plans import coming_mail
from dm_tui.domain.purchase.coming_mail import ComingMail
from dm_tui.domain.purchase.quote import Quote, make_quote
from dm_tui.domain.purchase.quote_warnings import QuoteContext
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.advice.account_quota import read_account_quota
from dm_tui.store.state import StateFile


class Quotes:
    """Quotes purchases, and says what mail they would pay for. Changes nothing, and loads no adviser."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, facts: ProviderFacts) -> None:
        self._state = state
        self._account = account
        self._shop = shop
        self._facts = facts

    def quote(self, spec: str, quantity: int, mail: ComingMail | None = None) -> Quote:
        """Return what `quantity` × `spec` would cost now, with every warning that applies.

        Without `mail` it is what the daily quota allows.
        """
        catalogue = self._shop.catalogue()
        with self._state.read() as tables:
            pay_as_you_go = tables.single(PayAsYouGo)
        context = QuoteContext(
            daily_quota=catalogue.daily_quota,
            pay_as_you_go_active=pay_as_you_go.active,
            overdue=pay_as_you_go.overdue,
            mail=self.coming_mail() if mail is None else mail,
            vendor_decides=self._facts.moves_real_money,
            balance=self._shop.balance() if self._facts.moves_real_money else None,
        )
        return make_quote(catalogue, catalogue.plan(spec), quantity, self._account.now(), context)

    def coming_mail(
        self, monthly: int | None = None, quota_growth: Decimal = Decimal(0), *, besides: str | None = None
    ) -> ComingMail:
        """Return the mail that new plans would pay for, at `monthly` emails if you expect them.

        The plans of the order `besides` are the new ones: they are not among those you own.
        """
        account, catalogue, now = self._account.current(), self._shop.catalogue(), self._account.now()
        if account.unknown_of(Figure.PLANS, Figure.SOME_PLANS):
            return ComingMail()
        plans, meter = read_account_quota(self._state, catalogue, now)
        question = AdviceRequest(
            start=now,
            monthly=(0,),
            daily_quota=meter.daily_limit,
            quota_growth=quota_growth,
            owned=tuple(plan for plan in plans if plan.order_id != besides),
            free_left=meter.free_left,
        )
        limited = meter.daily_limit is not None or account.activated is False
        return coming_mail(question, catalogue, monthly if limited else None)
