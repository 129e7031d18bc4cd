"""The least a Textual program can be: one Label.

`n` shows a new screen with one Label, `x` changes the text.
"""

from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label


class BareScreen(Screen[None]):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def compose(self) -> ComposeResult:
        yield Label(f"BARE-{self._number}-END")


class BareApp(App[None]):
    _shown = 0

    def compose(self) -> ComposeResult:
        yield Label("BARE-0-END")

    async def on_key(self, event: events.Key) -> None:
        if event.key == "x":
            self.screen.query_one(Label).update("BARE-ANSWERS")
        elif event.key == "n":
            self._shown += 1
            screen = BareScreen(self._shown)
            if self._shown == 1:
                await self.push_screen(screen)
            else:
                await self.switch_screen(screen)


if __name__ == "__main__":
    BareApp().run()
