"""Reads the files that are attached: those for everyone once, those for a row when its message is written.

A value of a spreadsheet may name a file, so it may name any: what leaves the folder before the first
variable, by `..`, an absolute name or a symbolic link, is refused.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters import letter_wording as wording
from dm_tui.domain.mailing.letters.attachment import MAX_ATTACHMENTS, Attachment
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.message_size import MAX_MESSAGE_BYTES, sent_size
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.variable_filling import fill_variables
from dm_tui.domain.setup.variables import find_variables
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.transport import Transport
from dm_tui.settings.places import expand_user_path
from dm_tui.user_files import open_file, read_file

MAX_LISTED = 3
"""Recipients without their file that one refusal names; the others are counted (our own choice)."""


def attachments_named(names: Iterable[str]) -> dict[str, object]:
    """Return what a letter has of these files: those for everyone, and the names of those for each row."""
    paths = [expand_user_path(name) for name in names]
    row_files = tuple(os.path.abspath(path) for path in paths if has_variables(str(path)))
    same = load_attachments(path for path in paths if not has_variables(str(path)))
    return {"attachments": same, "row_files": row_files}


def has_variables(name: str) -> bool:
    """Say whether a name is that of another file for each row."""
    return any(variable.likely for variable in find_variables(name))


def load_attachments(paths: Iterable[Path]) -> tuple[Attachment, ...]:
    """Return the files for everyone, or refuse one that cannot be read, is too large, or one too many."""
    attachments = tuple(map(load_attachment, paths))
    if len(attachments) > MAX_ATTACHMENTS:
        raise wording.TOO_MANY_ATTACHMENTS(count=len(attachments), most=MAX_ATTACHMENTS)
    total = sum(sent_size(attachment.size) for attachment in attachments)
    if total > MAX_MESSAGE_BYTES:
        raise wording.ATTACHMENTS_TOO_LARGE(size=total, limit=MAX_MESSAGE_BYTES)
    return attachments


def load_attachment(path: Path) -> Attachment:
    """Return one file."""
    name = clean_line(path.name, 200)
    if name != path.name:
        raise wording.ATTACHMENT_NAME(path=clean_line(str(path), 120))
    try:
        return Attachment.of(name, read_file(path, MAX_MESSAGE_BYTES))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not the name of a file"
        raise wording.ATTACHMENT_UNREADABLE(path=path, why=why[:1].lower() + why[1:]) from None


def read_row_file(name: str, values: Mapping[str, str]) -> Attachment:
    """Return the file of a row; `name` is absolute, with variables.

    A file that is missing is the row's own fault; a folder that is missing, on a network say, is nobody's.
    """
    try:
        return load_attachment(row_path(name, values))
    except DirectMailError:
        folder = _folder_of_rows(name)
        if not _has_files(folder):
            raise wording.ATTACHMENT_FOLDER_GONE(folder=clean_line(str(folder), 120)) from None
        raise


def row_path(name: str, values: Mapping[str, str]) -> Path:
    """Return the path of the file of a row, or refuse one outside the folder before its first variable."""
    folder = _folder_of_rows(name)
    filled = fill_variables(name, values)
    parts = [values.get(variable.name, "") for variable in find_variables(name) if variable.likely]
    try:
        outside = not Path(filled).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        outside = True
    if outside or any(part.startswith(("/", "~")) or ".." in Path(part).parts for part in parts):
        raise wording.ATTACHMENT_OUTSIDE(path=clean_line(filled, 120), folder=folder)
    return Path(filled)


def _folder_of_rows(name: str) -> Path:
    first = next(variable.start for variable in find_variables(name) if variable.likely)
    return Path(name[:first]).parent if not name[:first].endswith(os.sep) else Path(name[:first])


def _has_files(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def require_way_out(letter: Letter, transport: Transport) -> None:
    """Refuse attachments where the transport takes none."""
    if (letter.attachments or letter.row_files) and not transport.takes_attachments:
        raise wording.NO_ATTACHMENTS_THIS_WAY(transport=transport.name)


def with_files(letter: Letter, recipients: Iterable[Recipient]) -> Iterator[Recipient]:
    """Yield the recipients, and refuse at the end if files of theirs are missing, unsafe or too large."""
    if not letter.row_files:
        yield from recipients
        return
    same = sum(sent_size(attachment.size) for attachment in letter.attachments)
    problems: list[str] = []
    count = 0
    for recipient in recipients:
        try:
            _require_files(letter, recipient, same)
        except DirectMailError as error:
            count += 1
            if len(problems) < MAX_LISTED:
                problems.append(f"{recipient.address}: {error.message}")
        yield recipient
    if count:
        raise wording.ROWS_WITHOUT_FILES(
            recipients=show_count(count, "recipient"), examples=" ".join(problems)
        )


def _require_files(letter: Letter, recipient: Recipient, same: int) -> None:
    values = {**recipient.variables, "EAddr": recipient.address}
    total = same
    for name in letter.row_files:
        path = row_path(name, values)
        try:
            with open_file(path) as file:  # whoever sends may read it
                size = os.fstat(file.fileno()).st_size
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is not the name of a file"
            raise wording.ATTACHMENT_UNREADABLE(path=path, why=why[:1].lower() + why[1:]) from None
        total += sent_size(size)
    if total > MAX_MESSAGE_BYTES:
        raise wording.ATTACHMENTS_TOO_LARGE(size=total, limit=MAX_MESSAGE_BYTES)
