"""Letters in Markdown: a text and HTML from one source. HTML in it, inline styles too, stays as it is."""

from dm_tui.domain.mailing.letters.html_to_text import html_to_text
from dm_tui.domain.mailing.letters.variable_placeholders import put_variables_back, set_variables_aside
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.variable_check import (
    VariableProblem,
    find_problems,
    require_clear_variables,
    unknown_variables,
)
from dm_tui.domain.setup.variables import VARIABLES, Lines

_PAGE = '<!doctype html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{body}</body>\n</html>\n'


def render_markdown(subject: str, source: str) -> MailContent:
    """Return a letter whose bodies come from CommonMark, with tables and strikethrough.

    Variables are set aside meanwhile: Markdown would encode their braces in a link, and read emphasis in a
    default. The library loads when it is first needed.
    """
    from markdown_it import MarkdownIt

    marked, names = set_variables_aside(source.replace("\r\n", "\n").replace("\r", "\n"))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    body = str(parser.render(marked))
    text = html_to_text(body)
    body, text = put_variables_back(body, names), put_variables_back(text, names)
    return MailContent(subject=subject, text=f"{text}\n" if text else "", html=_PAGE.format(body=body))


def markdown_letter(written: MailContent) -> MailContent:
    """Return the letter whose text is Markdown; refuse its variables where they stand in the Markdown."""
    require_clear_variables(written)
    rendered = render_markdown(written.subject, written.text)
    if problems := find_problems(rendered):
        raise unknown_variables(
            [_in_source(problem, rendered, written.text) for problem in problems], VARIABLES
        )
    return rendered


def _in_source(problem: VariableProblem, rendered: MailContent, source: str) -> VariableProblem:
    """Return a problem with its place in the Markdown: variables keep their order when it is rendered."""
    if problem.part != "HTML":
        return problem
    before = "\n".join(rendered.html.split("\n")[: problem.line - 1])
    offset = len(before) + bool(before) + problem.column - 1
    at = -1
    for _ in range(rendered.html.count(problem.written, 0, offset) + 1):
        at = source.find(problem.written, at + 1)
    if at < 0:
        return problem
    line, column = Lines(source).place_of(at)
    return problem._replace(part="text", line=line, column=column)
