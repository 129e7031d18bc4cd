"""One SPF record for a name: the include is merged in, and what was there keeps its meaning."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.spf import MAX_LOOKUPS, is_spf, merge_spf

OURS = "spf.service.example"

other_terms = st.sampled_from(
    [
        "include:_spf.other.example",
        "~include:_spf.third.example",
        "include:xspf.service.example",
        "a",
        "mx",
        "?mx:example.com/24",
        "ip4:192.0.2.0/24",
        "ip6:2001:db8::/32",
        "exists:%{i}.example.com",
        "exp=why.example.com",
        "ALL.example",
        "x-unknown:1",
    ]
)
our_terms = st.sampled_from([f"{sign}include:{OURS}" for sign in ("", "+", "-", "~", "?")])
all_terms = st.sampled_from(["-all", "~all", "all", "+ALL", "?all"])
records = st.builds(
    lambda terms, gap: gap.join(["v=spf1", *terms]),
    st.lists(st.one_of(other_terms, other_terms, our_terms, all_terms), max_size=9),
    st.sampled_from([" ", "  "]),
)


def mechanisms(record: str) -> list[str]:
    return [term for term in record.split() if term.lstrip("+-~?").lower() != f"include:{OURS}"]


@pytest.mark.parametrize(
    ("existing", "merged"),
    [
        (None, f"v=spf1 include:{OURS} -all"),
        ("", f"v=spf1 include:{OURS} -all"),
        (" ", f"v=spf1 include:{OURS} -all"),
        ("v=spf1", f"v=spf1 include:{OURS}"),
        ("v=spf1 -all", f"v=spf1 include:{OURS} -all"),
        ("V=SPF1 mx ~ALL", f"v=spf1 mx include:{OURS} ~ALL"),
        ("v=spf1 mx", f"v=spf1 mx include:{OURS}"),
        ("v=spf1 mx redirect=_spf.other.example", f"v=spf1 mx include:{OURS} redirect=_spf.other.example"),
        ("v=spf1 exp=why.example mx -all", f"v=spf1 exp=why.example mx include:{OURS} -all"),
        (f"v=spf1 include:{OURS} mx -all", f"v=spf1 include:{OURS} mx -all"),
        (f"v=spf1 +Include:{OURS.upper()} -all", f"v=spf1 +Include:{OURS.upper()} -all"),
        (f"v=spf1 mx -all include:{OURS}", f"v=spf1 mx include:{OURS} -all"),
        (f"v=spf1 -include:{OURS} mx -all", f"v=spf1 mx include:{OURS} -all"),
        (f"v=spf1 include:{OURS} include:{OURS} -all", f"v=spf1 include:{OURS} -all"),
    ],
)
def test_the_include_comes_before_all_and_only_once(existing: str | None, merged: str) -> None:
    assert merge_spf(existing, OURS) == merged


@given(records)
def test_merging_keeps_every_mechanism_and_adds_one_include_that_counts(record: str) -> None:
    try:
        merged = merge_spf(record, OURS)
    except DirectMailError as error:
        assume(error.code != "spf-too-many-lookups")
        raise
    terms = merged.split()
    ours = [place for place, term in enumerate(terms) if term.lower().endswith(f"include:{OURS}")]
    ends = [place for place, term in enumerate(terms) if term.lstrip("+-~?").lower() == "all"]
    assert len(ours) == 1
    assert terms[ours[0]] in (f"include:{OURS}", f"+include:{OURS}")
    assert not ends or ours[0] < ends[0]
    assert mechanisms(merged) == mechanisms(record)
    assert merge_spf(merged, OURS) == merged


@pytest.mark.parametrize(
    ("existing", "code", "kind"),
    [
        ("hello", "not-spf", ErrorKind.USAGE),
        ("v=spf10 -all", "not-spf", ErrorKind.USAGE),
        ("v=spf1 m\x1bx -all", "not-spf", ErrorKind.USAGE),
        ("v=spf1 ünclude:x -all", "not-spf", ErrorKind.USAGE),
        ("v=spf1 mx -all v=spf1 a -all", "two-spf-records", ErrorKind.USAGE),
        ("v=spf1 mx -all\nV=SPF1 a -all", "two-spf-records", ErrorKind.USAGE),
        (f"v=spf1 {'ip4:192.0.2.1 ' * 1_000}-all", "spf-too-long", ErrorKind.REFUSED),
    ],
    ids=lambda word: ascii(str(word)[:20]),
)
def test_what_cannot_be_merged_is_refused(existing: str, code: str, kind: ErrorKind) -> None:
    with pytest.raises(DirectMailError) as refused:
        merge_spf(existing, OURS)
    assert (refused.value.code, refused.value.kind) == (code, kind)


@pytest.mark.parametrize(
    ("terms", "lookups"),
    [
        (["include:a.example"] * 9, 10),
        (["a", "mx", "ptr", "exists:x.example", "a:b.example", "mx/24", "a//64"], 8),
        (["ip4:192.0.2.1"] * 30, 1),
        (["redirect=a.example"], 2),
        (["include:a.example"] * 10, 11),
    ],
)
def test_ten_lookups_are_allowed_and_no_more(terms: list[str], lookups: int) -> None:
    record = " ".join(["v=spf1", *terms])
    if lookups <= MAX_LOOKUPS:
        assert f"include:{OURS}" in merge_spf(record, OURS)
        return
    with pytest.raises(DirectMailError) as refused:
        merge_spf(record, OURS)
    assert refused.value.kind is ErrorKind.REFUSED
    assert f"needs {lookups} lookups; 10" in refused.value.message


@pytest.mark.parametrize(
    ("text", "spf"), [("v=spf1 -all", True), ("V=SPF1", True), ("v=spf10", False), ("", False), ("x", False)]
)
def test_an_spf_record_is_known_by_its_first_word(text: str, spf: bool) -> None:
    assert is_spf(text) is spf


@pytest.mark.parametrize("sign", ['"', "\\", "\x7f", "\x00", "ü"])
def test_a_record_with_a_sign_that_ends_a_text_is_refused(sign: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        merge_spf(f"v=spf1 a{sign} -all", OURS)
    assert refused.value.code == "not-spf"
