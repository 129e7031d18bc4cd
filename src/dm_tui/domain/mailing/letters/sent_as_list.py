"""What the service takes where it sends a mailing as a list: an approved template, exactly as approved."""

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.letter_wording import (
    LIST_FILLS_NO_MIXTURE,
    LIST_NEEDS_TEMPLATE,
    TEMPLATE_DIFFERS,
    UNKNOWN_TEMPLATE,
)
from dm_tui.domain.setup.subject_and_body import parse_content
from dm_tui.domain.setup.template import Template, require_approved
from dm_tui.domain.setup.variable_check import filled_from_rows, free_variables


def require_template_alone(template: str | None, *others: object) -> None:
    """Refuse a letter without a template, or with `others`, such as a subject: the service ignores them."""
    if template is None or any(other is not None for other in others):
        raise LIST_NEEDS_TEMPLATE()


def require_template_match(template: Template | None, letter: Letter) -> None:
    """Refuse a letter for a list unless it equals the approved template, which is what the service sends."""
    if template is None:
        raise UNKNOWN_TEMPLATE(template=letter.template)
    require_approved(template)
    free, documented = free_variables(template.content), filled_from_rows(template.content)
    if free and documented:  # whether one list may have both is not documented
        mixed = (*documented, *free)
        raise LIST_FILLS_NO_MIXTURE(
            template=template.name, names=", ".join(f"{{{name}}}" for name in mixed[:5])
        )
    if parse_content(template.subject, template.text, template.html) != letter.content:
        raise TEMPLATE_DIFFERS(template=template.name)
