"""The message: a subject and a text, or an approved template as its first recipient will read it."""

from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea

from dm_tui.domain.mailing.letters.html_to_text import html_to_text
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MAX_BODY_BYTES, MailContent
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.domain.setup.variable_filling import fill_variables
from dm_tui.tui.console.send.report_block import ReportBlock
from dm_tui.tui.console.shared.shown_chars import CHARS_IN_FULL
from dm_tui.tui.screen_text import Part, lines, muted, text, warning
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field, example
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.text_box import TextBox
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher

_VIEWS = (ViewLabel("text", "Text"), ViewLabel("template", "Template"), ViewLabel("markdown", "Markdown"))

_NO_TEMPLATE = "No template is approved yet. Write and submit templates on the Senders tab."

_NO_TEMPLATE_CHOSEN = "No template is chosen. Press F3 to write Markdown or a text instead."


LEAST_MESSAGE_ROWS = 6
"""Rows of the message at least, without a problem."""


class MissingPart(NamedTuple):
    """A missing part of a mailing: the id of its widget, and the words for what to do there."""

    where: str
    words: str


class MessageField(Vertical):
    """Posts `MessageChanged` on every change. The typed text stays while a template is shown."""

    DEFAULT_CSS = """
    MessageField {
        height: 1fr;
        & > #letter-problem { height: auto; padding-left: 10; display: none; }
        & > TextBox { width: 1fr; height: 1fr; min-height: 3; }
        & > Choices { max-height: 3; }
        & > #reading {
            height: 1fr; min-height: 3; padding: 0 1; border: round $line; scrollbar-size-vertical: 1;
            &:focus { border: round $accent; }
            &:focus:nocolor { border: heavy $accent; }
        }
    }
    .-roomy MessageField > ViewSwitcher { margin-top: 1; }
    .-roomy MessageField > Choices { max-height: 8; }
    """
    SCOPED_CSS = False

    class MessageChanged(Message):
        """The message changed."""

    def __init__(self, templates: tuple[Template, ...], begun: MailingDraft) -> None:
        super().__init__(id="letter")
        self._begun = begun
        self._templates = {
            template.name: template for template in templates if template.status is TemplateStatus.APPROVED
        }
        self._reader: Recipient | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(classes="line", id="subject-line"):
            yield TextBlock("Subject", classes="named")
            yield Field(id="subject", placeholder=example("News for {UserName}"), limit=400)
        yield ReportBlock(id="letter-problem")
        yield ViewSwitcher(id="ways")
        yield TextBox(id="text", placeholder=example("Hello {UserName},"), limit=MAX_BODY_BYTES)
        yield Choices(id="templates")
        with VerticalScroll(id="reading"):
            yield TextBlock(id="reading-text")

    def on_mount(self) -> None:
        begun = self._begun
        self.query_one("#subject", Field).put(begun.subject)
        self.query_one("#text", TextBox).put(begun.text)
        rows = [
            Choice(name, text(f"{name}  ", (template.subject, "$muted")))
            for name, template in self._templates.items()
        ]
        self.query_one("#templates", Choices).show(rows, begun.template)
        views = self.query_one(ViewSwitcher)
        views.views = _VIEWS
        written = "markdown" if begun.markdown else "text"
        views.shown = "template" if begun.template in self._templates else written
        self._arrange()

    # The message

    @property
    def by_template(self) -> bool:
        """Whether a template is used."""
        return self.query_one(ViewSwitcher).shown == "template"

    @property
    def is_markdown(self) -> bool:
        """Whether the typed text is Markdown."""
        return self.query_one(ViewSwitcher).shown == "markdown"

    @property
    def template(self) -> str | None:
        """The name of the chosen template, if a template is used."""
        return self.query_one("#templates", Choices).chosen if self.by_template else None

    @property
    def typed(self) -> MailContent:
        """The typed text, even while a template is used."""
        return MailContent(
            subject=self.query_one("#subject", Field).value, text=self.query_one("#text", TextBox).text
        )

    @property
    def content(self) -> MailContent:
        """The message now, whether it can be sent or not."""
        if self.by_template:
            chosen = self._templates.get(self.template or "")
            return chosen.content if chosen is not None else MailContent(subject="")
        return self.typed

    @property
    def missing(self) -> MissingPart | None:
        """The first missing part, if any."""
        content = self.content
        if self.by_template:
            return None if content.subject else MissingPart("templates", _NO_TEMPLATE_CHOSEN)
        if not content.subject.strip():
            return MissingPart("subject", "Add a subject.")
        return None if content.text.strip() else MissingPart("text", "Write the text.")

    def show_problem(self, words: str) -> None:
        """Say what is wrong with the message, "" that nothing is."""
        problem = self.query_one("#letter-problem", TextBlock)
        problem.update(warning(words, serious=True) if words else "")
        problem.display = bool(words)

    def preview_for(self, reader: Recipient | None) -> None:
        """Show the template as this recipient will read it."""
        self._reader = reader
        self._paint()

    # Text or template

    def turn(self) -> None:
        """Switch between text and template."""
        views = self.query_one(ViewSwitcher)
        self._turn_to(views.next())

    @property
    def default_focus(self) -> Widget:
        """The text, the templates, or the reason why there are none."""
        by_template = "#templates" if self._templates else "#reading"
        return self.query_one(by_template if self.by_template else "#text")

    def _turn_to(self, way: str) -> None:
        self.query_one(ViewSwitcher).shown = way
        self._arrange()
        self.default_focus.focus()
        self.post_message(self.MessageChanged())

    def _arrange(self) -> None:
        by_template = self.by_template
        for id in ("subject-line", "text"):
            self.query_one(f"#{id}").display = not by_template
        self.query_one("#templates").display = by_template and bool(self._templates)
        self.query_one("#reading").display = by_template
        self._paint()

    def _paint(self) -> None:
        if self.by_template:
            self.query_one("#reading-text", TextBlock).update(self._template_preview())

    def _template_preview(self) -> Content:
        content, reader = self.content, self._reader
        if not content.subject:
            return muted(_NO_TEMPLATE)
        values = {"EAddr": reader.address, **reader.variables} if reader is not None else None

        def fill(source: str, *, html: bool = False) -> str:
            return source if values is None else fill_variables(source, values, html=html)

        body = content.text or html_to_text(fill(content.html[:CHARS_IN_FULL], html=True))
        whose = f"As {reader.address} will read it" if reader is not None else "Without values yet"
        head: list[Part] = [muted(whose), (fill(content.subject), "bold"), ""]
        return lines([*head, fill(body[:CHARS_IN_FULL]) if content.text else body])

    @on(ViewSwitcher.ViewRequested)
    def _wanted(self, event: ViewSwitcher.ViewRequested) -> None:
        event.stop()
        self._turn_to(event.view)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self.post_message(self.MessageChanged())

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._paint()
        self.post_message(self.MessageChanged())

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _entered(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        self.screen.focus_next()
