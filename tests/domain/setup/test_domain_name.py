"""A domain name is stored in DNS form, or refused with the reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.domain_name import (
    MAX_DOMAIN_LENGTH,
    ascii_domain,
    parse_domain,
    require_domain_length,
    unicode_domain,
)

DNS = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z-][a-z0-9-]*", re.ASCII)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("example.com", "example.com"),
        ("Mail.EXAMPLE.com", "mail.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("3com.example", "3com.example"),
        ("a-b.1.example", "a-b.1.example"),
        (f"{'a' * 63}.example", f"{'a' * 63}.example"),
        (".".join(["a" * 49] * 5) + ".c1", ".".join(["a" * 49] * 5) + ".c1"),
    ],
)
def test_a_name_is_kept_as_dns_has_it(text: str, name: str) -> None:
    assert ascii_domain(text) == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no domain name"),
        ("example", "no dot"),
        ("localhost", "no dot"),
        ("example.com.", "ends with a dot"),
        (".example.com", "two dots"),
        ("example..com", "two dots"),
        ("192.0.2.1", "IP address"),
        ("example.123", "IP address"),
        ("[192.0.2.1]", "character"),
        ("2001:db8::1", "character"),
        ("-example.com", "hyphen"),
        ("example-.com", "hyphen"),
        ("exa mple.com", "character"),
        ("exa_mple.com", "character"),
        ("example.com\r\nBcc: x", "character"),
        ("example.com\x00", "character"),
        ("ex\u202eample.com", "character"),
        ("ex\ud800ample.com", "character"),
        ("☃.example", "character"),
        (f"{'a' * 64}.example", "63"),
        ("a." * 126 + "example", "259 characters"),
        ("W" * 1_000_000, "1,000,000 characters"),
        ("\u0bb9" * 253, "character"),
        (".".join(["ü" * 40] * 6), "too many"),
    ],
    ids=lambda word: ascii(word[:20]),
)
def test_what_is_no_name_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        ascii_domain(text)


@given(st.one_of(st.text(), st.from_regex(r"[a-zü.\-0-9]{1,30}\.[a-z]{2,5}", fullmatch=True)))
def test_nothing_but_a_dns_name_comes_out(text: str) -> None:
    try:
        name = ascii_domain(text)
    except ValueError:
        return
    assert DNS.fullmatch(name)
    assert len(name) <= MAX_DOMAIN_LENGTH
    assert ascii_domain(name) == name
    assert ascii_domain(unicode_domain(name)) == name


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("example.com", "example.com"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("xn--zz-.example", "xn--zz-.example"),
        ("xn--i-7iq.example", "xn--i-7iq.example"),
        ("xn--80axgaet8azd.example", "мояпочта.example"),
        ("xn--aypal-uye.example", "xn--aypal-uye.example"),
        ("xn--abc-b73b408n.xn--zckzah", "abc例え.テスト"),
    ],
)
def test_an_international_name_has_a_readable_form(name: str, readable: str) -> None:
    assert unicode_domain(name) == readable


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("example.com", "example.com"),
        ("  Mail.Example.COM ", "mail.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_typed_name_is_cleaned_and_kept_as_dns_has_it(text: str, name: str) -> None:
    assert parse_domain(text) == name


@pytest.mark.parametrize(
    "text", ["", " ", "example", "192.0.2.1", "example.com.", "a..b", "x" * 300, "a\x1b[31m.com", "ann@b.de"]
)
def test_what_is_no_domain_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_domain(text)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "bad-domain")
    assert "\x1b" not in refused.value.message
    assert len(refused.value.message) < 250


def test_the_service_takes_names_of_fifty_characters() -> None:
    require_domain_length("a" * 46 + ".com")
    with pytest.raises(DirectMailError) as refused:
        require_domain_length("a" * 47 + ".com")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.REFUSED, "domain-too-long")
    assert "51 characters" in refused.value.message
