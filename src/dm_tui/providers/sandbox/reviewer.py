"""The sandbox's reviewer of templates, who is quick."""

from datetime import datetime, timedelta

from dm_tui.domain.setup.template import Template, TemplateStatus, record_review

REVIEW_TIME = timedelta(hours=2)
"""How long a review takes in the sandbox; the service takes up to three working days (limits)."""

REJECTED_PREFIX = "reject"
"""A template whose name begins with this is rejected, as certain card numbers are declined."""

REJECTION_REASON = "The sandbox's reviewer rejects every template whose name begins with “reject”."


def review_due_at(template: Template) -> datetime | None:
    """Return when a pending template will be reviewed."""
    if template.status is not TemplateStatus.PENDING or template.submitted_at is None:
        return None
    return template.submitted_at + REVIEW_TIME


def with_review(template: Template, now: datetime) -> Template:
    """Return a template with its review, once that is due."""
    at = review_due_at(template)
    if at is None or at > now:
        return template
    rejected = template.name.startswith(REJECTED_PREFIX)
    return record_review(template, REJECTION_REASON if rejected else "", at)
