"""What a subject and the bodies may hold, and how large they may be."""

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.subject_and_body import MAX_BODY_BYTES, MailContent, parse_content


def test_content_is_kept_but_for_its_line_ends() -> None:
    content = parse_content("  Hello\nthere ", "a\r\nb\rc\u200f\tשלום", "<p>\n")
    assert content == MailContent(subject="Hello there", text="a\nb\nc\u200f\tשלום", html="<p>\n")


@pytest.mark.parametrize(
    ("subject", "text", "html", "code", "kind", "words"),
    [
        ("", "x", "", "no-subject", ErrorKind.USAGE, "subject"),
        (" \t\n", "x", "", "no-subject", ErrorKind.USAGE, "subject"),
        ("Gr\udcfc\udcdfe", "x", "", "control-character", ErrorKind.USAGE, "subject has a control character in line 1, column 3"),
        ("a\x1bb", "x", "", "control-character", ErrorKind.USAGE, "subject has a control character in line 1, column 2"),
        ("S" * 257, "x", "", "subject-too-long", ErrorKind.REFUSED, "257 characters; 256"),
        ("S" * 9_999, "x", "", "subject-too-long", ErrorKind.REFUSED, "256"),
        ("S", "", " \n", "no-body", ErrorKind.USAGE, "neither"),
        ("S", "a\nb\x00", "", "control-character", ErrorKind.USAGE, "text has a control character in line 2, column 2"),
        ("S", "", "\x1b", "control-character", ErrorKind.USAGE, "HTML has a control character in line 1, column 1"),
        ("S", "a\ud800", "", "control-character", ErrorKind.USAGE, "line 1, column 2"),
        ("S", "é" * (MAX_BODY_BYTES // 2), "x", "body-too-large", ErrorKind.REFUSED, "1,048,577 bytes; 1,048,576"),
    ],
    ids=lambda word: ascii(str(word)[:20]),
)  # fmt: skip
def test_what_cannot_be_sent_is_refused(
    subject: str, text: str, html: str, code: str, kind: ErrorKind, words: str
) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_content(subject, text, html)
    assert (refused.value.code, refused.value.kind) == (code, kind)
    assert words in refused.value.message
