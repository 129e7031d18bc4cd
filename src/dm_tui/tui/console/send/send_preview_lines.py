"""What sending would do, as lines: who pays and has what left, what has to wait, and the warnings.

The sentences are the domain's; marks, colours and layout are chosen here.
"""

from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.mailing.wording import payment_sources
from dm_tui.lines.figures import show_figure
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, hanging_fact, text, warning


def send_preview_lines(preview: Preview, width: int) -> list[Part]:
    """Return the preview: what each source pays and has left, which emails have to wait, and the warnings."""
    split, left = preview.split, preview.left
    rows: list[Part] = []
    if preview.unknown_payers:
        shares = [(split.emails, "not known from which source", "")]
    else:
        shares = known_shares(preview)
    shares += [(emails, str(reason), "left out, not billed") for reason, emails in preview.left_out.items()]
    shares.append((preview.held_back, "held back", ""))
    for emails, name, after in shares:
        if emails:
            line = f"{emails:>11,}  {name}"
            if not after:
                rows.append(line)
                continue
            fits = len(line) + 3 + len(after) <= width
            rows.append(text(line, (f" {MARKS.dot} {after}" if fits else f"\n{'':13}{after}", "$muted")))
    rows.append(hanging_fact("Cost", _cost(preview), width))
    if preview.budget is not None:
        rows.append(hanging_fact("Month", preview.budget.sentence, width))
    if preview.schedule_words:
        rows.append(hanging_fact("When", preview.schedule_words, width))
    rows.append(
        fact(
            "Then" if preview.begins_later else "Today",
            f"{show_figure(left.daily_quota)} of the daily quota left",
        )
    )
    rows += [warning(surprise.message, width=width) for surprise in preview.warnings]
    return rows


def known_shares(preview: Preview) -> list[tuple[int, str, str]]:
    """Return how many emails each source pays for, and what it has left."""
    split, left = preview.split, preview.left
    owed = f"open amount then {left.open_amount}" if left.open_amount else ""
    plans = (
        (emails, f"plan {id}", f"{show_figure(left.plans[id])} left") for id, emails in split.plans.items()
    )
    return [
        (split.free, "free quota", f"{show_figure(left.free_today)} left today"),
        *plans,
        (split.pay_as_you_go, "pay-as-you-go", owed),
    ]


def short_send_preview_lines(preview: Preview, width: int) -> list[Part]:
    """Return the same on a few lines, for the room below the letter."""
    split, left = preview.split, preview.left
    after = f"cost {preview.cost_words} {MARKS.dot} {show_figure(left.daily_quota)} of today's quota left"
    rest = "" if preview.unknown_payers else ", ".join(f"{left.plans[id]:,} left" for id in split.plans)
    paid = f"Pays: {payment_sources(split, preview.unknown_payers)}{f'; {rest}' if rest else ''}"
    return [
        text((show_count(preview.recipients, "recipient"), "bold"), f" {MARKS.dot} {after}"),
        *(paid,) * bool(split.emails),
        *(f"When: {preview.schedule_words}",) * bool(preview.schedule_words),
        *(warning(surprise.message, width=width) for surprise in preview.warnings),
    ]


def _cost(preview: Preview) -> str:
    """Return what pay-as-you-go will bill; the currency's zero where all is covered."""
    split, plans = preview.split, list(preview.split.plans)
    if split.pay_as_you_go or not split.emails or preview.unknown_payers:
        return preview.cost_words
    if len(plans) == 1 and not split.free:
        return f"{preview.cost} (covered by plan {plans[0]})"
    if plans:
        return f"{preview.cost} (covered by quota and plans)"
    return f"{preview.cost} (covered by the free quota)"
