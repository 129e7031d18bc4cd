"""Templates: what they may contain, and what a review leads to."""

from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.account_limits import MAX_TEMPLATES, require_room
from dm_tui.domain.setup.subject_and_body import MAX_BODY_BYTES, MailContent, parse_content
from dm_tui.domain.setup.template import (
    Template,
    TemplateStatus,
    parse_template_name,
    record_review,
    require_approved,
    submit_for_review,
)
from dm_tui.domain.setup.template_wording import TOO_MANY_TEMPLATES

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
DRAFT = Template(id="welcome", subject="Hello {UserName}", text="Hi", created_at=NOW)


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


def test_the_limits_themselves_are_allowed() -> None:
    assert parse_content("S" * 256, "x" * MAX_BODY_BYTES).subject == "S" * 256
    assert parse_template_name("n" * 30) == "n" * 30
    require_room(99, MAX_TEMPLATES, TOO_MANY_TEMPLATES)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a  b", "\x1b", "a\u202eb"])
def test_a_name_that_would_not_be_kept_is_refused(name: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_template_name(name)
    assert (refused.value.code, refused.value.kind) == ("bad-template-name", ErrorKind.USAGE)


@pytest.mark.parametrize("length", [31, 100_000])
def test_a_long_name_is_refused_with_the_limit(length: int) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_template_name("n" * length)
    assert refused.value.code in ("template-name-too-long", "bad-template-name")
    assert "30" in str(refused.value)


def test_the_101st_template_is_refused_with_the_limit_and_the_number() -> None:
    with pytest.raises(DirectMailError, match="has 100 templates; 100 are allowed") as refused:
        require_room(100, MAX_TEMPLATES, TOO_MANY_TEMPLATES)
    assert refused.value.kind is ErrorKind.REFUSED


def test_a_template_goes_from_draft_to_its_review() -> None:
    pending = submit_for_review(DRAFT, NOW)
    assert (pending.status, pending.submitted_at) == (TemplateStatus.PENDING, NOW)
    later = NOW + timedelta(hours=2)
    assert record_review(pending, "", later).status is TemplateStatus.APPROVED
    rejected = record_review(pending, "Spam.", later)
    assert (rejected.status, rejected.reason) == (TemplateStatus.REJECTED, "Spam.")
    again = submit_for_review(rejected, later)
    assert (again.status, again.reason, again.reviewed_at) == (TemplateStatus.PENDING, "", None)


@pytest.mark.parametrize("status", [TemplateStatus.PENDING, TemplateStatus.APPROVED])
def test_what_is_under_review_or_approved_is_not_submitted_again(status: TemplateStatus) -> None:
    with pytest.raises(DirectMailError) as refused:
        submit_for_review(DRAFT.model_copy(update={"status": status}), NOW)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.REFUSED, f"template-{status}")


@pytest.mark.parametrize("status", TemplateStatus)
def test_only_an_approved_template_may_be_sent(status: TemplateStatus) -> None:
    template = DRAFT.model_copy(update={"status": status, "reason": "Spam."})
    if status is TemplateStatus.APPROVED:
        require_approved(template)
        return
    with pytest.raises(DirectMailError) as refused:
        require_approved(template)
    assert refused.value.kind is ErrorKind.NOT_ALLOWED
    assert status in refused.value.message
    assert refused.value.hint
