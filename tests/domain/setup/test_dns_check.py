"""DNS answers compared with the records to publish: published, different with the reason, or nothing yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.setup.dns_check import MAX_FOUND_LENGTH, DnsAnswer, check_record
from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind, RecordState, RecordType

OURS = "spf.service.example"
KEY = "MIIBIjANBgkq" * 30
VALUES = {
    RecordKind.OWNERSHIP: (RecordType.TXT, "c6bd06c6102cf8ae6d02"),
    RecordKind.SPF: (RecordType.TXT, f"v=spf1 include:{OURS} -all"),
    RecordKind.DKIM: (RecordType.TXT, f"v=DKIM1; k=rsa; p={KEY}"),
    RecordKind.DMARC: (RecordType.TXT, "v=DMARC1; p=none"),
    RecordKind.MX: (RecordType.MX, "10 mx.service.example"),
    RecordKind.TRACKING: (RecordType.CNAME, "trace.service.example"),
}


def record(kind: RecordKind, state: RecordState = RecordState.TO_PUBLISH) -> DnsRecord:
    type, value = VALUES[kind]
    include = OURS if kind is RecordKind.SPF else ""
    return DnsRecord(kind=kind, type=type, name="example.com", value=value, include=include, state=state)


@pytest.mark.parametrize("kind", RecordKind)
def test_what_was_asked_for_is_published(kind: RecordKind) -> None:
    seen = check_record(record(kind), DnsAnswer(values=(VALUES[kind][1],)))
    assert (seen.state, seen.found, seen.note) == (RecordState.PUBLISHED, "", "")


@pytest.mark.parametrize("kind", RecordKind)
def test_nothing_there_is_still_to_publish(kind: RecordKind) -> None:
    seen = check_record(record(kind, RecordState.PUBLISHED), DnsAnswer())
    assert (seen.state, seen.note) == (RecordState.TO_PUBLISH, "nothing is published")


@pytest.mark.parametrize("kind", RecordKind)
@pytest.mark.parametrize("state", RecordState)
def test_no_answer_teaches_nothing(kind: RecordKind, state: RecordState) -> None:
    seen = check_record(record(kind, state), DnsAnswer(problem="no name server answered in time"))
    assert seen.state is state
    assert seen.note == "no name server answered in time"


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (RecordKind.OWNERSHIP, ("another", "c6bd06c6102cf8ae6d02")),
        (RecordKind.SPF, ("google-site-verification=1", f"v=spf1 include:{OURS} -all")),
        (RecordKind.SPF, (f"V=SPF1  mx  include:{OURS}  ~all",)),
        (RecordKind.DKIM, (f"k=rsa;p={KEY[:90]} {KEY[90:]};v=DKIM1",)),
        (RecordKind.DMARC, ("v=DMARC1; p=reject; rua=mailto:a@example.com",)),
        (RecordKind.DMARC, ("something else", "v=DMARC1;p=Quarantine")),
        (RecordKind.MX, ("5 MX.Service.Example", "10 mail.example.com")),
        (RecordKind.TRACKING, ("Trace.service.example.",)),
    ],
)
def test_what_means_the_same_is_published(kind: RecordKind, found: tuple[str, ...]) -> None:
    assert check_record(record(kind), DnsAnswer(values=found)).state is RecordState.PUBLISHED


@pytest.mark.parametrize(
    ("kind", "found", "note"),
    [
        (RecordKind.OWNERSHIP, ("another",), "another value"),
        (RecordKind.SPF, ("v=spf1 mx ~all",), "does not allow the service yet"),
        (RecordKind.SPF, (f"v=spf1 -all include:{OURS}",), "does not allow the service yet"),
        (RecordKind.SPF, ("v=spf1 mx ~all", f"v=spf1 include:{OURS} -all"), "2 SPF records"),
        (RecordKind.SPF, (f"v=spf1 {'include:a.example ' * 10}-all",), "needs 11 lookups; 10"),
        (RecordKind.DKIM, ("v=DKIM1; k=rsa; p=MIGf",), "another key"),
        (RecordKind.DKIM, ("v=DKIM1; p=",), "revoked"),
        (RecordKind.DKIM, (VALUES[RecordKind.DKIM][1], "v=DKIM1; p=MIGf"), "2 records"),
        (RecordKind.DKIM, (VALUES[RecordKind.DKIM][1], KEY[-80:]), "2 records"),
        (RecordKind.DKIM, (f'"{VALUES[RecordKind.DKIM][1]}"',), "without quotation marks"),
        (RecordKind.DKIM, (f"v=DKIM2; p={KEY}",), "receivers do not read it"),
        (RecordKind.SPF, (f'"v=spf1 include:{OURS} -all"',), "without quotation marks"),
        (RecordKind.SPF, (f"“v=spf1 include:{OURS} -all”",), "without quotation marks"),
        (RecordKind.SPF, (f"v=spf1 mx\tinclude:{OURS} -all",), "is no space"),
        (RecordKind.SPF, (f"v=spf1 mx\xa0include:{OURS} -all",), "is no space"),
        (RecordKind.SPF, (f"v=spf1 mx include:{OURS}\n-all",), "is no space"),
        (RecordKind.SPF, (f"v=spf1;include:{OURS} -all",), "receivers do not read it"),
        (RecordKind.DMARC, ('"v=DMARC1; p=none"',), "without quotation marks"),
        (RecordKind.OWNERSHIP, ('"c6bd06c6102cf8ae6d02"',), "quotation marks"),
        (RecordKind.OWNERSHIP, ("C6BD06C6102CF8AE6D02 ",), "capitals"),
        (RecordKind.DMARC, ("v=DMARC1; p=none", "v=DMARC1; p=reject"), "2 DMARC records"),
        (RecordKind.DMARC, ("v=DMARC1; rua=mailto:a@example.com",), "no policy"),
        (RecordKind.MX, ("10 mail.example.com",), "elsewhere"),
        (RecordKind.MX, ("0 .",), "elsewhere"),
        (RecordKind.TRACKING, ("shop.example.com",), "another value"),
    ],
)
def test_what_is_different_says_why_and_what_was_found(
    kind: RecordKind, found: tuple[str, ...], note: str
) -> None:
    seen = check_record(record(kind), DnsAnswer(values=found))
    assert seen.state is RecordState.DIFFERENT
    assert note in seen.note
    assert len(seen.note) <= 200
    assert found[0][:20].split()[0] in seen.found


def test_the_spf_record_to_publish_keeps_what_is_there() -> None:
    seen = check_record(
        record(RecordKind.SPF), DnsAnswer(values=("v=spf1 mx include:_spf.other.example ~all",))
    )
    assert seen.value == f"v=spf1 mx include:_spf.other.example include:{OURS} ~all"
    assert seen.found == "v=spf1 mx include:_spf.other.example ~all"
    assert check_record(seen, DnsAnswer(values=(seen.value,))).state is RecordState.PUBLISHED


@given(
    st.sampled_from(RecordKind),
    st.lists(
        st.one_of(
            st.text(),
            st.from_regex(r"v=(spf1|DKIM1|DMARC1)[; ].{0,40}", fullmatch=True),
            st.just("v=spf1 \x1b[31m \u202e -all"),
            st.just("p=" + "W" * 70_000),
        ),
        max_size=4,
    ),
)
def test_whatever_a_stranger_publishes_is_shown_clean_and_short(kind: RecordKind, found: list[str]) -> None:
    seen = check_record(record(kind), DnsAnswer(values=tuple(found)))
    assert seen.state in RecordState
    assert len(seen.found) <= MAX_FOUND_LENGTH
    shown = seen.found + seen.note + seen.value
    assert not any(sign in shown for sign in "\x00\x1b\x9b\n\r\u202e\u2066")
    assert DnsRecord.model_validate(seen.model_dump()) == seen
