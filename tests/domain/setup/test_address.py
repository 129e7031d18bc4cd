"""An email address comes out in one shape, and never with anything that ends a line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.address import MAX_ADDRESS_LENGTH, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann@example.com", "ann@example.com"),
        ("  ann@example.com\t", "ann@example.com"),
        ("Ann.Lee+news@EXAMPLE.com", "Ann.Lee+news@example.com"),
        ("o'neil_{x}~1@example.com", "o'neil_{x}~1@example.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        (f"{'a' * 64}@example.com", f"{'a' * 64}@example.com"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.abcdefg", f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.abcdefg"),
    ],
)
def test_an_address_is_kept_in_one_shape(text: str, address: str) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no email address"),
        ("   ", "no email address"),
        ("ann", "no @"),
        ("@example.com", "before the @"),
        ("ann@", "no domain name"),
        ("ann@example", "no dot"),
        ("ann@example.com.", "dot"),
        ("ann@192.0.2.1", "IP address"),
        ("ann@[192.0.2.1]", "domain name"),
        ("ann@lee@example.com", "more than one @"),
        ("ann lee@example.com", "space"),
        ("ann@exam ple.com", "space"),
        ("ann@example.com\r\nBcc: eve@example.com", "control"),
        ("ann@example.com\n", "control"),
        ("ann\x00@example.com", "control"),
        ("ann\x7f@example.com", "control"),
        ("ann\u202e@example.com", "control"),
        ("ann\u2028@example.com", "space"),
        ("ann\ud800@example.com", "control"),
        ('"ann lee"@example.com', "space"),
        ('"ann"@example.com', "quotes"),
        ("ann(work)@example.com", "comments"),
        ("Ann<ann@example.com", "brackets"),
        ("ann,lee@example.com", "commas"),
        ("änn@example.com", "ASCII letters"),
        (".ann@example.com", "dot"),
        ("ann.@example.com", "dot"),
        ("ann..lee@example.com", "dot"),
        (f"{'a' * 65}@example.com", "65 characters"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.abcdefgh", "193 characters"),
        ("a@" + ".".join(["ü" * 20] * 8), "in ASCII"),
        ("W" * 1_000_000, "1,000,000 characters"),
    ],
    ids=lambda word: ascii(word[:20]),
)
def test_what_is_no_address_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(DirectMailError) as caught:
        parse_address(text)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.USAGE, "bad-address")
    assert reason in caught.value.message
    assert len(caught.value.message) < 250
    assert "\n" not in caught.value.message


@given(
    st.one_of(
        st.text(),
        st.from_regex(r"\A[^@]{0,9}@[a-z\r\n\x85ü.-]{0,20}\.com\s?\Z"),
        st.from_regex(r"\A[!-~]{1,9}@[a-z]{1,9}\.com\Z", fullmatch=True),
    )
)
def test_whatever_comes_out_is_one_line_of_ascii_and_stays_as_it_is(text: str) -> None:
    try:
        address = parse_address(text)
    except DirectMailError:
        return
    assert re.fullmatch(r"[!-~]{1,64}@[a-z0-9.-]+", address)
    assert not set(address) & set('"(),:;<>[\\]')
    assert address.count("@") == 1
    assert len(address) <= MAX_ADDRESS_LENGTH
    assert parse_address(address) == address
