"""The names and the status of domains and templates, as a mark and a word."""

from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.tui.marks import MARKS


def readable_name(domain: MailDomain) -> str:
    """Return the name of a domain; an international name has its DNS name beside it."""
    if domain.readable == domain.name:
        return domain.name
    return f"{domain.readable} ({domain.name})"


def domain_status(domain: MailDomain) -> str:
    """Return whether a domain is verified, as a mark and a word."""
    mark = {True: MARKS.done, False: MARKS.warning, None: MARKS.unknown}[domain.verified]
    return f"{mark} {domain.status}"


def template_status(template: Template) -> str:
    """Return the status of a template, as a mark and a word."""
    mark = {
        TemplateStatus.DRAFT: MARKS.ahead,
        TemplateStatus.PENDING: MARKS.here,
        TemplateStatus.APPROVED: MARKS.done,
        TemplateStatus.REJECTED: MARKS.warning,
    }[template.status]
    return f"{mark} {template.status}"
