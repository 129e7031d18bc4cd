"""The tag for statistics, tracking under it, and the address for one-click unsubscribing."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.tui.widgets.accept_box import AcceptBox
from dm_tui.tui.widgets.field import Field, example
from dm_tui.tui.widgets.text_block import TextBlock


class TagAndUnsubscribe(Horizontal):
    """Two fields and a box, all optional: on one line, or on two where the letter is beside the form."""

    DEFAULT_CSS = """
    TagAndUnsubscribe {
        height: 1;
        & > #tag { width: 18; }
        & > #track { margin-left: 1; width: auto; }
        & > #unsubscribe { width: 1fr; }
        & > #unsubscribe-named { width: 15; padding-left: 2; color: $muted; }
    }
    .-cost-beside TagAndUnsubscribe {
        height: 2; layout: grid; grid-size: 2 2; grid-columns: 12 1fr; grid-rows: 1 1;
        & > #tag { width: 1fr; }
        & > #track { dock: right; }
        & > #unsubscribe-named { width: 12; padding-left: 0; }
    }
    .-cost-beside ComposeForm .named { width: 12; }
    .-cost-beside ComposeForm #recipients-report { padding-left: 12; }
    .-narrow TagAndUnsubscribe > #tag { width: 10; }
    """
    SCOPED_CSS = False

    def __init__(self, begun: MailingDraft) -> None:
        super().__init__(id="extras")
        self._begun = begun

    def compose(self) -> ComposeResult:
        yield TextBlock("Tag", classes="named")
        yield Field(id="tag", placeholder=example("spring-sale"), limit=200)
        yield TextBlock("Unsubscribe", id="unsubscribe-named")
        yield Field(id="unsubscribe", placeholder=example("https://…?{EAddr}"), limit=1_000)
        yield AcceptBox("Track", self._begun.track, id="track")

    def on_mount(self) -> None:
        self.query_one("#tag", Field).put(self._begun.tag)
        self.query_one("#unsubscribe", Field).put(self._begun.unsubscribe_url)

    def offer_unsubscribe(self, *, batch: bool) -> None:
        """Offer the unsubscribe address only for a batch sender."""
        self.query_one("#unsubscribe-named").display = batch
        self.query_one("#unsubscribe").display = batch

    @property
    def tag(self) -> str:
        """The tag, "" for none."""
        return self.query_one("#tag", Field).value.strip()

    @property
    def track(self) -> bool:
        """Whether the service counts opens and clicks."""
        return self.query_one("#track", AcceptBox).value

    @property
    def unsubscribe_url(self) -> str:
        """The address as typed, whether it is offered or not."""
        return self.query_one("#unsubscribe", Field).value.strip()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()
