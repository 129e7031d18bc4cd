"""The template form: name, subject, text, HTML, problems, preview."""

from collections.abc import Iterator, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, TextArea
from textual.widgets.input import Selection as InputSelection
from textual.widgets.text_area import Selection

from dm_tui.domain.setup.example_recipient import EXAMPLE_VALUES
from dm_tui.domain.setup.subject_and_body import MAX_BODY_BYTES, MailContent
from dm_tui.domain.setup.template_review import ReviewFinding, review_template
from dm_tui.domain.setup.variable_check import VariableProblem, find_template_problems
from dm_tui.domain.setup.variables import VARIABLES
from dm_tui.tui.console.senders.template_preview import paint_template_preview
from dm_tui.tui.screen_text import lines, muted, text, warning
from dm_tui.tui.widgets.field import Field, example
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.text_box import TextBox
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher

SIDE_BY_SIDE_WIDTH = 100
"""Columns from which the preview is beside the text."""

CHECK_AFTER = 0.15
"""Seconds after the last key until variables are checked and the preview is painted."""

MAX_REVIEWED_CHARS = 100_000
"""Characters that are held against the reviewers' rules while you write: a template has 80 KB at most."""

MAX_FIELD_CHARS = 400
"""Characters of name and subject: more than the rule allows, so that its error can name the excess."""

_BOXES = {"subject": "subject", "text": "text", "HTML": "html"}
"""The widgets of the parts with variables, by the names of the parts."""


class ProblemLine(TextBlock):
    """The line about variables; a click goes to the next unknown variable, as F4 does."""

    async def on_click(self) -> None:
        await self.run_action("screen.problem")


class TemplateForm(Vertical):
    """Shows text or HTML; from 100 columns the preview is beside it."""

    DEFAULT_CSS = """
    TemplateForm {
        height: 1fr;
        margin-top: 1;
        & > .line { height: 1; }
        & > .line > .named { width: 10; color: $muted; }
        & > .line > Field { width: 1fr; }
        & > ViewSwitcher { margin-top: 1; }
        & > #desk { height: 1fr; }
        & TextBox { width: 1fr; height: 1fr; }
        & TextBox, & #preview {
            scrollbar-color: $scrollbar; scrollbar-background: $background;
            scrollbar-color-hover: $scrollbar-hover; scrollbar-background-hover: $background;
            scrollbar-color-active: $scrollbar-active; scrollbar-background-active: $background;
        }
        & #preview {
            width: 1fr; height: 1fr; padding: 0 1; border: round $line;
            border-title-color: $muted; scrollbar-size-vertical: 1;
            &:focus { border: round $accent; }
            &:focus:nocolor { border: heavy $accent; }
        }
        & > ProblemLine { height: auto; max-height: 3; }
    }
    .-short TemplateForm { margin-top: 0; }
    .-short TemplateForm > ViewSwitcher { margin-top: 0; }
    """
    SCOPED_CSS = False

    def __init__(self, name: str, content: MailContent) -> None:
        super().__init__()
        self._begun = (name, content)
        self._part = "text" if content.text or not content.html else "html"
        self._previewing = False
        self._places: tuple[VariableProblem, ...] = ()
        self._findings: tuple[ReviewFinding, ...] = ()
        self._status = ""
        self._next = 0
        self._timer: Timer | None = None
        self._refused: tuple[str, MailContent, str] | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(classes="line"):
            yield TextBlock("Name", classes="named")
            yield Field(id="template-name", placeholder=example("welcome"), limit=MAX_FIELD_CHARS)
        with Horizontal(classes="line"):
            yield TextBlock("Subject", classes="named")
            yield Field(id="subject", placeholder=example("Welcome, {UserName}"), limit=MAX_FIELD_CHARS)
        yield ViewSwitcher(id="parts")
        with Horizontal(id="desk"):
            yield TextBox(id="text", placeholder=example("Hello {UserName},"), limit=MAX_BODY_BYTES)
            yield TextBox(id="html", placeholder=example("<p>Hello {UserName},</p>"), limit=MAX_BODY_BYTES)
            with VerticalScroll(id="preview") as frame:
                frame.border_title = text(f"As {EXAMPLE_VALUES['UserName']} would read it")
                yield TextBlock(id="preview-text")
        yield ProblemLine(id="problems")

    def on_mount(self) -> None:
        name, content = self._begun
        self.query_one("#template-name", Field).put(name)
        self.query_one("#subject", Field).put(content.subject)
        self.query_one("#text", TextBox).put(content.text)
        self.query_one("#html", TextBox).put(content.html)
        self._arrange()
        self.check()
        self.query_one(f"#{self._part}" if name else "#template-name").focus()

    def on_resize(self, event: events.Resize) -> None:
        self._arrange()

    # Text

    @property
    def template_name(self) -> str:
        """The name as typed."""
        return self.query_one("#template-name", Field).value

    @property
    def content(self) -> MailContent:
        """The content as typed."""
        return MailContent(
            subject=self.query_one("#subject", Field).value,
            text=self.query_one("#text", TextBox).text,
            html=self.query_one("#html", TextBox).text,
        )

    def lock_name(self, name: str) -> None:
        """Show the saved name, which cannot change: another name would be another template."""
        field = self.query_one("#template-name", Field)
        field.put(name)
        field.disabled = True

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self._stop_timer()
        self._timer = self.set_timer(CHECK_AFTER, self.check)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    # Problems

    @property
    def may_have_problems(self) -> bool:
        """Whether F4 leads anywhere; what is typed just now is not checked yet."""
        return bool(self._places or self._findings or self._timer)

    def check(self) -> bool:
        """Look for unknown variables and show them; return whether all variables are known."""
        self._stop_timer()
        content = self.content
        places = find_template_problems(content)
        size = len(content.text) + len(content.html)
        findings = review_template(content) if 0 < size <= MAX_REVIEWED_CHARS else ()
        if (places, findings) != (self._places, self._findings):
            self._places, self._findings, self._next = places, findings, 0
        self.screen.refresh_bindings()  # F4 may have been offered only because this was not checked yet
        self._show_problem(content)
        self._paint_preview(content)
        return not places

    @property
    def findings(self) -> tuple[ReviewFinding, ...]:
        """What a reviewer may object to in the content that was checked last."""
        return self._findings

    def say(self, words: str) -> None:
        """Show words on the problem line in place of problems; "" shows problems again."""
        self._status = words
        self.check()

    def show_refusal(self, name: str, content: MailContent, words: str) -> None:
        """Show why this content was not saved, until it changes."""
        self._refused = (name, content, words)
        self.check()

    def _show_problem(self, content: MailContent) -> None:
        if self._status:
            words = muted(self._status)
        elif self._places:
            problem = self._places[self._next]
            where = f"{problem.part}, line {problem.line}, column {problem.column}{problem.reason}"
            more = f" ({self._next + 1} of {len(self._places)})" if len(self._places) > 1 else ""
            words = warning(f"Unknown {problem.written[:30]}: {where}{more}. F4 goes there.", serious=True)
        elif self._refused is not None and self._refused[:2] == (self.template_name, content):
            words = warning(self._refused[2], serious=True)
        else:
            words = lines(
                [muted(f"Variables: {' '.join(f'{{{name}}}' for name in VARIABLES)}"), *self._review()]
            )
        self.query_one(ProblemLine).update(words)

    def _review(self) -> Iterator[Content]:
        """Yield what a reviewer may object to, one at a time."""
        if self._findings:
            number = self._next % len(self._findings)
            more = f" ({number + 1} of {len(self._findings)})" if len(self._findings) > 1 else ""
            yield muted(f"Review: {self._findings[number]}{more}. F4 goes there.")

    def go_to_problem(self) -> None:
        """Select the unknown variable that is shown, or what a reviewer may object to; then the next one."""
        self.check()
        problems: Sequence[VariableProblem | ReviewFinding] = self._places or self._findings
        if not problems:
            return
        problem = problems[self._next % len(problems)]
        part = _BOXES[problem.part]
        self._next = (self._next + 1) % len(problems)
        start, end = problem.column - 1, problem.column - 1 + len(problem.written)
        if part == "subject":
            field = self.query_one("#subject", Field)
            self.screen.set_focus(field)
            selection = InputSelection(end, start)
            field.call_later(setattr, field, "selection", selection)  # focus selects all of it
            return
        self.switch_to(part)
        line = problem.line - 1
        box = self.query_one(f"#{part}", TextBox)
        box.selection = Selection((line, end), (line, start))
        box.scroll_cursor_visible(center=True)

    # Views

    def switch_to_next(self) -> None:
        """Show the next of text, HTML and preview."""
        self.switch_to(self.query_one(ViewSwitcher).next())

    def switch_to(self, view: str) -> None:
        """Show text, HTML or, where it is not beside them, the preview."""
        self._previewing = view == "preview"
        if not self._previewing:
            self._part = view
        self._arrange()
        self.query_one(f"#{view}").focus()

    @on(ViewSwitcher.ViewRequested)
    def _wanted(self, event: ViewSwitcher.ViewRequested) -> None:
        event.stop()
        self.switch_to(event.view)

    def _arrange(self) -> None:
        beside = self.screen.size.width >= SIDE_BY_SIDE_WIDTH
        behind = self._previewing and not beside
        for part in ("text", "html"):
            self.query_one(f"#{part}").display = part == self._part and not behind
        self.query_one("#preview").display = beside or behind
        views = self.query_one(ViewSwitcher)
        labels = (ViewLabel("text", "Text"), ViewLabel("html", "HTML"), ViewLabel("preview", "Preview"))
        views.views = labels[:2] if beside else labels
        views.shown = "preview" if behind else self._part
        self._paint_preview(self.content)

    def _paint_preview(self, content: MailContent) -> None:
        if self.query_one("#preview").display:
            html = self._part == "html"
            painted = paint_template_preview(content, text=not html, html=html)
            self.query_one("#preview-text", TextBlock).update(painted)
