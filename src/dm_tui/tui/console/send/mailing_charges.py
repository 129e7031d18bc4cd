"""What a mailing was charged so far, by what paid for it."""

from textual.content import Content

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.unknown_charge import certain_charge, why_charge_unknown
from dm_tui.domain.mailing.wording import payment_sources
from dm_tui.lines.figures import unknown_lines
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import fact, text


def charges_line(mailing: Mailing) -> Content:
    """Return which source paid for how many so far.

    The current chunk is charged, whether it leaves or not.
    """
    chunk, unknown = mailing.chunk, mailing.unknown_payers
    if chunk is None:
        doubts = [figure.why for figure in why_charge_unknown(mailing)[len(unknown) :]]
        why = "".join(f"\n{line}" for line in (*unknown_lines(unknown), *doubts))
        return text(
            fact("Paid", payment_sources(certain_charge(mailing), unknown) or "nothing yet", 8),
            (why, "$muted"),
        )
    under_way = f" {MARKS.dot} {chunk.charged.emails:,} of it under way"
    paid = fact("Paid", payment_sources(mailing.charged + chunk.charged, unknown), 8)
    return text(paid, (under_way, "$muted"))
