"""Letters in Markdown: a text and HTML from one source. HTML in it, inline styles too, stays as it is."""

from dm_tui.domain.mailing.html_to_text import html_to_text
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.variables import find_variables

_PAGE = '<!doctype html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{body}</body>\n</html>\n'


def render_markdown(subject: str, source: str) -> MailContent:
    """Return a letter whose bodies come from CommonMark, with tables and strikethrough.

    Variables are set aside meanwhile: Markdown would encode their braces in a link, and read emphasis in a
    default. The library loads when it is first needed.
    """
    from markdown_it import MarkdownIt

    marked, names = _set_aside(source.replace("\r\n", "\n").replace("\r", "\n"))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    body = str(parser.render(marked))
    text = html_to_text(body)
    for name, variable in names.items():
        body, text = body.replace(name, variable), text.replace(name, variable)
    return MailContent(subject=subject, text=f"{text}\n" if text else "", html=_PAGE.format(body=body))


def _set_aside(source: str) -> tuple[str, dict[str, str]]:
    """Return the source with a word for each variable, and the variables by these words."""
    word = "xvariable"
    while word in source:
        word += "q"
    pieces: list[str] = []
    names: dict[str, str] = {}
    at = 0
    for variable in find_variables(source):
        name = f"{word}{len(names)}x"
        names[name] = source[variable.start : variable.end]
        pieces += (source[at : variable.start], name)
        at = variable.end
    return "".join((*pieces, source[at:])), names
