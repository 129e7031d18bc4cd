"""Settings: what the user prefers, changed with Enter and kept at once."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import OptionList, Static

from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings import Preferences
from dm_tui.tui.console.menu import Menu
from dm_tui.tui.notice import told
from dm_tui.tui.paint import MARKS, lines, muted, text
from dm_tui.tui.theme import THEMES, TITLES
from dm_tui.tui.widgets.choices import Choice


class Settings(Vertical):
    """One row for each preference, with its present value."""

    DEFAULT_CSS = """
    Settings {
        & #settings-menu { height: auto; }
        & #settings-text { margin-top: 1; }
    }
    """

    def __init__(self, mail: DirectMail) -> None:
        super().__init__()
        self.mail = mail
        self._present = Preferences()

    def compose(self) -> ComposeResult:
        """Yield the preferences, and where they are kept."""
        yield Static(muted("Settings"), markup=False)
        yield Menu(id="settings-menu")
        yield Static(id="settings-text", markup=False)

    def look(self) -> None:
        """Read the preferences."""
        self._show(self.mail.preferences())

    @property
    def home(self) -> Widget | None:
        """The preferences."""
        return self.query_one(Menu)

    def _show(self, present: Preferences) -> None:
        self._present = present
        menu = self.query_one(Menu)
        menu.show(
            [
                _row("theme", "Theme", TITLES.get(self.app.theme, TITLES[THEMES[0].name])),
                _row(
                    "prompt",
                    "Offer pay-as-you-go after a purchase",
                    "yes" if present.prompt_activation else "no",
                ),
            ],
            menu.chosen,
        )
        self.query_one("#settings-text", Static).update(
            lines(
                [
                    muted(f"Enter changes {MARKS.dot} kept at once, for this account"),
                    "",
                    muted("dm-tui paths says where the state file lies."),
                ]
            )
        )

    @on(OptionList.OptionSelected)
    def _change(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        with told(self.app):
            if event.option_id == "theme":
                names = list(TITLES)
                at = names.index(self.app.theme) if self.app.theme in names else -1
                self.app.theme = names[(at + 1) % len(names)]
                self._show(self.mail.prefer(theme=self.app.theme))
            else:
                wanted = not self._present.prompt_activation
                self._show(self.mail.prefer(prompt_activation=wanted))


def _row(id: str, name: str, value: str) -> Choice:
    return Choice(id, text(f"{name:<40}", (value, "bold")))
