"""A subject with its bodies, as templates and letters have."""

from dm_tui.domain.model import Model


class MailContent(Model):
    """Subject and bodies, variables such as `{UserName}` still in them. At least one body is not empty."""

    subject: str
    text: str = ""
    html: str = ""

    @property
    def parts(self) -> tuple[str, str, str]:
        """The subject, the text and the HTML."""
        return self.subject, self.text, self.html


def content_parts(content: MailContent) -> tuple[tuple[str, str], ...]:
    """Return the subject and the bodies, each with its name."""
    return (("subject", content.subject), ("text", content.text), ("HTML", content.html))
