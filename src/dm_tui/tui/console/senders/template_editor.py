"""Writing a template: autosaved while you type, saved as a draft with a key, then submitted for review."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from textual.binding import Binding
from textual.widget import Widget

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.template import Template
from dm_tui.domain.setup.template_draft import UnsavedTemplate
from dm_tui.domain.setup.template_review import rejecting_codes
from dm_tui.domain.setup.template_wording import REVIEW_DURATION
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.console.senders.submit_question import submit_question
from dm_tui.tui.console.senders.template_form import TemplateForm
from dm_tui.tui.console.shared.autosave import Autosave
from dm_tui.tui.console.shared.changed_elsewhere import OTHER_TEMPLATE
from dm_tui.tui.console.shared.editor_screen import EditorScreen
from dm_tui.tui.dialogs.quit_questions import unsaved_question
from dm_tui.tui.front_screen import is_closed
from dm_tui.tui.marks import MARKS
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_box import LINE_TOO_LONG, require_short_lines
from dm_tui.tui.workers import start_worker

LONG_LABEL_WIDTH = 60
"""Columns from which the button has its long label."""


class TemplateEditor(EditorScreen[UnsavedTemplate]):
    """A new template that begins with `content`, or the template `name`; leaving unsaved text asks first.

    Unsaved text comes back as `begun` the next time, until it is saved or left. Content with a line too long
    to edit is refused.
    """

    BINDINGS = [
        Binding("escape", "back", "Back", id="editor.back"),
        Binding("ctrl+s", "save", "Save", id="editor.save", tooltip="Save it as a draft"),
        Binding("f2", "save", "Save", show=False),
        Binding("f3", "view", "View", id="editor.view", tooltip="Text, HTML or preview"),
        Binding("f4", "problem", "Problem", id="editor.problem", tooltip="Go to the next unknown variable"),
        Binding("f9", "submit", "Submit", id="editor.submit", tooltip="Submit it for review"),
    ]
    DEFAULT_CSS = """
    TemplateEditor {
        & > TemplateForm { padding: 0 1; }
    }
    TemplateEditor.-narrow > .actions > ActionButton { margin-right: 1; }
    TemplateEditor.-wide > * { padding: 0 3; }
    """
    heading = "Template"

    def __init__(
        self,
        direct_mail: DirectMail,
        content: MailContent,
        name: str = "",
        begun: UnsavedTemplate | None = None,
    ) -> None:
        for part, body in (("text", content.text), ("HTML", content.html)):
            require_short_lines(body, LINE_TOO_LONG, part=part)
        kept = begun or direct_mail.templates.begin_unsaved()
        super().__init__(
            direct_mail, "template-editor", Autosave(kept, self._save_unsaved, lambda: self._unsaved)
        )
        self._draft_id, self._stored, self._parted = kept.id, begun, False
        self._known = name
        self._begun = begun or UnsavedTemplate(known=name, name=name, **content.model_dump())
        self._saved = (name, content if name else MailContent(subject=""))
        self._busy = False
        self._accepted_reasons: frozenset[str] = frozenset()

    def editor(self) -> Iterable[Widget]:
        yield TemplateForm(self._begun.name, self._begun.content)

    def actions(self) -> Iterable[ActionButton]:
        yield ActionButton("Back", id="back")
        yield ActionButton("Save draft", id="save")
        yield ActionButton(f"Submit {MARKS.next}", id="submit", primary=True)

    def on_mount(self) -> None:
        if self._known:
            self._form.lock_name(self._known)

    def on_resize(self) -> None:
        words = "Submit for review" if self.size.width >= LONG_LABEL_WIDTH else "Submit"
        self.query_one("#submit", ActionButton).rename(f"{words} {MARKS.next}")

    @property
    def _form(self) -> TemplateForm:
        return self.query_one(TemplateForm)

    @property
    def _changed(self) -> bool:
        """Whether the text differs from the saved draft."""
        return (self._form.template_name, self._form.content) != self._saved

    @property
    def _unsaved(self) -> UnsavedTemplate:
        """The unsaved text, with its name; empty where all is saved."""
        if not self._changed:
            return UnsavedTemplate(id=self._draft_id)
        written = self._form
        return UnsavedTemplate(
            id=self._draft_id, known=self._known, name=written.template_name, **written.content.model_dump()
        )

    def _save_unsaved(self, unsaved: UnsavedTemplate) -> None:
        """Save the unsaved text; where another console has changed it meanwhile, both are kept."""
        saved = self.direct_mail.templates.save_unsaved(unsaved, self._stored)
        self._parted = self._parted or (saved.id != unsaved.id and not saved.empty)
        self._draft_id, self._stored = saved.id, None if saved.empty else saved

    def follow(self) -> None:
        if not self._busy:
            super().follow()
        if self._parted:
            self._parted = False
            toast(self.app, OTHER_TEMPLATE, serious=True)

    def written(self) -> list[str]:
        """Return the name, the subject and both bodies."""
        content = self._form.content
        head = [f"Template: {self._form.template_name}", f"Subject: {content.subject}"]
        return [*head, "", "Text:", content.text, "", "HTML:", content.html]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer the way to a problem where there may be one."""
        return action != "problem" or any(form.may_have_problems for form in self.query(TemplateForm))

    def action_view(self) -> None:
        """Show the next of text, HTML and preview."""
        self._form.switch_to_next()

    def action_problem(self) -> None:
        """Go to the next unknown variable."""
        self._form.go_to_problem()

    # Saving

    def action_save(self) -> None:
        """Save it as a draft."""
        self._save(submit=False)

    def action_submit(self) -> None:
        """Save it and submit it for review; ask once where there is a published reason to reject it."""
        form = self._form
        if self._busy or not self.is_current:
            return
        reasons = rejecting_codes(form.findings) if form.check() else frozenset()
        if reasons <= self._accepted_reasons:
            self._save(submit=True)
            return

        def submit_then(yes: bool | None) -> None:
            if yes:
                self._accepted_reasons |= reasons
                self._save(submit=True)

        self.app.push_screen(submit_question(form.template_name, form.findings), submit_then)

    def _save(self, *, submit: bool) -> None:
        if self._busy or not self.is_current:
            return
        form = self._form
        if not form.check():
            form.go_to_problem()
            return
        self._busy = True
        form.say("Submitting …" if submit else "Saving …")
        work = partial(self._save_and_submit, form.template_name, form.content, submit)
        start_worker(self.app, work, group="setup")

    async def _save_and_submit(self, name: str, content: MailContent, submit: bool) -> None:
        """Save in a thread, then submit; the form shows what went wrong, and nothing written is lost."""

        def save() -> Template:
            if submit and self._known:
                return self._revise(content)
            template = self._put(name, content)
            self._known, self._saved = template.name, (template.name, content)
            with suppress(DirectMailError):  # a saved template needs no copy; the next check retries
                self._autosave.put(UnsavedTemplate(id=self._draft_id))
            return self.direct_mail.templates.submit(template.name) if submit else template

        result = await run_in_thread(save, fault="It could not be saved ({error}).")
        self._busy = False
        if not is_closed(self):
            if self._known:
                self._form.lock_name(self._known)
            self._form.say("")
        if not isinstance(result, Failure):
            self._finish(result, submitted=submit)
        elif not is_closed(self):
            self._form.show_refusal(name, content, result.words)
        else:
            toast(self.app, result.words, serious=True)

    def _revise(self, content: MailContent) -> Template:
        """Change and submit a saved template.

        What is written stays unsaved text until the service has taken it.
        """
        bodies = content.subject, content.text, content.html
        template = self.direct_mail.templates.revise(self._known, *bodies)
        self._saved = (template.name, content)
        with suppress(DirectMailError):
            self._autosave.put(UnsavedTemplate(id=self._draft_id))
        return template

    def _put(self, name: str, content: MailContent) -> Template:
        bodies = content.subject, content.text, content.html
        if self._known:
            return self.direct_mail.templates.change(self._known, *bodies)
        return self.direct_mail.templates.add(name, *bodies, draft=True)

    def _finish(self, template: Template, *, submitted: bool) -> None:
        if not submitted:
            toast(self.app, f"Draft “{template.name}” is saved.")
            return
        toast(self.app, f"“{template.name}” is {template.status}: {REVIEW_DURATION}")
        if self.is_current:
            self.dismiss(None)

    # Leaving

    def action_back(self) -> None:
        """Leave; ask first where unsaved text would be lost."""
        if not self.is_current:
            return
        if self._changed:
            self.leave_if(unsaved_question(), self._forget)
        else:
            self._forget()
            self.dismiss(None)

    def _forget(self) -> None:
        with toast_errors(self.app):
            self._autosave.put(UnsavedTemplate(id=self._draft_id))
