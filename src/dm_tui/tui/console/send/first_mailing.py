"""In place of mailings, while there are none: the way to the first one, what you send from, and what pays."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.send.unfinished_mailings import paint_what_pays
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.screen_text import Part, lines, muted, text, wrap_words
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import BESIDE

LEAST_ROWS, PLANS_ROWS = 22, 38
"""Rows of the tab from which on there is room for it, and for what pays below it."""

_STEPS = (
    ("n", "Write", "Recipients come from a spreadsheet or are typed. It is saved while you type."),
    ("F3", "Text, template or Markdown", "Beside it you see what the first reader gets, and what it uses."),
    ("F6", "When", "Not before a day, only within some hours, so many a minute. Otherwise at once."),
    ("F9", "Review", "Who is left out and why, what it costs, what the daily quota holds back."),
    ("Enter", "Follow", "It goes out in the background; p pauses it. No one gets it twice."),
)
_MOST = 6
"""Addresses and templates at most."""


class FirstMailing(Vertical):
    """Three panels, where the window has room for them."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    FirstMailing {
        height: auto;
        & Horizontal { height: auto; }
        & .panel { width: 1fr; height: auto; }
        & #first-setup { margin-left: 2; height: 100%; }
    }
    FirstMailing.-apart { margin: 1 0; }
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__()
        self.direct_mail = direct_mail
        self.display = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            for id, title in (("first-steps", "Your first mailing"), ("first-setup", "You send from")):
                panel = TextBlock(id=id, classes="panel")
                panel.border_title = title
                yield panel
        pays = TextBlock(id="first-pays", classes="panel")
        pays.border_title = "What pays for it"
        yield pays

    def show(self, view: Overview, width: int, height: int, *, wanted: bool) -> None:
        """Paint it for a tab of `width` × `height`, where it is `wanted` and fits."""
        self.display = wanted and width >= BESIDE - 4 and height >= LEAST_ROWS
        if not self.display:
            return
        self.set_class(height >= PLANS_ROWS, "-apart")
        half = (width - 2) // 2 - 4
        self.query_one("#first-steps", TextBlock).update(lines(_steps(half)))
        self.query_one("#first-setup", TextBlock).update(lines(self._setup()))
        pays = self.query_one("#first-pays", TextBlock)
        pays.display = height >= PLANS_ROWS
        pays.update(lines(paint_what_pays(view, width - 4, height // 3)))

    def _setup(self) -> list[Part]:
        """Return the sender addresses and the templates with their states, and where more are made."""
        senders, templates = self.direct_mail.senders.list(), self.direct_mail.templates.records()
        rows: list[Part] = [muted("Sender addresses")]
        rows += [text(f"  {sender.readable}", (f"  {sender.kind}", "$muted")) for sender in senders[:_MOST]]
        rows += ["", muted("Templates")]
        rows += [
            text(f"  {template.name}", (f"  {template.status}", "$muted")) for template in templates[:_MOST]
        ]
        if not senders:
            rows.insert(1, text("  none yet: mail is sent from one"))
        if not templates:
            rows.append(muted("  none yet, and none is needed"))
        adds = "adds more of them" if senders else "adds the first"
        return [*rows, "", text((tab_key("senders"), "bold"), f"  {adds}")]


def _steps(width: int) -> list[Part]:
    """Return the way to the first mailing: each step with its key, and what happens there."""
    rows: list[Part] = []
    for key, name, words in _STEPS:
        rows.append(text((f"{key:<7}", "bold"), (name, "bold")))
        rows += [muted(f"{'':7}{row}") for row in wrap_words(words, max(20, width - 7))]
    return rows
