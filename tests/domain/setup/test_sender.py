"""Sender addresses: their shape, their domain, and the limits."""

from datetime import UTC, datetime

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.account_limits import MAX_SENDERS, require_room
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import parse_alias, parse_sender, require_sender_domain
from dm_tui.domain.setup.wording import TOO_MANY_SENDERS

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
VERIFIED = MailDomain(id="example.com", region="ap-southeast-1", added_at=NOW, records=(), verified_at=NOW)


@pytest.mark.parametrize("local", ["news", "no-reply", "a_b.c-1", "0"])
def test_a_sender_address_may_have_letters_digits_and_three_signs(local: str) -> None:
    assert parse_sender(f" {local}@Example.com ") == f"{local}@example.com"


@pytest.mark.parametrize("local", ["News", "a+b", "o'neil", "a!b", "a/b", "a=b"])
def test_other_characters_are_refused_with_an_address_that_would_do(local: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_sender(f"{local}@example.com")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "bad-sender")
    proposed = refused.value.hint.removeprefix("For example ").removesuffix(".")
    assert parse_sender(proposed) == proposed


@pytest.mark.parametrize("text", ["", "news", "näws@example.com", "a@b", f"{'a' * 190}@example.com"])
def test_what_is_no_address_is_no_sender_address(text: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_sender(text)
    assert refused.value.code == "bad-address"


@pytest.mark.parametrize(("text", "alias"), [("", ""), ("  Example\r\n News ", "Example News")])
def test_an_alias_is_one_clean_line(text: str, alias: str) -> None:
    assert parse_alias(text) == alias
    with pytest.raises(DirectMailError) as refused:
        parse_alias("a\x1bb")
    assert "column 2" in refused.value.message


def test_an_alias_has_fifteen_characters_at_most() -> None:
    assert parse_alias("é" * 15) == "é" * 15
    with pytest.raises(DirectMailError, match="has 16 characters; 15 are allowed") as refused:
        parse_alias("é" * 16)
    assert refused.value.kind is ErrorKind.REFUSED


@pytest.mark.parametrize(
    ("domain", "code"),
    [
        (None, "domain-not-added"),
        (VERIFIED.model_copy(update={"region": "us-east-1"}), "domain-of-another-region"),
        (VERIFIED.model_copy(update={"verified_at": None}), "domain-not-verified"),
    ],
)
def test_a_sender_needs_a_verified_domain_of_its_region(domain: MailDomain | None, code: str) -> None:
    require_sender_domain("news@example.com", VERIFIED, "ap-southeast-1")
    with pytest.raises(DirectMailError) as refused:
        require_sender_domain("news@example.com", domain, "ap-southeast-1")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.NOT_ALLOWED, code)


def test_the_101st_sender_is_refused_with_the_limit_and_the_number() -> None:
    require_room(99, MAX_SENDERS, TOO_MANY_SENDERS)
    with pytest.raises(DirectMailError, match="has 100 sender addresses; 100 are allowed") as refused:
        require_room(100, MAX_SENDERS, TOO_MANY_SENDERS)
    assert refused.value.kind is ErrorKind.REFUSED
