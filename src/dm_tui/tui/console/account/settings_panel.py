"""Settings: Enter changes one, and it is saved at once."""

import os

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import OptionList

from dm_tui.domain.reminders.hooks import hook_lines
from dm_tui.domain.reminders.settings import Channel
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transport_choice import SERVER_SETTING
from dm_tui.settings.chosen_theme import THEME
from dm_tui.settings.preferences import Preferences
from dm_tui.settings.values import file_value, require_not_in_file
from dm_tui.tui.console.account.action_menu import ActionMenu
from dm_tui.tui.console.account.budget_form import budget_form, budget_words
from dm_tui.tui.console.account.reminder_settings_rows import TEXT_SETTINGS, TextSetting
from dm_tui.tui.dialogs.form import Form, TextField
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, muted, text
from dm_tui.tui.theme import THEME_TITLES
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.choices import Choice
from dm_tui.tui.widgets.text_block import TextBlock

SETTING_NAMES = {
    "theme": "Theme",
    "prompt": "Suggest activation",
    "smtp": "Outgoing mail",
    "budget": "Monthly budget",
    **{setting.id: setting.label for setting in TEXT_SETTINGS},
}
"""Every setting by its id, in the order of the list."""

_MEANINGS = {
    "theme": (
        "Dark, light or high contrast. Enter shows the next one.",
        "NO_COLOR=1 takes all colours away.",
    ),
    "prompt": ("Whether you are asked to activate pay-as-you-go after you bought a plan.",),
    "smtp": ("The server that takes your mail.", "Its password is never saved: keyring or environment."),
    "budget": ("What pay-as-you-go may cost in a month. You are warned before it is used up.",),
}
"""What the settings mean that are no reminders."""

_CHANNELS = {"emails": Channel.EMAIL, "phones": Channel.SMS}
"""The settings that say to whom reminders go, and by which channel."""

OUTBOX = "the outbox folder"
"""The place for the sandbox's mail and text messages until a server is set."""

IN_FILE = " (settings file)"
"""What is behind the value of a setting that only the settings file changes."""

LABEL_WIDTH = max(map(len, SETTING_NAMES.values()))


class SettingsPanel(Vertical):
    """One row for each setting, with its value."""

    DEFAULT_CSS = """
    SettingsPanel {
        & #settings-menu { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
        & #setting-meaning { margin-top: 1; height: auto; display: none; }
        & #settings-text { margin-top: 1; }
    }
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__()
        self.direct_mail = direct_mail
        self._present = Preferences()

    def compose(self) -> ComposeResult:
        yield ActionMenu(id="settings-menu")
        yield TextBlock(id="setting-meaning")
        yield TextBlock(id="settings-text")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def _theme_changed(self, _: Theme) -> None:
        with toast_errors(self.app):
            self.reload()

    def reload(self) -> None:
        self._show(self.direct_mail.preferences())

    @property
    def default_focus(self) -> Widget:
        """The menu."""
        return self.query_one(ActionMenu)

    def show_meaning(self, *, has_room: bool) -> None:
        """Say what the highlighted setting means, where the window has room for it."""
        place, chosen = self.query_one("#setting-meaning", TextBlock), self.query_one(ActionMenu).chosen
        place.display = has_room and chosen is not None
        if place.display and chosen is not None:
            place.update(lines(self._meaning(chosen)))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.show_meaning(has_room=self.query_one("#setting-meaning").display)

    def _meaning(self, id: str) -> list[Part]:
        """Return what a setting means, with an example where one is typed."""
        setting = next((setting for setting in TEXT_SETTINGS if setting.id == id), None)
        rows: list[Part] = [(SETTING_NAMES[id], "bold")]
        if setting is None:
            return [*rows, *_MEANINGS[id]]
        example = f"For example {setting.example}. Empty: {self._default(setting)}."
        return [*rows, setting.meaning, muted(example)]

    def _show(self, present: Preferences) -> None:
        self._present = present
        choices = self.direct_mail.reminders.choices
        reminders, in_file = choices.current(), choices.names_in_file()
        rows = [
            _row(
                "theme",
                SETTING_NAMES["theme"],
                THEME_TITLES.get(self.app.theme, self.app.theme) + _source(THEME),
            ),
            _row(
                "prompt", SETTING_NAMES["prompt"], "after a purchase" if present.prompt_activation else "no"
            ),
            _row("smtp", SETTING_NAMES["smtp"], self._smtp_text(present)),
            _row("budget", SETTING_NAMES["budget"], self._budget_text()),
        ]
        for setting in TEXT_SETTINGS:
            source = IN_FILE if in_file & set(setting.names) else ""
            value = setting.show(reminders) or self._default(setting)
            rows.append(_row(setting.id, setting.label, value + source))
        menu = self.query_one(ActionMenu)
        menu.show(rows, menu.chosen)
        self.query_one("#settings-text", TextBlock).update(
            lines(
                [
                    muted(f"Enter changes a setting {MARKS.dot} saved at once, for this account"),
                    *map(muted, hook_lines(choices.hooks())),
                    muted("dm-tui paths shows where the state file and the settings file are."),
                ]
            )
        )

    def _default(self, setting: TextSetting) -> str:
        """Return the value that holds while nothing is set."""
        if setting.id in _CHANNELS:  # a sandbox has an owner who is reminded until you choose somebody
            return ", ".join(self.direct_mail.reminders.addresses(_CHANNELS[setting.id])) or "none"
        return OUTBOX if setting.id == "sms" and self.direct_mail.facts.reminds_into_folder else "none"

    def _smtp_text(self, present: Preferences) -> str:
        if named := os.environ.get("DM_TUI_SMTP"):
            return f"{clean_line(named, 60)} (DM_TUI_SMTP)"
        if named := file_value(SERVER_SETTING):
            return f"{clean_line(named, 60)}{_source(SERVER_SETTING)}"
        return present.smtp or self._default_transport

    def _budget_text(self) -> str:
        return budget_words(self.direct_mail.budgets.state().budget) + _source("budget.monthly")

    @property
    def _default_transport(self) -> str:
        return "the service itself" if self.direct_mail.facts.sends_mail else OUTBOX

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        with toast_errors(self.app):
            self.change(event.option_id or "")

    class ChangeBegun(Message):
        """A setting is being changed: it is to be seen."""

    def change(self, id: str) -> None:
        """Change a setting at once where it has few values, otherwise ask for it."""
        self.post_message(self.ChangeBegun())
        match id:
            case "theme":
                require_not_in_file(THEME)
                names = list(THEME_TITLES)
                at = names.index(self.app.theme) if self.app.theme in names else -1
                self.app.theme = names[(at + 1) % len(names)]
                self.direct_mail.set_preferences(theme=self.app.theme)
            case "prompt":
                wanted = not self._present.prompt_activation
                self._show(self.direct_mail.set_preferences(prompt_activation=wanted))
            case "smtp":
                self._ask_for_server()
            case "budget":
                self.app.push_screen(budget_form(self.direct_mail), self._show_saved)
            case _:
                self._ask_for(next(setting for setting in TEXT_SETTINGS if setting.id == id))

    def _ask_for_server(self) -> None:
        form = Form(
            "setting",
            "Which SMTP server sends your mail?",
            (
                "smtps://USER@HOST:465, smtp+starttls://USER@HOST:587, or the service's own host of a",
                f"region: ap-southeast-1:SENDER. Empty: {self._default_transport}.",
                "Never a password: put that into DM_TUI_SMTP_PASSWORD or the system's keyring.",
            ),
            [TextField("value", "Server", value=self._present.smtp, limit=300)],
            "Save",
            lambda values: self.direct_mail.set_smtp_server(values["value"]),
        )
        self.app.push_screen(form, self._show_saved)

    def _ask_for(self, setting: TextSetting) -> None:
        choices = self.direct_mail.reminders.choices
        form = Form(
            "setting",
            setting.label,
            (setting.meaning,),
            [
                TextField(
                    "value",
                    f"For example {setting.example}. Empty: {self._default(setting)}.",
                    setting.example,
                    setting.show(choices.current()),
                    limit=600,
                )
            ],
            "Save",
            lambda values: choices.choose(**setting.parse(values["value"])),
        )
        self.app.push_screen(form, self._show_saved)

    def _show_saved(self, saved: object) -> None:
        if saved is not None:
            with toast_errors(self.app):
                self.reload()


def _source(name: str) -> str:
    return "" if file_value(name) is None else IN_FILE


def _row(id: str, name: str, value: str) -> Choice:
    return Choice(id, text(f"{name:<{LABEL_WIDTH + 2}}", (clean_line(value, 200), "bold")))
