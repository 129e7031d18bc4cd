"""Writing a template: kept while it is written, saved as a draft as often as wanted, then handed in for review."""

import asyncio
from contextlib import suppress

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Button

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.template import Template
from dm_tui.domain.setup.template_draft import UnsavedTemplate
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.senders.template_dialog import REVIEW_DURATION
from dm_tui.tui.console.senders.template_form import TemplateForm
from dm_tui.tui.console.shared.autosave import Autosave
from dm_tui.tui.console.shared.console_tab import masthead_account
from dm_tui.tui.dialogs.leave_questions import unsaved_question
from dm_tui.tui.paint import MARKS
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.frame import HEIGHT_BREAKPOINTS, WIDTH_BREAKPOINTS, KeyLine, Masthead
from dm_tui.tui.widgets.text_box import LINE_TOO_LONG, require_short_lines

LONG_LABEL_WIDTH = 60
"""Columns from which the button says what is submitted to what."""

KEEP_AFTER = 1.0
"""Seconds between two looks whether something is written that is not kept."""


class TemplateEditor(Screen[None]):
    """A new template that begins with `content`, or the one of this name. What is not saved is asked about.

    What is written is kept as it is written, and `begun` again the next time, until it is saved or left. Content
    with a line that is too long to be written on is refused.
    """

    HORIZONTAL_BREAKPOINTS = WIDTH_BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHT_BREAKPOINTS
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("escape", "back", "Back", id="editor.back"),
        Binding("ctrl+s", "save", "Save", id="editor.save", tooltip="Keep it as a draft"),
        Binding("f2", "save", "Save", show=False),
        Binding("f3", "view", "View", id="editor.view", tooltip="Text, HTML or preview"),
        Binding("f4", "problem", "Problem", id="editor.problem", tooltip="The next wrong variable"),
        Binding("f9", "submit", "Submit", id="editor.submit", tooltip="Hand it in for review"),
    ]
    DEFAULT_CSS = """
    TemplateEditor {
        background: $background; color: $foreground;
        & > TemplateForm { padding: 0 2; }
        & > .actions { height: 1; padding: 0 2; margin: 1 0; }
        & > .actions > ActionButton { margin-right: 2; }
    }
    TemplateEditor.-short > .actions { margin: 0; }
    TemplateEditor.-narrow > .actions > ActionButton { margin-right: 1; }
    TemplateEditor.-wide > * { padding: 0 4; }
    """

    def __init__(
        self,
        direct_mail: DirectMail,
        content: MailContent,
        name: str = "",
        begun: UnsavedTemplate | None = None,
    ) -> None:
        super().__init__(id="template-editor")
        for part, body in (("text", content.text), ("HTML", content.html)):
            require_short_lines(body, LINE_TOO_LONG, part=part)
        self.direct_mail = direct_mail
        self._known = name
        self._begun = begun or UnsavedTemplate(known=name, name=name, **content.model_dump())
        self._saved = (name, content if name else MailContent(subject=""))
        self._autosave = Autosave(
            direct_mail.templates.unsaved(),
            direct_mail.templates.save_unsaved,
            lambda: self._unsaved,
        )
        self._busy = False

    def compose(self) -> ComposeResult:
        """Yield the frame, what is written, and the buttons."""
        yield Masthead(id="masthead")
        yield TemplateForm(self._begun.name, self._begun.content)
        with Horizontal(classes="actions"):
            yield ActionButton("Back", id="back")
            yield ActionButton("Save draft", id="save")
            yield ActionButton(f"Submit {MARKS.next}", id="submit", primary=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Say whose template it is."""
        masthead = self.query_one(Masthead)
        masthead.title = f"Direct Mail {MARKS.dot} Template"
        with toast_errors(self.app):
            masthead.account = masthead_account(self.direct_mail)
        if self._known:
            self._form.lock_name(self._known)
        self.set_interval(KEEP_AFTER, self._autosave_if_changed)

    def on_resize(self) -> None:
        """Name the button for the room there is."""
        words = "Submit for review" if self.size.width >= LONG_LABEL_WIDTH else "Submit"
        self.query_one("#submit", ActionButton).rename(f"{words} {MARKS.next}")

    @property
    def _form(self) -> TemplateForm:
        return self.query_one(TemplateForm)

    @property
    def _changed(self) -> bool:
        """Whether something was written since the last draft."""
        return (self._form.template_name, self._form.content) != self._saved

    @property
    def _unsaved(self) -> UnsavedTemplate:
        """What was written since the last draft, with everything around it."""
        if not self._changed:
            return UnsavedTemplate()
        written = self._form
        return UnsavedTemplate(
            known=self._known, name=written.template_name, **written.content.model_dump()
        )

    @property
    def unsaved(self) -> bool:
        """Whether something was written that is kept nowhere."""
        return self.is_mounted and self._autosave.unsaved

    def keep(self) -> None:
        """Keep what is written."""
        if self.is_mounted:
            self._autosave.keep(self.app)

    def _autosave_if_changed(self) -> None:
        if self._autosave.has_changes and not self._busy:
            work = self._autosave.save_in_thread(self.app)
            self.run_worker(work, group="keep", exit_on_error=False)

    def written(self) -> list[str]:
        """Return everything that stands in the editor."""
        content = self._form.content
        head = [f"Template: {self._form.template_name}", f"Subject: {content.subject}"]
        return [*head, "", "Text:", content.text, "", "HTML:", content.html]

    def action_view(self) -> None:
        """Show the next of text, HTML and preview."""
        self._form.switch_to_next()

    def action_problem(self) -> None:
        """Go to the next variable that there is not."""
        self._form.go_to_problem()

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        """Do what the key of the same name does."""
        event.stop()
        if self.is_current and event.button.id is not None:
            await self.run_action(event.button.id)

    # Keeping

    def action_save(self) -> None:
        """Keep it as a draft."""
        self._save(submit=False)

    def action_submit(self) -> None:
        """Keep it and hand it in for review."""
        self._save(submit=True)

    def _save(self, *, submit: bool) -> None:
        if self._busy or not self.is_current:
            return
        written = self._form
        if not written.check():
            written.go_to_problem()
            return
        self._busy = True
        written.say("Submitting …" if submit else "Saving …")
        work = self._try(written.template_name, written.content, submit)
        self.app.run_worker(work, group="setup", exit_on_error=False)

    async def _try(self, name: str, content: MailContent, submit: bool) -> None:
        """Keep it in a thread; what went wrong is said, and nothing written is lost."""
        problem, template = "", None
        try:
            template = await asyncio.to_thread(self._put, name, content)
            self._known, self._saved = template.name, (template.name, content)
            with suppress(DirectMailError):  # what is saved needs no keeping; tried again soon
                await asyncio.to_thread(self._autosave.put, UnsavedTemplate())
            if submit:
                template = await asyncio.to_thread(self.direct_mail.templates.submit, template.name)
        except DirectMailError as error:
            problem = str(error)
        except Exception as error:  # a fault of ours must not leave the editor waiting for ever
            problem = f"It could not be kept ({type(error).__name__})."
        self._busy = False
        if self.is_attached:
            if self._known:
                self._form.lock_name(self._known)
            self._form.check()
        if template is not None and not problem:
            self._done(template, submitted=submit)
        elif self.is_attached:
            self._form.show_refusal(name, content, problem)
        else:
            toast(self.app, problem, serious=True)

    def _put(self, name: str, content: MailContent) -> Template:
        bodies = content.subject, content.text, content.html
        if self._known:
            return self.direct_mail.templates.change(self._known, *bodies)
        return self.direct_mail.templates.add(name, *bodies, draft=True)

    def _done(self, template: Template, *, submitted: bool) -> None:
        if not submitted:
            toast(self.app, f"Draft “{template.name}” is saved.")
            return
        toast(self.app, f"“{template.name}” is {template.status}: {REVIEW_DURATION}")
        if self.is_current:
            self.dismiss(None)

    # Leaving

    def action_back(self) -> None:
        """Leave; ask first where something would be lost."""
        if not self.is_current:
            return
        if not self._changed:
            self._leave()
            return

        def left(really: bool | None) -> None:
            if really and self.is_current:
                self._leave()

        self.app.push_screen(unsaved_question(), left)

    def _leave(self) -> None:
        with toast_errors(self.app):
            self._autosave.put(UnsavedTemplate())
        self.dismiss(None)
