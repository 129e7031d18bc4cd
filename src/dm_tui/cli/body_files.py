"""Reads the text and HTML of a template or a letter from files, and what is attached to it."""

from argparse import Namespace
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import NamedTuple

from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.mailing.recipients.encoding_names import parse_encoding
from dm_tui.domain.setup.subject_and_body import MAX_BODY_BYTES, MailContent, parse_content
from dm_tui.settings.places import expand_user_path
from dm_tui.user_files import open_file

FILE_UNREADABLE = ErrorKind.USAGE.text(
    "file-unreadable",
    "{path} cannot be read: {why}.",
    "This option takes the name of a file, not the text itself: name a file that you can read.",
)
BODY_TOO_LARGE = ErrorKind.REFUSED.text(
    "body-too-large",
    "{path} has more than {limit:,} bytes, the limit for text and HTML together.",
    "Host images on a server instead of embedding them in the HTML.",
)
MARKDOWN_ALONE = ErrorKind.USAGE.text(
    "markdown-alone",
    "Markdown makes both the text and the HTML of the message.",
    "Give --markdown without --text, --html and --template.",
)
NOT_UTF_8 = ErrorKind.USAGE.text(
    "not-utf-8", "{path} is not UTF-8: byte {position:,} of it is 0x{byte:02X}.", "Save it as UTF-8."
)
NOT_UTF_8_TO_SEND = NOT_UTF_8._replace(hint="Save it as UTF-8, or name its encoding: --encoding NAME.")
NOT_IN_ENCODING = NOT_UTF_8._replace(
    message="{path} is neither UTF-8 nor {encoding}: byte {position:,} of it is 0x{byte:02X}.",
    hint="Name the encoding that it was saved in.",
)


def read_body(name: str | None, encoding: str | None = None) -> str:
    """Return the text of a file, or an empty one if no file is named.

    It is UTF-8, or in the `encoding` named, "" if one could be. Refuse what is unreadable, too large or
    neither of them.
    """
    if name is None:
        return ""
    path = expand_user_path(name)
    try:
        with open_file(path) as file:
            raw = file.read(MAX_BODY_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not the name of a file"
        raise FILE_UNREADABLE(path=path, why=why) from None
    if len(raw) > MAX_BODY_BYTES:
        raise BODY_TOO_LARGE(path=path, limit=MAX_BODY_BYTES)
    mark = raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return raw.decode("utf-16" if mark else "utf-8-sig")
    except UnicodeDecodeError as error:
        if not encoding:
            refusal = NOT_UTF_8 if encoding is None else NOT_UTF_8_TO_SEND
            raise refusal(path=path, position=error.start + 1, byte=raw[error.start]) from None
    known = parse_encoding(encoding)
    try:
        return raw.decode(known.codec)
    except UnicodeDecodeError as error:
        values = {"path": path, "position": error.start + 1, "byte": raw[error.start]}
        raise NOT_IN_ENCODING(encoding=known.name, **values) from None


class WrittenLetter(NamedTuple):
    """The subject and bodies of a letter, and the same `as_written`: Markdown is not rendered yet."""

    content: MailContent
    as_written: MailContent


def read_letter(args: Namespace) -> WrittenLetter:
    """Return the subject and bodies that `send` was given: texts, or Markdown that makes both."""
    subject, encoding = args.subject or "", args.encoding or ""
    if args.markdown is None:
        content = parse_content(subject, args.text or "", read_body(args.html, encoding))
        return WrittenLetter(content, content)
    if args.text or args.html or args.template:
        raise MARKDOWN_ALONE()
    from dm_tui.domain.mailing.letters.markdown import markdown_letter

    source = parse_content(subject, read_body(args.markdown, encoding))
    return WrittenLetter(parse_content(*markdown_letter(source).parts), source)
