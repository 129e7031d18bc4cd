"""What a list of recipients at the service may have: how many, how long their values, for how long."""

from datetime import timedelta

from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.text import Line

MAX_LIST_RECIPIENTS = 10_000
"""Recipients of a list (limits); there may be ten lists."""

RECIPIENTS_PER_CALL = 500
"""Recipients of one call that fills a list (our own limit)."""

MAX_CALL_BYTES = 50_000
"""Bytes of recipients in the address of one call; the service accepts about 80 KB there (our own limit)."""

KEEP_LIST_FOR = timedelta(hours=1)
"""How long our list stays after it was made: the service still needs it ten minutes after sending (our own
choice).
"""

VARIABLE_LETTERS = {"UserName": "u", "NickName": "n", "Gender": "g", "Birthday": "b", "Mobile": "m"}
"""The service's names for the variables of a recipient; the address is `e`."""

_MAX_VALUE_LENGTH = {"UserName": 75}
_MAX_OTHER_VALUE_LENGTH = 25
"""Characters of a value (limits)."""


def length_problem(recipient: Recipient) -> Line:
    """Return which value of a recipient is too long for a list, empty if none is."""
    for name, value in recipient.variables.items():
        most = _MAX_VALUE_LENGTH.get(name, _MAX_OTHER_VALUE_LENGTH)
        if name in VARIABLE_LETTERS and len(value) > most:
            return f"{name} has {len(value)} characters; a list allows {most}."
    return ""
