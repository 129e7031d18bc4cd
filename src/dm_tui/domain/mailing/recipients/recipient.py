"""One recipient of a mailing."""

from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address


class Recipient(Model):
    """One email address with the values of its template variables, by name."""

    address: str
    variables: dict[str, str] = {}


def with_parsed_address(recipient: Recipient) -> Recipient:
    """Return a recipient with the address as it is stored, or refuse the address."""
    address = parse_address(recipient.address)
    return recipient if address == recipient.address else recipient.model_copy(update={"address": address})
