"""The records of a domain as lines to paste into a zone."""

from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind, RecordType
from dm_tui.domain.setup.zone_file import zone_lines
from tests.domain.setup.test_mail_domain import domain, record


def test_the_records_can_be_pasted_into_a_zone() -> None:
    records = (
        DnsRecord(kind=RecordKind.DKIM, type=RecordType.TXT, name="k.example.com", value="x" * 300),
        DnsRecord(kind=RecordKind.SPF, type=RecordType.TXT, name="example.com", value="v=spf1 a -all"),
        DnsRecord(kind=RecordKind.MX, type=RecordType.MX, name="example.com", value="10 mx.example"),
    )
    lines = zone_lines(domain().model_copy(update={"records": records}))
    assert lines == [
        f'k.example.com. 3600 IN TXT "{"x" * 255}" "{"x" * 45}"',
        'example.com. 3600 IN TXT "v=spf1 a -all"',
        "example.com. 3600 IN MX 10 mx.example.",
    ]


def test_a_relative_name_says_so_and_stays_relative_in_a_zone_file() -> None:
    ownership = record(RecordKind.OWNERSHIP).model_copy(update={"name": "aliyundm.mail", "relative": True})
    nameless = record(RecordKind.DMARC).model_copy(update={"name": "", "relative": True})
    named = domain().with_record(ownership).with_record(nameless)
    assert ownership.readable_name == "aliyundm.mail (relative to your registered domain)"
    assert nameless.readable_name == "the service does not name it"
    remark, first, *others = zone_lines(named)
    assert remark == "; names without a dot at the end are relative to your registered domain"
    assert first == 'aliyundm.mail 3600 IN TXT "x"'
    assert len(others) == len(RecordKind) - 2, "a record without a name is no line"
    assert all(line.startswith("example.com. ") for line in others)
