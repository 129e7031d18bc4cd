"""Templates through the service: variables, limits, and a review that takes its time."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.providers.sandbox.reviewer import REVIEW_TIME
from dm_tui.services.direct_mail import DirectMail

Wait = Callable[[timedelta], None]

pytestmark = pytest.mark.usefixtures("activated")


def refused(action: Callable[[], object]) -> tuple[ErrorKind, str, str]:
    with pytest.raises(DirectMailError) as caught:
        action()
    return caught.value.kind, caught.value.code, caught.value.message


def add(direct_mail: DirectMail, name: str = "welcome", **more: bool) -> Template:
    return direct_mail.templates.add(name, "Hello {UserName}", "Hi {NickName}", "<p>Hi", **more)


def test_a_template_is_submitted_and_approved_two_hours_later(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail], wait: Wait
) -> None:
    template = add(direct_mail)
    assert (template.status, template.submitted_at) == (TemplateStatus.PENDING, direct_mail.now())
    wait(REVIEW_TIME - timedelta(seconds=1))
    assert direct_mail.templates.show("welcome").status is TemplateStatus.PENDING
    wait(timedelta(seconds=1))
    due = direct_mail.now()
    wait(timedelta(days=3))
    (approved,) = open_direct_mail().templates.list()
    assert (approved.status, approved.reviewed_at) == (TemplateStatus.APPROVED, due)
    assert approved.content.subject == "Hello {UserName}"


def test_a_review_tells_the_account_once(direct_mail: DirectMail, wait: Wait) -> None:
    add(direct_mail)
    add(direct_mail, "reject-me")
    assert direct_mail.templates.collect_due_reviews() == ()
    wait(REVIEW_TIME)
    assert {review.name for review in direct_mail.templates.collect_due_reviews()} == {"welcome", "reject-me"}
    assert direct_mail.templates.collect_due_reviews() == ()
    told = {message.subject: message.body for message in direct_mail.overviews.messages()}
    assert sorted(told)[1:] == ["Template “reject-me” is rejected", "Template “welcome” is approved"]
    rejected = direct_mail.templates.show("reject-me")
    assert rejected.status is TemplateStatus.REJECTED
    assert rejected.reason
    assert rejected.reason in told["Template “reject-me” is rejected"]


def test_looking_for_reviews_writes_nothing(direct_mail: DirectMail) -> None:
    add(direct_mail)
    before = direct_mail.signature()
    direct_mail.templates.collect_due_reviews()
    direct_mail.templates.list()
    assert direct_mail.signature() == before


def test_a_draft_waits_until_it_is_submitted(direct_mail: DirectMail, wait: Wait) -> None:
    draft = add(direct_mail, draft=True)
    assert (draft.status, draft.submitted_at) == (TemplateStatus.DRAFT, None)
    wait(timedelta(days=9))
    assert direct_mail.templates.show("welcome").status is TemplateStatus.DRAFT
    assert direct_mail.templates.submit("welcome").status is TemplateStatus.PENDING
    assert refused(lambda: direct_mail.templates.submit("welcome"))[1] == "template-pending"
    wait(REVIEW_TIME)
    assert refused(lambda: direct_mail.templates.submit("welcome"))[1] == "template-approved"


def test_a_rejected_template_may_be_submitted_again(direct_mail: DirectMail, wait: Wait) -> None:
    add(direct_mail, "reject")
    for _ in range(2):
        wait(REVIEW_TIME)
        assert direct_mail.templates.show("reject").status is TemplateStatus.REJECTED
        assert direct_mail.templates.submit("reject").reason == ""
    rejections = [message for message in direct_mail.overviews.messages() if "is rejected" in message.subject]
    assert len(rejections) == 2


def test_an_unknown_variable_is_refused_and_nothing_kept(direct_mail: DirectMail) -> None:
    kind, code, message = refused(lambda: direct_mail.templates.add("a", "Hi", "x\n {User_Name}"))
    assert (kind, code) == (ErrorKind.USAGE, "unknown-variable")
    assert "{User_Name}" in message
    assert direct_mail.templates.list() == ()


def test_a_hundred_templates_are_allowed_and_no_more(direct_mail: DirectMail) -> None:
    with direct_mail.state.transaction():
        for number in range(100):
            add(direct_mail, f"t{number}")
    kind, code, message = refused(lambda: add(direct_mail))
    assert (kind, code) == (ErrorKind.REFUSED, "too-many-templates")
    assert "100 templates; 100 are allowed" in message
    direct_mail.templates.remove("t0")
    assert add(direct_mail)


def test_a_name_is_used_once_and_free_after_removal(direct_mail: DirectMail, wait: Wait) -> None:
    add(direct_mail)
    assert refused(lambda: add(direct_mail))[:2] == (ErrorKind.REFUSED, "template-exists")
    assert direct_mail.templates.remove("welcome").name == "welcome"
    wait(timedelta(hours=1))
    add(direct_mail)
    wait(timedelta(hours=1))
    assert direct_mail.templates.show("welcome").status is TemplateStatus.PENDING


def _say_otherwise(direct_mail: DirectMail) -> Template:
    return direct_mail.templates.change("welcome", "Another subject", "Another text {UserName}")


def test_a_draft_is_changed_as_often_as_wanted_then_submitted(direct_mail: DirectMail) -> None:
    add(direct_mail, draft=True)
    changed = _say_otherwise(direct_mail)
    assert direct_mail.templates.records() == (changed,)
    assert (changed.subject, changed.text, changed.html) == ("Another subject", "Another text {UserName}", "")
    assert changed.status is TemplateStatus.DRAFT
    assert direct_mail.templates.change("welcome", "A third", "text").created_at == changed.created_at
    assert direct_mail.templates.submit("welcome").subject == "A third"


def test_a_rejected_template_is_changed_and_keeps_its_reason_until_it_is_submitted(
    direct_mail: DirectMail, wait: Wait
) -> None:
    add(direct_mail, "reject-me")
    wait(REVIEW_TIME)
    reason = direct_mail.templates.show("reject-me").reason
    changed = direct_mail.templates.change("reject-me", "Better", "Better")
    assert (changed.status, changed.reason) == (TemplateStatus.REJECTED, reason)
    assert direct_mail.templates.submit("reject-me").reason == ""


@pytest.mark.parametrize("after", [timedelta(0), REVIEW_TIME], ids=["pending", "approved"])
def test_what_is_under_review_or_approved_is_not_changed(
    direct_mail: DirectMail, wait: Wait, after: timedelta
) -> None:
    add(direct_mail)
    wait(after)
    (before,) = direct_mail.templates.list()
    assert refused(lambda: _say_otherwise(direct_mail))[:2] == (
        ErrorKind.REFUSED,
        f"template-{before.status}",
    )
    assert direct_mail.templates.records() == (before,)


def test_a_change_obeys_the_rules_of_what_is_added(direct_mail: DirectMail) -> None:
    draft = add(direct_mail, draft=True)
    for subject, text, code in (
        ("Hello {User_Name}", "text", "unknown-variable"),
        ("", "text", "no-subject"),
        ("x" * 257, "text", "subject-too-long"),
        ("Hello", "", "no-body"),
    ):
        assert refused(partial(direct_mail.templates.change, "welcome", subject, text))[1] == code
    assert refused(lambda: direct_mail.templates.change("gone", "a", "b"))[1] == "unknown-template"
    assert direct_mail.templates.records() == (draft,)


def test_reading_what_is_kept_asks_for_no_review(direct_mail: DirectMail, wait: Wait) -> None:
    add(direct_mail)
    wait(REVIEW_TIME)
    assert direct_mail.templates.records()[0].status is TemplateStatus.PENDING
    assert direct_mail.templates.list()[0].status is TemplateStatus.APPROVED


@pytest.mark.parametrize("action", ["show", "submit", "remove"])
def test_a_template_that_there_is_not_is_refused(direct_mail: DirectMail, action: str) -> None:
    error = refused(lambda: getattr(direct_mail.templates, action)("welcome"))
    assert error[:2] == (ErrorKind.USAGE, "unknown-template")


def test_bodies_are_kept_to_the_letter(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    html = "<style>p { color: red }</style>\n<p dir=rtl>\u200fשלום 👨‍👩‍👧</p>\n" + "x" * 50_000
    direct_mail.templates.add("long", "Hi", "a\r\nb", html)
    kept = open_direct_mail().templates.show("long")
    assert (kept.text, kept.html) == ("a\nb", html)
