"""The text and HTML of a template or a letter, read from files that were named."""

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.template import MAX_BODY_BYTES
from dm_tui.settings import expand_user_path


def read_body(name: str | None) -> str:
    """Return the text of a file, nothing where none is named, or refuse it."""
    if name is None:
        return ""
    path = expand_user_path(name)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BODY_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no name of a file"
        raise DirectMailError(
            ErrorKind.USAGE, "file-unreadable", f"{path} cannot be read: {why}.", "Check the name."
        ) from None
    if len(raw) > MAX_BODY_BYTES:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "body-too-large",
            f"{path} has more than {MAX_BODY_BYTES:,} bytes, which text and HTML may have together.",
            "Leave pictures on a server instead of putting them into the HTML.",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DirectMailError(
            ErrorKind.USAGE,
            "not-utf-8",
            f"{path} is not in UTF-8: byte {error.start + 1:,} does not fit.",
            "Save it as UTF-8.",
        ) from None
