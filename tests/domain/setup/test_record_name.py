"""The names of DNS records, which the service writes relative to the registered domain."""

import pytest

from dm_tui.domain.setup.record_name import RecordName, whole_record_name


@pytest.mark.parametrize(
    ("host", "domain", "registered", "whole"),
    [
        ("aliyundm", "example.com", "example.com", "aliyundm.example.com"),
        ("aliyundm.mail", "mail.example.com", "example.com", "aliyundm.mail.example.com"),
        ("default._domainkey.sub", "sub.example.com", "example.com", "default._domainkey.sub.example.com"),
        ("_dmarc.a.b", "a.b.example.co.uk", "example.co.uk", "_dmarc.a.b.example.co.uk"),
        ("_dmarc", "example.co.uk", "example.co.uk", "_dmarc.example.co.uk"),
        ("aliyundm.mail.example.com", "mail.example.com", "example.com", "aliyundm.mail.example.com"),
        ("aliyundm.mail.example.com", "mail.example.com", "", "aliyundm.mail.example.com"),
        ("AliyunDM.Mail.", "mail.example.com", "Example.COM.", "aliyundm.mail.example.com"),
        ("@", "example.com", "example.com", "example.com"),
    ],
)
def test_a_name_is_the_host_under_the_registered_domain(
    host: str, domain: str, registered: str, whole: str
) -> None:
    assert whole_record_name(host, domain, registered) == RecordName(whole)


@pytest.mark.parametrize(
    ("host", "domain", "registered"),
    [
        ("aliyundm.mail", "mail.example.com", ""),
        ("_dmarc.mail", "mail.example.co.uk", "example.com"),
        ("_dmarc", "example.com", "ample.com"),
        ("@", "example.com", ""),
    ],
)
def test_without_a_registered_domain_nothing_is_guessed(host: str, domain: str, registered: str) -> None:
    assert whole_record_name(host, domain, registered) == RecordName(host, relative=True)


def test_a_host_that_the_service_leaves_out_is_no_name() -> None:
    assert whole_record_name("", "mail.example.com", "example.com") == RecordName("", relative=True)
