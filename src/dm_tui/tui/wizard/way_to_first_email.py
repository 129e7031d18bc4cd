"""The way to the first email after a purchase: its steps, with the keys of the receipt."""

from collections.abc import Sequence

from dm_tui.services.overview.next_steps import next_step
from dm_tui.services.overview.views import NextStep
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, hanging, muted, text

KEYS = {"activate": "a", "domains add": "d", "domains verify": "d"}
"""The keys of the receipt for the steps that it leads to."""

_REASONS = {
    "buy": "emails paid for beforehand",
    "activate": "until then nothing can be sent",
    "domains add": "DNS records to copy to your domain",
    "domains verify": "DNS records to copy to your domain",
    "senders add": "the address that your mail comes from",
    "templates add": "a letter with places for names",
    "templates submit": "a review is needed before it is used",
    "templates change": "a reviewer rejected it",
    "send": "to yourself, to see how it arrives",
}


def way_to_first_email(steps: Sequence[NextStep], width: int, *, tall: bool) -> list[Part]:
    """Return every step with its mark; the first that is open has an arrow, and those with a key name it."""
    now = next_step(steps)
    if not tall:
        return _in_two_rows(steps, now, width)
    rows: list[Part] = []
    for step in steps:
        mark = MARKS.done if step.done else MARKS.unknown if step.done is None else MARKS.ahead
        style = "$success" if step.done else "$muted"
        if step is now:
            mark, style = MARKS.next, "bold $primary"
        title = f"{step.title[0].upper()}{step.title[1:]}"
        key = "" if step.done else KEYS.get(step.action, "")
        rows.append(
            text(
                (f"{mark} ", style),
                (title, "bold" if step is now else "" if step.done else "$muted"),
                (f"   {key} " if key else "", "bold"),
                ("opens it" if key else "", "$muted"),
            )
        )
        if not step.done:
            rows.append(muted(f"  {_REASONS.get(step.action, '')}"))
    return rows


def _in_two_rows(steps: Sequence[NextStep], now: NextStep | None, width: int) -> list[Part]:
    """Return the next step with its key, and those after it."""
    if now is None:
        return []
    key = KEYS.get(now.action, "")
    later = [
        f"{step.title} ({KEYS[step.action]})" if step.action in KEYS else step.title
        for step in steps
        if step.done is False and step is not now
    ]
    first = text((f"{MARKS.next} ", "bold $primary"), (f"Next: {now.title}", "bold"), (f"   {key} ", "bold"))
    return [
        text(first, ("opens it" if key else "", "$muted")),
        muted("  " + hanging(f"then {', '.join(later)}", width) if later else ""),
    ]
