"""The List-Unsubscribe header fields of a mailing: by email (RFC 2369), and with one click (RFC 8058)."""

import re
from urllib.parse import quote

from dm_tui.domain.mailing.letters.letter_wording import BAD_UNSUBSCRIBE_URL
from dm_tui.domain.setup.address import MAX_ADDRESS_LENGTH

_VARIABLE = "{EAddr}"
_URL = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?([/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]*)?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9._-]{0,128}", re.ASCII)
_MAX_URL_LENGTH = 900
"""Characters of an https address with the recipient's own in it; a header line has at most 998 (RFC 5322)."""


class UnsubscribeHeaders:
    """Makes the fields: an email to `address` whose subject names the mailing, and `url` where given.

    `mailing` is an id or a tag: at most 128 of `[A-Za-z0-9._-]`, otherwise ValueError. `url` is an https
    address; `{EAddr}` in it becomes the recipient's own, percent-encoded. Only with a `url` is there a
    one-click field: it promises that a single POST is enough, a promise an email cannot keep.
    """

    def __init__(self, address: str, mailing: str, url: str) -> None:
        if not _NAME.fullmatch(mailing):
            raise ValueError(f"not the name of a mailing: {mailing!r}")
        subject = quote(f"unsubscribe {mailing}".strip(), safe="")
        self._mailto = f"<mailto:{quote(address, safe='@')}?subject={subject}>"
        self._url = url
        longest = url.replace(_VARIABLE, "%40" * MAX_ADDRESS_LENGTH)
        if url and (len(longest) > _MAX_URL_LENGTH or not _URL.fullmatch(url.replace(_VARIABLE, "%40"))):
            raise BAD_UNSUBSCRIBE_URL()
        self._same = None if _VARIABLE in url else self._fields("")

    def header(self, address: str) -> bytes:
        """Return the fields for the recipient with `address`, each with its line end."""
        return self._same or self._fields(address)

    def _fields(self, address: str) -> bytes:
        if not self._url:
            return f"List-Unsubscribe: {self._mailto}\r\n".encode("ascii")
        url = self._url.replace(_VARIABLE, quote(address, safe=""))
        return (
            f"List-Unsubscribe: <{url}>,\r\n {self._mailto}\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        ).encode("ascii")
