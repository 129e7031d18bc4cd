"""Email templates: a subject and bodies with variables, reviewed before a mailing may use them.

draft ─ submit ─▶ pending ─ review ─▶ approved | rejected
  rejected ─ submit ─▶ pending          a rejected template may be submitted again
  approved ─ revise ─▶ pending          a changed template is reviewed again, and cannot be used until then

`variables` has the grammar of variables, `variable_check` what is wrong with them.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.setup import template_wording
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.text import Line, clean_line

MAX_NAME_LENGTH = 30
"""Characters of a template's name (API reference)."""


class TemplateStatus(StrEnum):
    """The state of a template (limits)."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Template(Model):
    """One template; `id` is its name, `reason` says why it was rejected.

    `created_at` is None where the service does not say it.
    """

    TABLE: ClassVar[str] = "templates"

    id: str
    subject: str
    text: str = ""
    html: str = ""
    status: TemplateStatus = TemplateStatus.DRAFT
    reason: Line = ""
    created_at: datetime | None
    submitted_at: datetime | None = None
    reviewed_at: datetime | None = None

    @property
    def name(self) -> str:
        """The name."""
        return self.id

    @property
    def content(self) -> MailContent:
        """The subject and bodies, with variables."""
        return MailContent(subject=self.subject, text=self.text, html=self.html)

    @property
    def lacks_dates(self) -> bool:
        """Whether it was submitted or reviewed, and the service does not say when."""
        reviewed = self.status in (TemplateStatus.APPROVED, TemplateStatus.REJECTED)
        submitted = self.status is not TemplateStatus.DRAFT
        return (submitted and self.submitted_at is None) or (reviewed and self.reviewed_at is None)


def parse_template_name(text: str) -> str:
    """Return the name of a template, one clean line, or refuse it."""
    name = clean_line(text, 1_000)
    if not name or name != text.strip(" "):
        raise template_wording.BAD_TEMPLATE_NAME(most=MAX_NAME_LENGTH)
    if len(name) > MAX_NAME_LENGTH:
        raise template_wording.TEMPLATE_NAME_TOO_LONG(length=len(name), most=MAX_NAME_LENGTH)
    return name


def require_submittable(template: Template) -> None:
    """Refuse to submit a template that is under review or approved."""
    if template.status is TemplateStatus.PENDING:
        raise template_wording.TEMPLATE_PENDING(template=template.name)
    if template.status is TemplateStatus.APPROVED:
        raise template_wording.TEMPLATE_APPROVED(template=template.name)


def can_change(template: Template) -> bool:
    """Say whether the content of a template can be changed, and submitted: it is a draft, or rejected."""
    return template.status not in template_wording.TEMPLATE_FIXED


def change_content(template: Template, content: MailContent) -> Template:
    """Return the template with other content, or refuse one that is under review or approved (inferred)."""
    if not can_change(template):
        raise template_wording.TEMPLATE_FIXED[template.status](template=template.name)
    return template.model_copy(update=content.model_dump())


def revise_approved(template: Template, content: MailContent) -> Template:
    """Return an approved template with other content, not reviewed yet; refuse content that is the same."""
    if template.content == content:
        raise template_wording.TEMPLATE_UNCHANGED(template=template.name)
    return template.model_copy(update={**content.model_dump(), "status": TemplateStatus.DRAFT})


def require_approved(template: Template) -> None:
    """Refuse a template that is not approved, with what to do next (3)."""
    if template.status is not TemplateStatus.APPROVED:
        error = template_wording.TEMPLATE_NOT_APPROVED[template.status]
        raise error(template=template.name, reason=template.reason)


def submit_for_review(template: Template, now: datetime) -> Template:
    """Return the template under review."""
    require_submittable(template)
    update = {"status": TemplateStatus.PENDING, "reason": "", "submitted_at": now, "reviewed_at": None}
    return template.model_copy(update=update)


def record_review(template: Template, reason: str, at: datetime) -> Template:
    """Return the template approved, or rejected for `reason`."""
    status = TemplateStatus.REJECTED if reason else TemplateStatus.APPROVED
    return template.model_copy(update={"status": status, "reason": clean_line(reason), "reviewed_at": at})
