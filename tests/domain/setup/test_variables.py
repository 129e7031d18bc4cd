"""Variables: where one stands, what a near miss is, and how a value is encoded for its place."""

import html
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.variable_check import (
    find_problems,
    find_template_problems,
    require_clear_variables,
    require_known_variables,
)
from dm_tui.domain.setup.variable_filling import fill_variables, may_be_filled
from dm_tui.domain.setup.variables import VARIABLES

pieces = st.one_of(
    st.text(),
    st.sampled_from(
        ["{", "}", "\n", '<a href="', '">', "'", "<!--", "-->", "<script>", "{UserName}", "{EAddr|x}"]
    )
    | st.sampled_from(
        ["{Foo}", "{{Foo}}", "{Имя}", "{a1}", "{a_b}", "{a:b}", "{}", "p{color:red}", "{ Foo}", "<p x="]
    ),
)
bodies = st.lists(pieces, max_size=12).map("".join)
VALUES = {
    "EAddr": "a+b@example.org",
    "UserName": "<Ann>",
    "First Name": "Ann",
    "Stadt": "Köln/West",
    "Leer": "",
}


def html_problems(source: str) -> list[str]:
    return [problem.written for problem in find_problems(MailContent(subject="", html=source))]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("{ UserName }", "UserName"),
        ("{UserName }", "UserName"),
        ("{{UserName}}", "UserName"),
        ("{{ UserName }}", "UserName"),
        ("${UserName}", "UserName"),
        ("#{UserName}", "UserName"),
        ("{UserName｝", "UserName"),
        ("｛UserName｝", "UserName"),
        ("[[UserName]]", "UserName"),
        ("%UserName%", "UserName"),
        ("%%EAddr%%", "EAddr"),
        ("<<UserName>>", "UserName"),
        ("«UserName»", "UserName"),
        ("{User\nName}", "UserName"),
        ("{UserName, how are you", "UserName"),
        ("{{ .Subscriber.FirstName }}", ""),
        ("*|FNAME|*", ""),
        ("{% if member %}", ""),
    ],
)
def test_a_near_miss_is_refused_with_its_place_and_what_was_meant(typed: str, meant: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        require_clear_variables(MailContent(subject="News", text=f"x\n y {typed}"))
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "unknown-variable")
    assert "in the text, line 2, column 4" in refused.value.message
    assert f"write {{{meant}}}" in refused.value.message or not meant


@pytest.mark.parametrize(
    "typed",
    [
        "p { color: red } a{b:c} {} {1} { 1 }",
        "{\n color: red;\n}",
        "100 % {a, b} 50%",
        "costs ${Price}",
        "a{",
        "}b",
    ],
)
def test_other_braces_stay(typed: str) -> None:
    require_clear_variables(MailContent(subject="News", text=typed))
    assert fill_variables(typed, VALUES) == typed


def test_near_misses_of_a_column_are_known_once_the_columns_are() -> None:
    content = MailContent(subject="[[first name]]", text="{ First Name }", html="<a href='?%7BCity%7D'>")
    require_clear_variables(content)
    written = [problem.written for problem in find_problems(content, ["First Name", "City"])]
    assert written == ["[[first name]]", "{ First Name }", "%7BCity%7D"]


@pytest.mark.parametrize(
    "source",
    [
        "<a href=https://x.example/?n={UserName}>y</a>",
        "<a href= {UserName}>",
        "<p title={UserName}>",
        "<p {UserName}>",
        "<{UserName}>",
        "<b onclick=\"f('{UserName}')\">",
        '<script>var a = "{UserName}";</script>',
        "<SCRIPT\n>{UserName}",
        "<style>a {content: '{UserName}'}</style>",
        "<iframe srcdoc='{UserName}'>",
        "<!-- <p title={UserName}> -->",
        "<!x {UserName}>",
    ],
)
def test_where_no_encoding_is_safe_a_variable_is_refused(source: str) -> None:
    assert html_problems(source) == ["{UserName}"]


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ('<a href="https://x.example/u?e={EAddr}">', '<a href="https://x.example/u?e=a%2Bb%40example.org">'),
        ("<a href='/{Stadt}#{EAddr}'>", "<a href='/K%C3%B6ln%2FWest#a%2Bb%40example.org'>"),
        ('<a href="mailto:{EAddr}?body={UserName}">', '<a href="mailto:a%2Bb@example.org?body=%3CAnn%3E">'),
        ('<a title="{UserName}">{UserName}', '<a title="&lt;Ann&gt;">&lt;Ann&gt;'),
        ("https://x.example/?{EAddr} {EAddr}", "https://x.example/?a%2Bb%40example.org a+b@example.org"),
        ('<p style="color: {UserName}">', '<p style="color: \\3c Ann\\3e ">'),
        ("{Leer|nobody} {Nix|no} {Leer}.", "nobody no ."),
        ('<p title="{Nix|say "hi"}" lang="{Stadt}">', '<p title="say &quot;hi&quot;" lang="Köln/West">'),
        (
            "<!--[if mso]><a href='x:{Stadt}'><![endif]-->",
            "<!--[if mso]><a href='x:K%C3%B6ln%2FWest'><![endif]-->",
        ),
        ("{First&nbsp;Name} {First&#32;Name}", "{First&nbsp;Name} Ann"),
    ],
)
def test_in_html_a_value_is_encoded_for_its_place(source: str, filled: str) -> None:
    assert fill_variables(source, VALUES, html=True) == filled


@pytest.mark.parametrize(
    ("link", "filled"),
    [
        ("https://x.example/a b?c=d&e=ü#f", "https://x.example/a%20b?c=d&amp;e=%C3%BC#f"),
        ("javascript:alert(1)", "javascript%3Aalert(1)"),
        ("data:text/html,x", "data%3Atext/html,x"),
        ("tel:+44 20", "tel:+44%2020"),
        ('"><script>', "%22%3E%3Cscript%3E"),
    ],
)
def test_a_value_that_is_a_whole_link_stays_one_if_mail_may_have_it(link: str, filled: str) -> None:
    assert fill_variables('<a href="{Link}">', {"Link": link}, html=True) == f'<a href="{filled}">'


def test_in_text_a_value_in_a_link_is_encoded_and_nowhere_else() -> None:
    text = "Hi {UserName}: https://x.example/?e={EAddr}，{Stadt} (mailto:{EAddr})"
    filled = "Hi <Ann>: https://x.example/?e=a%2Bb%40example.org，Köln/West (mailto:a%2Bb@example.org)"
    assert fill_variables(text, VALUES) == filled


@given(st.text(min_size=1))
def test_no_value_leaves_its_attribute_or_its_part_of_a_link(value: str) -> None:
    source = '<a title="{Name}" href="https://x.example/?a={Name}&amp;b=1">{Name}</a>'
    filled = fill_variables(source, {"Name": value}, html=True)
    seen: list[tuple[str, list[tuple[str, str | None]]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: seen.append((tag, attributes))  # type: ignore[method-assign, assignment]
    parser.feed(filled)
    ((tag, attributes),) = seen
    assert (tag, [name for name, _ in attributes]) == ("a", ["title", "href"])
    query = parse_qs(urlsplit(str(dict(attributes)["href"])).query, keep_blank_values=True)
    assert set(query) == {"a", "b"}
    assert query["a"] == [value.encode(errors="replace").decode()]


@given(bodies)
def test_every_problem_points_at_what_is_written(text: str) -> None:
    for content in (MailContent(subject="", text=text), MailContent(subject="", html=text)):
        for problem in find_template_problems(content):
            line = text.split("\n")[problem.line - 1]
            assert "\n".join([line, *text.split("\n")[problem.line :]])[problem.column - 1 :].startswith(
                problem.written
            )


def test_a_template_may_have_variables_of_its_own_in_english_letters() -> None:
    require_known_variables(MailContent(subject="{City}", html="<style>p{margin:0}</style>"))
    content = MailContent(subject="{A1}", text="x\n {Имя}", html="{Username}{City|home}")
    with pytest.raises(DirectMailError) as refused:
        require_known_variables(content)
    error = refused.value
    assert (error.kind, error.code) == (ErrorKind.USAGE, "unknown-variable")
    assert "{A1} in the subject, line 1, column 1" in error.message
    assert "{Имя} in the text, line 2, column 2" in error.message
    assert "{Username} in the HTML, line 1, column 1 (write {UserName})" in error.message
    assert "{City|home} in the HTML, line 1, column 11 (the service" in error.message
    assert all(f"{{{name}}}" in error.hint for name in VARIABLES)
    many = "".join(f"{{{chr(65 + n // 26)}{chr(65 + n % 26)}zqx}}" for n in range(51))
    with pytest.raises(DirectMailError, match="51 variables"):
        require_known_variables(MailContent(subject="a", text=many))


def test_a_page_of_unknown_variables_is_refused_in_one_short_message() -> None:
    with pytest.raises(DirectMailError) as refused:
        require_known_variables(MailContent(subject="a", text="{Foo1}" * 20_000 + f"{{{'W' * 50_000}}}"))
    assert "and 19992 more" in refused.value.message
    assert len(refused.value.message) < 700


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {UserName}", "Hi <Ann>"),
        ("{Mobile}", ""),
        ("{Gender}", "{UserName}"),
        ("{Foo} {Bar} p{margin:0} {", "x {Bar} p{margin:0} {"),
    ],
)
def test_variables_are_filled_once(text: str, filled: str) -> None:
    values = {"UserName": "<Ann>", "Gender": "{UserName}", "Foo": "x"}
    assert fill_variables(text, values) == filled


def test_in_html_a_value_is_text() -> None:
    hostile = "<script>alert(1)</script>\"' onload=x &amp;"
    filled = fill_variables('<p title="{UserName}">{UserName}</p>', {"UserName": hostile}, html=True)
    assert filled == f'<p title="{html.escape(hostile)}">{html.escape(hostile)}</p>'


@pytest.mark.parametrize("html_body", [False, True])
@given(text=st.text())
def test_what_is_no_variable_stays_to_the_letter(text: str, html_body: bool) -> None:
    if "|" not in text and not any(f"{{{name}}}" in text for name in VARIABLES):
        assert fill_variables(text, {}, html=html_body) == text


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
        ("{Other} {UserName}", "x Ann", True),
        ("p{a:b} {UserName|you}", "p{a:b} you", True),
        ("{UserName}" * 60 + "x", "a" * 200, False),
    ],
)
def test_a_subject_is_recognized_whatever_filled_it(text: str, filled: str, may_be: bool) -> None:
    assert may_be_filled(text, filled) is may_be


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_what_was_filled_is_recognized(before: str, value: str, after: str) -> None:
    text = f"{before}{{UserName}}{after}{{NickName}}"
    assert may_be_filled(text, fill_variables(text, {"UserName": value, "NickName": "x"}))
