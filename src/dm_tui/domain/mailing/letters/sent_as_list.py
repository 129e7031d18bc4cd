"""What the service takes where it sends a mailing as a list: an approved template, exactly as approved."""

from dm_tui.domain.mailing.letters.letter_wording import LIST_NEEDS_TEMPLATE


def require_template_alone(template: str | None, *others: object) -> None:
    """Refuse a letter without a template, or with `others`, such as a subject: the service ignores them."""
    if template is None or any(other is not None for other in others):
        raise LIST_NEEDS_TEMPLATE()
