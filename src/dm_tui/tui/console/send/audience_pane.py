"""Who gets the mailing, beside the form in a tall window: by domain, the first, and who is left out."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from dm_tui.domain.counts import show_count
from dm_tui.domain.text import clean_line
from dm_tui.services.mailing.audience import Audience
from dm_tui.tui.bars_and_ladders import bar_across
from dm_tui.tui.screen_text import Part, lines, muted, text, warning
from dm_tui.tui.widgets.text_block import TextBlock

LEAST_ROWS = 36
"""Rows beside the form from which on there is room for it."""

COUNTED = 20_000
"""Addresses that are counted by domain: more take a moment too long while you type."""

_DOMAINS, _ADDRESSES, _LEFT_OUT = 5, 4, 3
"""How many of each are named at most."""


class AudiencePane(TextBlock):
    """Painted when the recipients are others than before."""

    def __init__(self) -> None:
        super().__init__(id="who", classes="panel")
        self.border_title = "Who gets it"
        self.display = False
        self._painted: tuple[Audience | None, int] = (None, 0)

    def show(self, audience: Audience | None, width: int, rows: int) -> None:
        """Show these recipients in a column of this size, nothing before there are any."""
        self.display = audience is not None and bool(audience.addresses) and rows >= LEAST_ROWS
        painted, before = self._painted
        if audience is None or not self.display or (painted is audience and before == width):
            return
        self._painted = (audience, width)
        self.update(lines(paint_audience(audience, max(20, width))))


def paint_audience(audience: Audience, width: int) -> list[Part]:
    """Return the domains of the recipients as bars, the first addresses, and the first that are left out."""
    rows = _by_domain(audience.addresses, width)
    rows += ["", muted("The first of them")]
    rows += [clean_line(address, width) for address in islice(audience.addresses, _ADDRESSES)]
    if audience.problem_count:
        rows += ["", muted(f"{audience.problem_count:,} left out")]
        for problem in audience.problems[:_LEFT_OUT]:
            rows.append(warning(audience.problem_words(problem), width=width))
        if (more := audience.problem_count - _LEFT_OUT) > 0:
            rows.append(muted(f"and {more:,} more: F4 lists them"))
    return rows


def _by_domain(addresses: Iterable[str], width: int) -> list[Part]:
    domains = Counter(address.rpartition("@")[2].lower() for address in islice(addresses, COUNTED))
    counted = domains.total()
    shown = domains.most_common(_DOMAINS)
    names = min(width // 2, max(len(name) for name, _ in shown))
    figures = len(f"{shown[0][1]:,}")
    room = max(1, width - names - figures - 2)
    rows: list[Part] = []
    for name, emails in shown:
        drawn = bar_across(emails, shown[0][1], room)
        cut = text(clean_line(name, 200)).truncate(names, ellipsis=True, pad=True)
        rows.append(text(cut, (f" {drawn:<{room}} ", "$good"), (f"{emails:>{figures},}", "bold")))
    if more := len(domains) - len(shown):
        rows.append(muted(f"and {show_count(more, 'more domain')}"))
    if counted == COUNTED:
        rows.append(muted(f"of the first {COUNTED:,}"))
    return rows
