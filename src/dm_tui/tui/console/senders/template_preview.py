"""Previews a template: variables filled with an example, HTML as text."""

from textual.content import Content

from dm_tui.domain.mailing.letters.html_to_text import html_to_text
from dm_tui.domain.setup.example_recipient import EXAMPLE_VALUES
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.variable_filling import fill_variables
from dm_tui.tui.console.shared.shown_chars import CHARS_IN_FULL
from dm_tui.tui.screen_text import Part, lines, muted


def paint_template_preview(content: MailContent, *, text: bool = True, html: bool = True) -> Content:
    """Return subject and bodies as the example recipient would read them."""
    rows: list[Part] = [(fill_variables(content.subject, EXAMPLE_VALUES) or "No subject yet.", "bold")]
    both = text and html and bool(content.text) and bool(content.html)
    if text and (content.text or not html):
        rows += [*_head("Text", both), *_body(content.text, "text")]
    if html and (content.html or not text):
        rows += [*_head("HTML, as text", both), *_body(content.html, "HTML")]
    return lines(rows)


def _head(title: str, named: bool) -> list[Part]:
    return ["", muted(title), ""] if named else [""]


def _body(source: str, name: str) -> list[Part]:
    if not source.strip():
        return [muted(f"No {name} yet.")]
    read = source[:CHARS_IN_FULL]
    shown = (
        html_to_text(fill_variables(read, EXAMPLE_VALUES, html=True))
        if name == "HTML"
        else fill_variables(read, EXAMPLE_VALUES)
    )
    cut = (
        [muted(f"The first {CHARS_IN_FULL:,} of {len(source):,} characters.")]
        if len(source) > CHARS_IN_FULL
        else []
    )
    return [shown or muted("It has no text to read."), *cut]
