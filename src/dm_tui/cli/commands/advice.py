"""`advise`: the recommendation first, then why, the other options, and what to know beforehand."""

from argparse import Namespace
from decimal import Decimal

from dm_tui.cli.output import Answer
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.advice.advice_request import QuotaChoice
from dm_tui.domain.advice.curves import SpreadCurve
from dm_tui.domain.advice.results import AdviceOption, PlannedPurchase, Recommendation
from dm_tui.domain.advice.typed_figures import parse_daily_quota, parse_months, parse_percent, parse_volumes
from dm_tui.domain.advice.wording import option_label, request_summary, sensitivity_lines
from dm_tui.domain.dates import show_date
from dm_tui.domain.purchase.quote_warnings import QuoteWarning, QuoteWarningCode
from dm_tui.lines.table import table
from dm_tui.services.advice.json_shapes import AdviceAnswer, AdviceRequestShape
from dm_tui.services.direct_mail import DirectMail


def advise(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Which billing model, what to buy and when; without a volume past usage suggests one."""
    monthly = None if args.monthly is None else parse_volumes(args.monthly)
    question = direct_mail.advice.question(
        monthly,
        spread=_percent(args.spread, "spread"),
        growth=_percent(args.growth, "growth"),
        months=None if args.months is None else parse_months(args.months),
        daily_quota=QuotaChoice.OWN if args.daily_quota is None else parse_daily_quota(args.daily_quota),
        quota_growth=_percent(args.quota_growth, "growth of the quota") or Decimal(0),
    )
    results = direct_mail.advice.findings(question)
    by_spread = direct_mail.advice.spread_curve(question, results)
    from_history = monthly is None
    best = results.recommendation
    owned = sum(plan.left for plan in question.owned)
    shape = AdviceRequestShape.take(question, from_history=from_history, owned_left=owned)
    lines = [
        *(f"! {warning.message}" for warning in results.warnings if _is_unknown(warning)),
        f"Recommended: {best.headline[:1].lower()}{best.headline[1:]}",
        best.why,
        *_purchases(best.plans),
        "",
        request_summary(question, from_history=from_history),
        *_options(results.options, best, uncertain=bool(question.spread)),
        "",
        "On average, from a predictable volume (no spread) to a variable one:",
        *_by_spread(by_spread, best),
        "",
        *sensitivity_lines(results, question, by_spread),
        *(f"! {warning.message}" for warning in results.warnings if not _is_unknown(warning)),
    ]
    account, source = direct_mail.prerequisites.account(), direct_mail.purchases.catalogue().prices_from
    unknown = account.unknown_of(
        Figure.PRICES, Figure.PLANS, Figure.SOME_PLANS, Figure.DAILY_QUOTA, Figure.FREE_QUOTA
    )
    document = AdviceAnswer.take(
        results, question=shape, by_spread=by_spread, prices_from=source, unknown=unknown
    )
    return Answer(document, lines)


def _is_unknown(warning: QuoteWarning) -> bool:
    """Say whether a warning is about a figure that could not be read: it stands before the figures."""
    return warning.code is QuoteWarningCode.NOT_KNOWN


def _purchases(plans: tuple[PlannedPurchase, ...]) -> list[str]:
    if len(plans) < 2:
        return []
    rows = [
        (f"buy on {show_date(plan.buy_at)}" if plan.month else "buy now",
         f"{plan.quantity} × {plan.spec}", str(plan.price))
        for plan in plans
    ]  # fmt: skip
    return ["", *(f"  {line}" for line in table(("", "", ""), rows, "2")[1:])]


def _options(options: tuple[AdviceOption, ...], best: Recommendation, *, uncertain: bool) -> list[str]:
    heads = ["", f"cost in {best.expected_cost.currency}", "unused", "pays off above"]
    if uncertain:
        heads[2:2] = ["80 of 100 cases", "cheaper in"]
    rows = []
    for option in options:
        above = option.break_even_monthly
        row = [
            f"{'→' if option.name == best.name else ' '} {option_label(option.name)}",
            option.expected_cost.figure(),
            f"{option.unused_emails:,}" if option.plans else "",
            "" if not option.plans else "never" if above is None else f"{above:,} a month",
        ]
        if uncertain:
            row[2:2] = [
                f"{option.low_cost.figure()} to {option.high_cost.figure()}",
                "" if option.chance_percent is None else f"{option.chance_percent} %",
            ]
        rows.append(row)
    return _table_of_figures(heads, rows)


def _by_spread(curve: SpreadCurve, best: Recommendation) -> list[str]:
    """Return every other point of the curve, and where it crosses pay-as-you-go."""
    heads = ["", *(f"{spread} %" for spread in curve.spreads[::2]), "pays off under"]
    rows = [
        [
            f"{'→' if line.name == best.name else ' '} {option_label(line.name)}",
            *(f"{cost:,.2f}" for cost in line.costs[::2]),
            "" if line.break_even is None else f"{line.break_even} %",
        ]
        for line in curve.lines
    ]
    return _table_of_figures(heads, rows)


def _table_of_figures(heads: list[str], rows: list[list[str]]) -> list[str]:
    return table(heads, rows, "".join(map(str, range(1, len(heads)))))


def _percent(text: str | None, name: str) -> Decimal | None:
    return None if text is None else parse_percent(text, name)
