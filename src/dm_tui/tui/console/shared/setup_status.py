"""The names and the status of domains, addresses and templates, as a mark and a word."""

from dm_tui.domain.setup.address import unicode_address
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.tui.marks import MARKS


def name_in_full(name: str) -> str:
    """Return a domain or an address where one is shown in full: an international one has its DNS form, too.

    In lists the readable form stands alone, which mixes no scripts.
    """
    readable = unicode_address(name)
    return name if readable == name else f"{readable} ({name})"


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
