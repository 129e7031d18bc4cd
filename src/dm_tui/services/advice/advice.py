"""The adviser for an account: the question filled in from its plans, quota and usage, and the answer."""

from collections.abc import Iterator
from decimal import Decimal

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.advice.advice_request import DEFAULT_MONTHS, AdviceRequest, QuotaChoice
from dm_tui.domain.advice.advisor import compare_billing_models, make_advice
from dm_tui.domain.advice.curves import SpreadCurve, VolumeCurve, spread_curve, volume_curve
from dm_tui.domain.advice.results import AdviceResult, BillingComparison, Recommendation
from dm_tui.domain.advice.saving_curve import SavingCurve, saving_curve, saving_of_advice
from dm_tui.domain.advice.volume_from_usage import HISTORY_MONTHS, VolumeProposal, propose_volume
from dm_tui.domain.advice.wording import (
    FREE_QUOTA_NOT_COUNTED,
    NO_HISTORY,
    NO_PLAN_TO_RECOMMEND,
    QUOTA_NOT_COUNTED,
)
from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_warnings import QuoteContext, QuoteWarning, QuoteWarningCode
from dm_tui.domain.purchase.quote_wording import PRICES_OF_ANOTHER_SOURCE
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.usage_record import EmailCount, UsageRecord
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.advice.account_quota import read_account_quota
from dm_tui.services.advice.unread_figures import require_what_advice_needs
from dm_tui.services.usage.quota_left import current_meter, sent_since
from dm_tui.store.state import StateFile, Tables


class Advice:
    """Makes the question from the account, and answers it. Changes nothing."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, facts: ProviderFacts) -> None:
        self._state = state
        self._account = account
        self._shop = shop
        self._facts = facts

    def proposal(self) -> VolumeProposal | None:
        """Return the volume that past usage suggests, None where there is too little usage."""
        with self._state.read() as tables:
            return propose_volume(self._recent_usage(tables), self._account.now())

    def question(
        self,
        monthly: tuple[int, ...] | None = None,
        *,
        spread: Decimal | None = None,
        growth: Decimal | None = None,
        months: int | None = None,
        daily_quota: int | QuotaChoice = QuotaChoice.OWN,
        quota_growth: Decimal = Decimal(0),
    ) -> AdviceRequest:
        """Return the question with the account's plans and quota.

        Without a volume, past usage proposes one.
        """
        if monthly is None:
            proposal = self.proposal()
            if proposal is None:
                raise NO_HISTORY()
            monthly = (proposal.monthly,)
            # Proposed only together with the volume: they belong to the same history.
            spread = proposal.spread if spread is None else spread
            growth = proposal.growth if growth is None else growth
        require_what_advice_needs(self._account.current(), daily_quota)
        now, catalogue = self._account.now(), self._priced_catalogue()
        plans, meter = read_account_quota(self._state, catalogue, now)
        return AdviceRequest(
            start=now,
            monthly=monthly,
            months=max(DEFAULT_MONTHS, len(monthly)) if months is None else months,
            growth=Decimal(0) if growth is None else growth,
            spread=Decimal(0) if spread is None else spread,
            daily_quota=_choose_quota(daily_quota, meter.daily_limit),
            quota_growth=quota_growth,
            owned=plans,
            free_left=meter.free_left,
        )

    def on_buying_again(self) -> Recommendation | None:
        """Return what Advice says before anything is typed; None where the account is no ground for it."""
        try:
            return self.findings(self.question()).recommendation
        except DirectMailError:
            return None

    def _priced_catalogue(self) -> Catalogue:
        catalogue = self._shop.catalogue()
        if not catalogue.plans:
            raise NO_PLAN_TO_RECOMMEND()
        return catalogue

    def findings(self, question: AdviceRequest) -> AdviceResult:
        """Return what to buy and when, and every option beside it."""
        catalogue = self._shop.catalogue()
        with self._state.read() as tables:
            pay_as_you_go = tables.single(PayAsYouGo)
            meter = current_meter(tables, catalogue, self._account.now())
        context = QuoteContext(
            daily_quota=meter.daily_limit,
            pay_as_you_go_active=pay_as_you_go.active,
            overdue=pay_as_you_go.overdue,
        )
        result = make_advice(question, catalogue, context)
        notes = _price_notes(catalogue)
        if self._account.current().unknown_of(Figure.DAILY_QUOTA):
            notes += (QUOTA_NOT_COUNTED,)
        unknown = tuple(
            QuoteWarning(code=QuoteWarningCode.NOT_KNOWN, message=note, serious=True) for note in notes
        )
        return result.model_copy(update={"warnings": (*unknown, *result.warnings)}) if unknown else result

    def curve(self, question: AdviceRequest, result: AdviceResult) -> VolumeCurve:
        """Return the cost of every option against the volume."""
        return volume_curve(question, self._shop.catalogue(), result)

    def spread_curve(self, question: AdviceRequest, result: AdviceResult) -> SpreadCurve:
        """Return the expected cost of every option against the spread: from predictable to variable."""
        return spread_curve(question, self._shop.catalogue(), result)

    def compare(self, monthly: int, quota_growth: Decimal = Decimal(0)) -> BillingComparison:
        """Return the cost of `monthly` emails by either billing model, as `advise` counts it.

        The daily quota limits it, and the free quota and the plans you own pay first.
        """
        catalogue = self._shop.catalogue()
        question = self.question((monthly,), quota_growth=quota_growth)
        comparison = compare_billing_models(question, catalogue)
        free = (FREE_QUOTA_NOT_COUNTED,) if question.free_left is None else ()
        return comparison.model_copy(update={"notes": (*_price_notes(catalogue), *free)})

    def saving_curve(self, monthly: int | None, quota_growth: Decimal = Decimal(0)) -> SavingCurve:
        """Return what plans save at every volume: those for `monthly` emails, one small plan without it."""
        question = self.question((monthly or 1,), quota_growth=quota_growth)
        return saving_curve(question, self._shop.catalogue(), is_mine=bool(monthly))

    def saving_of(
        self, question: AdviceRequest, result: AdviceResult, curve: VolumeCurve
    ) -> SavingCurve | None:
        """Return what the plans of an advice save at every volume, None where there is none to buy."""
        return saving_of_advice(question, result, curve)

    def _recent_usage(self, tables: Tables) -> Iterator[EmailCount]:
        """Yield the usage that a proposal considers.

        Our own records come newest first, up to one that is older than that.
        """
        since = add_months(self._account.now(), -HISTORY_MONTHS)
        if self._facts.vendor_meters:
            yield from sent_since(tables, self._account.current().region, since)
            return
        for record in tables.of(UsageRecord).history():
            yield record
            if record.hour < since:
                return


def _price_notes(catalogue: Catalogue) -> tuple[str, ...]:
    """Return whose the prices are, where they are not the account's of today."""
    note = PRICES_OF_ANOTHER_SOURCE.get(catalogue.prices_from)
    return (note,) if note else ()


def _choose_quota(choice: int | QuotaChoice, own: int | None) -> int | None:
    if choice is QuotaChoice.NONE:
        return None
    return own if choice is QuotaChoice.OWN else choice
