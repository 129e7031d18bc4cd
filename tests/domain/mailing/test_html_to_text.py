"""HTML read as text: what a reader sees, and nothing that takes long however it is broken."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dm_tui.domain.mailing.letters.html_to_text import html_to_text

PAGE = """<!DOCTYPE html><html><head><title>Not seen</title><style>p { color: red }</style></head>
<body><!-- not <b>seen</b> --><h1>Hello   {UserName}</h1>
<p>Read <b>this</b>,
or <a href='https://example.com/a'>that</a>.<br>Or <a href="https://example.com">https://example.com</a>
<ul><li>one</li><li>two</ul><table><tr><td>a</td><td>b</td></tr></table>
<script>if (1 < 2) { alert("x") }</script><img src="x" alt="A   logo"><img src="y"><hr>5 &lt; 6 &amp; 3 < 4
</body></html>"""


def test_a_page_is_read_as_its_reader_sees_it() -> None:
    assert html_to_text(PAGE) == (
        "Hello {UserName}\n"
        "\n"
        "Read this, or that (https://example.com/a).\n"
        "Or https://example.com\n"
        "- one\n"
        "- two\n"
        "a  b\n"
        "[A logo]\n"
        "----\n"
        "5 < 6 & 3 < 4"
    )


def test_what_is_set_in_lines_keeps_its_lines() -> None:
    assert html_to_text("<pre>  one\n    two</pre> three\n four") == "  one\n    two\n\nthree four"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<ul>\n<li>\n<p>one</p>\n</li>\n<li>\n<p>two</p>\n<p>more</p></li></ul>", "- one\n\n- two\n\nmore"),
        ("<ul><li><div>one</div></li><li><h2>two</h2></li></ul>", "- one\n- two"),
        ("<ul><li></li><li>two</li></ul>", "-\n- two"),
    ],
)
def test_an_item_begins_on_the_line_of_its_hyphen(source: str, text: str) -> None:
    assert html_to_text(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>", ""),
        ("a <!-- never ends <b>", "a"),
        ("a <style> never ends", "a"),
        ("a <STYLE><!-- x --></Style>b", "a b"),
        ("<a href='x", "<a href='x"),
        ("<a href=javascript:alert(1)>x</a>", "x (javascript:alert(1))"),
        ("<a>x</a></a></p></ul>", "x"),
        ("<a href='one'>x<a href='two'>y</a>", "xy (two)"),
        ("&#0;&#x202e;&bogus;", "\ufffd\u202e&bogus;"),
        ("<b title='a>b'>c", "c"),
        ('<img alt="a > b" src=x>c', "[a > b]c"),
        ("<img alt = \"a < b > c\" src='>'>d", "[a < b > c]d"),
        ("<p title=it's>c", "c"),
        ('<p title="5>c <b>d</b>', "c d"),
        ('<p title=5">c "d"', 'c "d"'),
    ],
)
def test_broken_html_is_read_as_far_as_it_goes(source: str, text: str) -> None:
    assert html_to_text(source) == text


PIECES = ["<", ">", "<a href='", "<p>", "</p>", "<!--", "-->", "<style>", "</style", "&amp;", " ", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
@example("<pre>" * 3 + "\n\n\n\n")
def test_any_text_is_taken(source: str) -> None:
    read = html_to_text(source)
    assert not any(line != line.rstrip() for line in read.split("\n"))
    assert "\n\n\n" not in read


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<a b='",
        '<a b="<b"="',
        '<b="<b"',
        "='\"",
        '=""',
        "= ",
        "<!--",
        "<!---->",
        "</",
        "&",
        "&#1",
        "<style></style>",
        "<div>",
        "<![",
        " ",
    ],
)
def test_the_work_grows_with_the_text_alone(piece: str) -> None:
    """A quadratic reader takes minutes for these; the deadline is that of the whole test run."""
    html_to_text(piece * (400_000 // len(piece)))
