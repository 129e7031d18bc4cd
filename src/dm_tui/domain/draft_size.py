"""How large the draft of a mailing or of a template may be."""

from dm_tui.domain.errors import ErrorText
from dm_tui.domain.model import Model

MAX_DRAFT_BYTES = 131_072
"""Bytes of everything typed, in UTF-8: the state file holds it and is read at every start. Our own limit."""


def require_draft_size(draft: Model, too_large: ErrorText) -> None:
    """Refuse a draft that is too large for the state file, with the error of its kind."""
    texts = (value for value in draft.model_dump().values() if isinstance(value, str))
    size = sum(len(text.encode(errors="surrogatepass")) for text in texts)
    if size > MAX_DRAFT_BYTES:
        raise too_large(size=size, limit=MAX_DRAFT_BYTES)
