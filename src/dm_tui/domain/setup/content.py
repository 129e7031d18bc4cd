"""A subject with its bodies, as a template and a letter have them."""

from dm_tui.domain.model import Model


class MailContent(Model):
    """Subject and bodies, variables such as `{UserName}` still in them. At least one body is not empty."""

    subject: str
    text: str = ""
    html: str = ""
