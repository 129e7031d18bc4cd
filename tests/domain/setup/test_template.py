"""Templates: the variables there are, where an unknown one stands, and what a review leads to."""

import html
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.limits import require_room
from dm_tui.domain.setup.template import (
    MAX_BODY_BYTES,
    MAX_TEMPLATES,
    VARIABLES,
    Template,
    TemplateStatus,
    fill_variables,
    find_unknown_variables,
    may_be_filled,
    parse_content,
    parse_template_name,
    record_review,
    require_approved,
    require_known_variables,
    submit_for_review,
)
from dm_tui.domain.setup.wording import TOO_MANY_TEMPLATES

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
DRAFT = Template(id="welcome", subject="Hello {UserName}", text="Hi", created_at=NOW)
pieces = st.one_of(
    st.text(),
    st.sampled_from(
        [
            "{",
            "}",
            "\n",
            "\r\n",
            "{UserName}",
            "{EAddr}",
            "{Foo}",
            "{{Foo}}",
            "{Имя}",
            "{a1}",
            "{a_b}",
            "{a:b}",
            "{}",
            "p{color:red}",
            "é",
        ]
    ),
    st.just("{ Foo}\u2028"),
)
bodies = st.lists(pieces, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", []),
        ("".join(f"{{{name}}}" for name in VARIABLES), []),
        ("Hi {Name}", [(1, 4, "Name")]),
        ("a\nb {username}, {Mobile}\n\n {X}", [(2, 3, "username"), (4, 2, "X")]),
        ("{{Foo}}", [(1, 2, "Foo")]),
        ("é\u2028{Foo}", [(1, 3, "Foo")]),
        ("{Имя}", [(1, 1, "Имя")]),
        ("p { color: red } a{b:c} {} { Foo } {a1} {a_b} {", []),
        ("{Foo\n}", []),
    ],
)
def test_an_unknown_variable_is_found_at_its_brace(text: str, problems: list[tuple[int, int, str]]) -> None:
    assert [tuple(one) for one in find_unknown_variables(text)] == problems


@given(bodies)
def test_every_place_points_at_the_brace_of_that_name(text: str) -> None:
    found = find_unknown_variables(text)
    lines = text.split("\n")
    for line, column, name in found:
        assert lines[line - 1][column - 1 :].startswith(f"{{{name}}}")
        assert name not in VARIABLES
    assert list(found) == sorted(found)
    assert find_unknown_variables(text + "\n{Foo}")[-1] == (len(lines) + 1, 1, "Foo")


def test_a_refusal_names_the_part_the_place_and_what_there_is() -> None:
    content = MailContent(subject="{A}", text="x\n {B}", html="{C}{D}")
    with pytest.raises(DirectMailError) as refused:
        require_known_variables(content)
    error = refused.value
    assert (error.kind, error.code) == (ErrorKind.USAGE, "unknown-variable")
    assert "{A} in the subject, line 1, column 1" in error.message
    assert "{B} in the text, line 2, column 2" in error.message
    assert "{C} in the HTML, line 1, column 1, and 1 more" in error.message
    assert all(f"{{{name}}}" in error.hint for name in VARIABLES)
    require_known_variables(MailContent(subject="{UserName}", text="", html="<style>p{margin:0}</style>"))


def test_a_page_of_unknown_variables_is_refused_in_one_short_message() -> None:
    with pytest.raises(DirectMailError) as refused:
        require_known_variables(MailContent(subject="a", text="{Foo}" * 100_000 + f"{{{'W' * 50_000}}}"))
    assert "and 99998 more" in refused.value.message
    assert len(refused.value.message) < 400


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {UserName}", "Hi <Ann>"),
        ("{Mobile}", ""),
        ("{Gender}", "{UserName}"),
        ("{Foo} p{margin:0} {", "{Foo} p{margin:0} {"),
    ],
)
def test_variables_are_filled_once(text: str, filled: str) -> None:
    values = {"UserName": "<Ann>", "Gender": "{UserName}", "Foo": "x"}
    assert fill_variables(text, values) == filled


def test_in_html_a_value_is_text() -> None:
    hostile = "<script>alert(1)</script>\"' onload=x &amp;"
    filled = fill_variables('<p title="{UserName}">{UserName}</p>', {"UserName": hostile}, html=True)
    assert filled == f'<p title="{html.escape(hostile)}">{html.escape(hostile)}</p>'


@given(bodies, st.dictionaries(st.sampled_from(VARIABLES), st.text()))
def test_what_is_no_variable_stays_to_the_letter(text: str, values: dict[str, str]) -> None:
    filled = fill_variables(text, values)
    if not any(f"{{{name}}}" in text for name in VARIABLES):
        assert filled == text
    marked = fill_variables(text, dict.fromkeys(VARIABLES, "\ue000"))
    assert marked.count("\ue000") - text.count("\ue000") == sum(
        text.count(f"{{{name}}}") for name in VARIABLES
    )


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


@pytest.mark.parametrize(
    ("text", "filled", "may_be"),
    [
        ("Hello", "Hello", True),
        ("Hello", "Hello!", False),
        ("Hello {UserName}", "Hello Ann", True),
        ("Hello {UserName}", "Hello ", True),
        ("Hello {UserName}, bye", "Hello Ann, hi", False),
        ("{UserName} and {NickName}!", "Ann and Annie!", True),
        ("{UserName} and {NickName}!", "Ann or Annie!", False),
        ("ab{UserName}ba", "aba", False),
        ("{Other} {UserName}", "{Other} Ann", True),
        ("{UserName}" * 60 + "x", "a" * 200, False),
    ],
)
def test_a_subject_is_recognized_whatever_filled_it(text: str, filled: str, may_be: bool) -> None:
    assert may_be_filled(text, filled) is may_be


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_what_was_filled_is_recognized(before: str, value: str, after: str) -> None:
    text = f"{before}{{UserName}}{after}{{NickName}}"
    assert may_be_filled(text, fill_variables(text, {"UserName": value, "NickName": "x"}))
