"""Templates: what they may contain, and what a review leads to."""

from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.account_limits import MAX_TEMPLATES, require_room
from dm_tui.domain.setup.subject_and_body import MAX_BODY_BYTES, parse_content
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
