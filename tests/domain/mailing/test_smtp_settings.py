"""A server is one line of text that names no secret; what cannot be meant is refused."""

import json
from typing import Any

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from dm_tui.content import read_content
from dm_tui.domain.account.regions import Region
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.smtp_password import password_problem
from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings, is_loopback, parse_smtp

REGIONS = tuple(Region.model_validate(item) for item in json.loads(read_content("regions.json")))
TLS, STARTTLS, PLAIN = SmtpSecurity.TLS, SmtpSecurity.STARTTLS, SmtpSecurity.PLAIN

HANGZHOU: Any = {"host": "smtpdm.aliyun.com", "service": True, "region": "cn-hangzhou"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtps://h.example", SmtpSettings(host="h.example", port=465, security=TLS)),
        (" smtps://H.Example:4650/ ", SmtpSettings(host="h.example", port=4650, security=TLS)),
        ("smtps://me@h.example", SmtpSettings(host="h.example", port=465, security=TLS, user="me")),
        (
            "smtps://me%40b.example@h.example",
            SmtpSettings(host="h.example", port=465, security=TLS, user="me@b.example"),
        ),
        (
            "smtps://me@b.example@h.example:465",
            SmtpSettings(host="h.example", port=465, security=TLS, user="me@b.example"),
        ),
        ("smtp+starttls://h.example", SmtpSettings(host="h.example", port=587, security=STARTTLS)),
        ("smtp+starttls://mail:25", SmtpSettings(host="mail", port=25, security=STARTTLS)),
        ("smtps://bücher.example", SmtpSettings(host="xn--bcher-kva.example", port=465, security=TLS)),
        ("smtp://localhost:2525", SmtpSettings(host="localhost", port=2525, security=PLAIN)),
        ("smtp://127.0.0.9", SmtpSettings(host="127.0.0.9", port=25, security=PLAIN)),
        ("smtp://[::1]:25", SmtpSettings(host="::1", port=25, security=PLAIN)),
        (
            "smtps://h.example?connections=8",
            SmtpSettings(host="h.example", port=465, security=TLS, connections=8),
        ),
        *(
            (
                f"{region.id}:news@example.com{query}",
                SmtpSettings(
                    host=region.smtp_host,
                    port=465,
                    security=TLS,
                    user="news@example.com",
                    connections=connections,
                    service=True,
                    region=region.id,
                ),
            )
            for region in REGIONS
            for query, connections in (("", 4), ("?connections=2", 2))
        ),
        (
            "region:news@example.com?connections=2",
            SmtpSettings(
                host="smtpdm-ap-southeast-1.aliyuncs.com",
                port=465,
                security=TLS,
                user="news@example.com",
                connections=2,
                service=True,
                region="ap-southeast-1",
                follows_region=True,
            ),
        ),
        (
            "smtp+starttls://a@smtpdm.aliyun.com",
            SmtpSettings(port=80, security=STARTTLS, user="a", **HANGZHOU),
        ),
        (
            "smtp+starttls://a@smtpdm.aliyun.com:25",
            SmtpSettings(port=25, security=STARTTLS, user="a", **HANGZHOU),
        ),
    ],
)
def test_a_server_can_be_written_in_one_line(text: str, expected: SmtpSettings) -> None:
    settings = parse_smtp(text, REGIONS)
    assert settings == expected
    assert parse_smtp(str(settings), REGIONS) == settings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has an unknown scheme"),
        ("h.example", "has an unknown scheme"),
        ("https://h.example", "has an unknown scheme"),
        ("smtps://", "names no host"),
        ("smtps://me@", "names no host"),
        ("smtps://a b", "names no host"),
        ("smtps://-h", "names no host"),
        ("smtps://h.example:0", "port 0"),
        ("smtps://h.example:65536", "cannot be read"),
        ("smtps://h.example:x", "cannot be read"),
        ("smtps://[::1", "cannot be read"),
        ("smtps://h.example/inbox", "after the port"),
        ("smtps://h.example#x", "after the port"),
        ("smtps://h.example?verify=no", "unknown option"),
        ("smtps://h.example?connections=0", "unknown option"),
        ("smtps://h.example?connections=9", "unknown option"),
        ("smtps://h.example?connections=04", "unknown option"),
        ("smtps://h.example?connections=4&x=1", "unknown option"),
        ("smtps://m%0d%0ae@h.example", "user name"),
        ("smtps://m é@h.example", "user name"),
        ("smtp://h.example", "this computer only"),
        ("smtp://10.0.0.1", "this computer only"),
        ("smtp://localhost.example", "this computer only"),
        ("smtp://0.0.0.0", "this computer only"),
        ("smtps://smtpdm.aliyun.com:587", "port 587"),
        ("smtp+starttls://smtpdm.aliyun.com:465", "port 465"),
        ("mars-north-1:a@b.example", "mars-north-1"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, words: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_smtp(text, REGIONS)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "bad-smtp-setting")
    assert words in refused.value.message
    assert refused.value.hint


def test_a_region_needs_an_address() -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_smtp("ap-southeast-1:news", REGIONS)
    assert refused.value.code == "bad-address"


@pytest.mark.parametrize(
    "text",
    [
        "smtps://me:Secret12WO@h.example",
        "smtps://me%40b.example:Secret12WO@h.example:465?connections=2",
        "smtps://me:Secret12WO/x@h.example",
        "smtps://me:1234/Secret12WO@h.example",
        "smtps://me:Secret12WO?x@h.example",
        "smtps://me:Secret12WO#x@h.example",
        "smtps://:Secret12WO@h.example",
        "ftp://me:Secret12WO@h.example",
        "smtp://me:Secret12WO@h.example",
    ],
)
def test_a_password_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_smtp(text, REGIONS)
    assert "Secret12WO" not in str(refused.value)


def test_where_a_password_belongs_is_said() -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_smtp("smtps://me:x@h.example", REGIONS)
    assert refused.value.code == "password-in-setting"
    assert "DM_TUI_SMTP_PASSWORD" in refused.value.hint


@given(st.text(), st.sampled_from(["", "smtps://", "smtp+starttls://a@", "smtp://", "ap-southeast-1:"]))
@example("[", "smtps://")
@example("\u2100", "smtps://")
def test_any_text_is_a_setting_or_refused(rest: str, start: str) -> None:
    try:
        settings = parse_smtp(start + rest, REGIONS)
    except DirectMailError as refused:
        event(refused.code)
        return
    event("read")
    assert settings.security is not PLAIN or is_loopback(settings.host)
    assert parse_smtp(str(settings), REGIONS) == settings


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("ABcd12efgh", True),
        ("ABcd12efghABcd12efgh", True),
        ("ABcd12efg", False),
        ("ABcd12efghABcd12efghx", False),
        ("Abcd12efgh", False),
        ("ABCD12EFGh", False),
        ("ABcd1xefgh", False),
        ("ABcd11efgh", False),
        ("AAaa12AAaa", False),
        ("", False),
    ],
)
def test_the_rule_of_the_service_for_passwords(password: str, fits: bool) -> None:
    assert (password_problem(password) == "") is fits
