"""The letter as its first recipient sees it, beside the form while it is written."""

from textual.content import Content

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.html_to_text import html_to_text
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.variable_filling import fill_variables
from dm_tui.domain.text import clean_line
from dm_tui.tui.console.shared.shown_chars import CHARS_BESIDE
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, muted, text
from dm_tui.tui.widgets.still_pane import StillPane

_NOBODY = "Add recipients to see it filled in."


class LetterPreview(StillPane):
    """Subject, sender and text; the values are those of the first recipient, if there is one yet."""

    def __init__(self) -> None:
        super().__init__(id="as-read")

    def show_letter(
        self, content: MailContent, sender: str, reader: Recipient | None, *, markdown: bool
    ) -> None:
        """Show the letter as it is written now."""
        values = {"EAddr": reader.address, **reader.variables} if reader is not None else None
        name = (values.get("UserName") or values["EAddr"]) if values is not None else ""
        self.border_title = text(f"As {clean_line(name, 30)} reads it" if name else "As a reader sees it")
        subject = clean_line(_fill(content.subject, values), 200)
        body = _body(content, values, markdown=markdown)
        rows: list[Part] = [
            (subject, "bold") if subject else muted("No subject yet."),
            muted(f"{sender} {MARKS.dot} now"),
            "",
            body or muted("No text yet."),
        ]
        self.show(lines([*rows, "", muted(_NOBODY)] if reader is None else rows))


def _fill(source: str, values: dict[str, str] | None, *, html: bool = False) -> str:
    """Return a text with its values; without a reader its variables stay as they are written."""
    return source if values is None else fill_variables(source, values, html=html)


def _body(content: MailContent, values: dict[str, str] | None, *, markdown: bool) -> str | Content:
    """Return the text that a reader sees; Markdown and HTML as text."""
    written = content
    if markdown:
        from dm_tui.domain.mailing.letters.markdown import render_markdown

        try:
            written = render_markdown(content.subject, content.text[:CHARS_BESIDE])
        except DirectMailError as error:
            return muted(str(error))
    if written.text.strip():
        return _fill(written.text[:CHARS_BESIDE], values)
    return html_to_text(_fill(written.html[:CHARS_BESIDE], values, html=True))
