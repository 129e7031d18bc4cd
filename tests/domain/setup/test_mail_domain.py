"""A domain, its records, and when it counts as verified."""

from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.account_limits import MAX_DOMAINS, require_room
from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind, RecordState, RecordType
from dm_tui.domain.setup.mail_domain import MailDomain, require_verified_domain
from dm_tui.domain.setup.wording import TOO_MANY_DOMAINS
from dm_tui.domain.setup.zone_file import zone_lines

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
NEEDED = {RecordKind.OWNERSHIP, RecordKind.SPF, RecordKind.DKIM, RecordKind.MX}


def record(kind: RecordKind, state: RecordState = RecordState.PUBLISHED) -> DnsRecord:
    type = RecordType.MX if kind is RecordKind.MX else RecordType.TXT
    value = {RecordKind.SPF: "v=spf1 -all", RecordKind.MX: "10 mx.example"}.get(kind, "x")
    return DnsRecord(kind=kind, type=type, name="example.com", value=value, state=state)


def domain(**states: RecordState) -> MailDomain:
    records = tuple(record(kind, states.get(kind.value, RecordState.PUBLISHED)) for kind in RecordKind)
    return MailDomain(id="example.com", region="ap-southeast-1", added_at=NOW, records=records)


def test_an_international_name_can_be_read() -> None:
    named = domain().model_copy(update={"id": "xn--bcher-kva.example"})
    assert (named.name, named.readable) == ("xn--bcher-kva.example", "bücher.example")


@pytest.mark.parametrize("kind", RecordKind)
@pytest.mark.parametrize("state", [RecordState.TO_PUBLISH, RecordState.DIFFERENT])
def test_verified_are_ownership_spf_dkim_and_mx(kind: RecordKind, state: RecordState) -> None:
    lacking = domain(**{kind.value: state}).with_verification(NOW)
    assert lacking.verified is (kind not in NEEDED)
    assert kind.purpose


def test_verified_since_the_first_time() -> None:
    first = domain().with_verification(NOW)
    later = first.with_verification(NOW + timedelta(days=1))
    assert later.verified_at == first.verified_at == NOW


def test_a_record_that_is_gone_ends_it_and_silence_does_not() -> None:
    verified = domain().with_verification(NOW)
    gone = verified.with_record(record(RecordKind.MX, RecordState.TO_PUBLISH))
    assert not gone.with_verification(NOW).verified
    assert verified.with_verification(NOW, certain=False).verified
    assert not domain().with_verification(NOW, certain=False).verified


def test_what_is_missing_is_named() -> None:
    require_verified_domain(domain().with_verification(NOW))
    lacking = domain(spf=RecordState.DIFFERENT, dmarc=RecordState.TO_PUBLISH)
    with pytest.raises(DirectMailError) as raised:
        require_verified_domain(lacking.with_verification(NOW))
    assert (raised.value.kind, raised.value.code) == (ErrorKind.NOT_ALLOWED, "domain-not-verified")
    assert "spf: different" in raised.value.message
    assert "dmarc" not in raised.value.message
    with pytest.raises(DirectMailError, match="could be looked up"):
        require_verified_domain(domain().with_verification(NOW, certain=False))


def test_the_sixth_domain_is_refused_with_the_limit_and_the_number() -> None:
    require_room(MAX_DOMAINS - 1, MAX_DOMAINS, TOO_MANY_DOMAINS)
    with pytest.raises(DirectMailError, match="has 5 domains; 5 are allowed") as refused:
        require_room(5, MAX_DOMAINS, TOO_MANY_DOMAINS)
    assert refused.value.kind is ErrorKind.REFUSED


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (RecordKind.SPF, "example.com", 'v=spf1 "include:evil.example"'),
        (RecordKind.SPF, "example.com", "v=spf1 -all v=spf1 +all"),
        (RecordKind.SPF, "example.com", "google-site-verification=1"),
        (RecordKind.SPF, "example.com", "v=spf1 include:bücher.example"),
        (RecordKind.DKIM, "k.example.com", 'x" "y'),
        (RecordKind.DKIM, "k.example.com", "x\\"),
        (RecordKind.DMARC, "_dmarc.example.com 3600 IN TXT", "v=DMARC1; p=none"),
        (RecordKind.MX, "example.com", "10 mx.example. ; $INCLUDE /etc/passwd"),
        (RecordKind.TRACKING, "t.example.com", "a.example @ 3600 IN A 192.0.2.1"),
        (RecordKind.OWNERSHIP, "example.com", ""),
    ],
)
def test_only_one_record_of_plain_characters_is_offered(kind: RecordKind, name: str, value: str) -> None:
    bad = DnsRecord(kind=kind, type=kind.type, name=name, value=value)
    assert not bad.publishable
    assert zone_lines(domain().model_copy(update={"records": (bad,)})) == []
