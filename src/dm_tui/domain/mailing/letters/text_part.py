"""The text of a letter that has HTML alone: mail without one counts as spam, and not all show HTML."""

from html import unescape

from dm_tui.domain.mailing.letters.html_to_text import html_to_text
from dm_tui.domain.mailing.letters.variable_placeholders import put_variables_back, set_variables_aside
from dm_tui.domain.setup.subject_and_body import MailContent


def has_html_alone(content: MailContent) -> bool:
    """Say whether a letter has no text of its own."""
    return not content.text.strip() and bool(content.html.strip())


def with_text(content: MailContent) -> MailContent:
    """Return a letter with a text, made from its HTML where it has none; its variables stay."""
    if not has_html_alone(content):
        return content
    marked, names = set_variables_aside(content.html)
    plain = {word: unescape(variable) for word, variable in names.items()}
    return content.model_copy(update={"text": put_variables_back(html_to_text(marked), plain)})
