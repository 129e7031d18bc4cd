"""The colours and characters the program draws with: the theme the user chose, or only ASCII."""

from textual.app import App

from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings.ascii_only import ascii_only
from dm_tui.settings.chosen_theme import THEME, chosen_palette, kept_palette, weakness
from dm_tui.settings.values import require_not_in_file
from dm_tui.tui.app_keys import KeyedApp
from dm_tui.tui.theme import THEME_TITLES, THEMES, make_theme
from dm_tui.tui.toasts import toast, toast_errors


class ThemedApp(KeyedApp):
    """The program as far as it has a theme. Where the user's own file has an error, the kept one is used."""

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(direct_mail)
        for theme in THEMES:
            self.register_theme(theme)
        kept = direct_mail.preferences().theme
        self._theme_notice = ""
        try:
            self._palette = chosen_palette(kept)
        except DirectMailError as error:
            self._palette, self._theme_notice = kept_palette(kept), str(error)
        if self._palette.name not in THEME_TITLES:
            self.register_theme(make_theme(self._palette))
        # Without its watcher, which would parse all style sheets again before the first frame.
        self.set_reactive(App.theme, self._palette.name)
        self.stylesheet.set_variables(self.get_css_variables())
        if ascii_only():
            from dm_tui.tui.ascii_screen import AsciiOnly

            self._filters.append(AsciiOnly())

    def show_theme_notice(self) -> None:
        """Say what is wrong with the user's own theme, or hard to read in it."""
        if self._palette.name not in THEME_TITLES:
            self._theme_notice = weakness(self._palette, most=1)
        if self._theme_notice:
            toast(self, self._theme_notice, lasts=True)

    def use_theme(self, name: str) -> None:
        """Change the theme, for good unless the settings file names one."""
        self.theme = name
        with toast_errors(self):
            require_not_in_file(THEME)
            self.direct_mail.set_preferences(theme=name)
