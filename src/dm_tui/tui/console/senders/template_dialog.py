"""One template: its status and the reason, a preview, and the actions its status allows."""

from collections.abc import Iterable
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from dm_tui.domain.command_words import shell_word
from dm_tui.domain.setup.doubtful_limits import content_doubts
from dm_tui.domain.setup.example_recipient import EXAMPLE_VALUES
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.template import Template, TemplateStatus, can_change
from dm_tui.domain.setup.template_review import is_rejectable, review_template
from dm_tui.domain.setup.template_wording import REVIEW_DURATION
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.senders.setup_previews import template_head
from dm_tui.tui.console.senders.submit_question import MAX_FINDINGS, submit_question
from dm_tui.tui.console.senders.template_preview import paint_template_preview
from dm_tui.tui.dialogs.item_dialog import ItemDialog
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import lines, muted, text, warning
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock


class TemplateToEdit(NamedTuple):
    """The template to edit: that of this name, or a new template with this content."""

    content: MailContent
    name: str = ""


class TemplateDialog(ItemDialog[TemplateToEdit]):
    """Returns the template to edit, if any."""

    BINDINGS = [
        Binding("e", "edit", "Edit", id="template.edit", show=False),
        Binding("u", "submit", "Submit", id="template.submit", show=False),
        Binding("r", "revise", "Change", id="template.revise", show=False),
        Binding("t", "test", "Test", id="template.test", show=False),
    ]
    DEFAULT_CSS = """
    TemplateDialog {
        & #item { height: 96%; max-height: 32; }
        & #template-preview {
            height: 1fr; min-height: 4; padding: 0 1; border: round $line;
            border-title-color: $muted; scrollbar-size-vertical: 1;
            &:focus { border: round $accent; }
            &:focus:nocolor { border: heavy $accent; }
        }
    }
    """

    def __init__(self, direct_mail: DirectMail, template: Template) -> None:
        super().__init__(direct_mail, "template")
        self._template = template
        self._open = can_change(template)
        self._revisable = template.status is TemplateStatus.APPROVED  # its change goes into review at once

    def details(self) -> ComposeResult:
        with VerticalScroll(id="template-preview") as frame:
            frame.border_title = text(f"As {EXAMPLE_VALUES['UserName']} would read it")
            yield TextBlock(paint_template_preview(self._template.content))

    def buttons(self) -> Iterable[Iterable[ActionButton]]:
        """Return the buttons that the status allows."""
        close, remove = ActionButton("Close", id="close"), ActionButton("Remove …", id="remove")
        test = ActionButton("Test …", id="test")
        edit = ActionButton("Edit" if self._open else "Copy to new", id="edit")
        more = [test, remove]
        if self._open:
            more.append(ActionButton("Submit", id="submit", primary=True))
        elif self._revisable:
            more.append(ActionButton("Change …", id="revise"))
        return ((close, edit), more)

    def show(self) -> None:
        template = self._template
        rows = template_head(template, self.facts_width)
        if self._open:
            width = self.facts_width
            rows += [warning(doubt, width=width) for doubt in content_doubts(template.content)]
            findings = [finding for finding in review_template(template.content) if finding.code != "limits"]
            rows += [warning(str(finding), width=width) for finding in findings[:MAX_FINDINGS]]
            if (more := len(findings) - MAX_FINDINGS) > 0:
                rows.append(muted(f"and {more} more: dm-tui templates check {shell_word(template.name)}"))
        self.query_one("#item-facts", TextBlock).update(lines(rows))
        for button in self.query(ActionButton):
            button.disabled = self.busy and button.id != "close"

    # Doing

    def action_edit(self) -> None:
        """Edit it, or a new template that begins with its content."""
        if self.is_current and not self.busy:
            template = self._template
            self.dismiss(TemplateToEdit(template.content, template.name if self._open else ""))

    def action_revise(self) -> None:
        """Ask, then edit an approved template: once submitted, it is reviewed again."""
        template = self._template
        if not self._revisable:
            return
        question = Question(
            "revise-template",
            f"Change “{template.name}”?",
            [
                "Once you submit the change, it is reviewed again. Until it is approved, no mailing can use it."
            ],
            AnswerButton("change-it", "Change"),
            AnswerButton("keep-it", "Keep"),
        )
        self.ask(question, self._revise)

    def _revise(self) -> None:
        self.dismiss(TemplateToEdit(self._template.content, self._template.name))

    def action_test(self) -> None:
        """Ask for sender and recipient, then send one test letter."""
        if self.is_current and not self.busy:
            from dm_tui.tui.console.senders.template_test_form import open_test_form

            open_test_form(self.app, self.direct_mail, self._template.name, self._finish_test)

    def _finish_test(self, words: list[str]) -> None:
        done, *notes = words
        self.say(lines([text((f"{MARKS.done} ", "$success"), done), *map(muted, notes)]))

    def action_submit(self) -> None:
        """Submit it for review; ask first where there is a published reason to reject it."""
        findings = review_template(self._template.content)
        if self._open and is_rejectable(findings):
            self.ask(submit_question(self._template.name, findings), self._submit)
        elif self._open:
            self._submit()
        elif not self.busy:
            self.say(muted(f"It is {self._template.status}: there is nothing to submit."))

    def _submit(self) -> None:
        name = self._template.name
        self.start("Submitting", lambda: self.direct_mail.templates.submit(name), self._finish_submission)

    def _finish_submission(self, template: Template) -> Content | None:
        self.finish(f"“{template.name}” is {template.status}: {REVIEW_DURATION}")
        return None

    def action_remove(self) -> None:
        """Ask, then remove it."""
        name = self._template.name
        question = Question(
            "remove-template",
            f"Remove “{name}”?",
            ["Its text is lost, and no mailing can use it any more."],
            AnswerButton("remove-it", "Remove"),
            AnswerButton("keep-it", "Keep"),
        )
        self.ask_to_remove(question, lambda: self.direct_mail.templates.remove(name), f"“{name}” is removed.")
