"""A domain in words."""

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.setup.mail_domain import MailDomain


def published_words(domain: MailDomain) -> str:
    """Return how many of a domain's records are published."""
    published = sum(record.published for record in domain.records)
    return f"{published} of {len(domain.records)}" if domain.records else NOT_KNOWN
