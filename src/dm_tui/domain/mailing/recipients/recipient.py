"""One recipient of a mailing."""

from dm_tui.domain.model import Model


class Recipient(Model):
    """One email address with the values of its template variables, by name."""

    address: str
    variables: dict[str, str] = {}
