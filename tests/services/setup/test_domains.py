"""Domains through the service: limits, the sandbox's verification, and a look at DNS itself."""

from base64 import b64decode
from collections.abc import Callable, Iterator

import pytest
from dns import rcode
from dns.message import Message

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.dns_record import RecordKind, RecordState, RecordType
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.services.direct_mail import DirectMail
from tests.dns_server import NameServer, failing, name_server

pytestmark = pytest.mark.usefixtures("activated")

NAME = "mail.example.com"


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """A name server, and the program told to ask it."""
    with name_server() as server:
        monkeypatch.setenv("DM_TUI_DNS", "{}:{}".format(*server.address))
        yield server


def refused(action: Callable[[], object]) -> DirectMailError:
    with pytest.raises(DirectMailError) as caught:
        action()
    return caught.value


def states(direct_mail: DirectMail) -> dict[RecordKind, RecordState]:
    return {record.kind: record.state for record in direct_mail.domains.show(NAME).records}


def test_a_new_domain_has_one_record_of_each_kind_to_publish(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    domain = direct_mail.domains.add(" Mail.Example.com")
    assert domain.record(RecordKind.TRACKING).value == "tracedm-ap-southeast-1.aliyuncs.com"
    assert [record.kind for record in domain.records] == list(RecordKind)
    assert set(states(direct_mail).values()) == {RecordState.TO_PUBLISH}
    assert (domain.name, domain.region, domain.verified) == (NAME, "ap-southeast-1", False)
    assert open_direct_mail().domains.list() == (domain,)
    key = domain.record(RecordKind.DKIM).value
    assert key.startswith("v=DKIM1; k=rsa; p=MIGf")
    assert len(b64decode(key.partition("p=")[2])) == 162, "a key of 1,024 bits"
    spf = domain.record(RecordKind.SPF)
    assert spf.value == f"v=spf1 include:{spf.include} -all"


def test_each_domain_proves_its_own_ownership_and_twice_the_same(direct_mail: DirectMail) -> None:
    first = direct_mail.domains.add(NAME).record(RecordKind.OWNERSHIP)
    other = direct_mail.domains.add("other.example").record(RecordKind.OWNERSHIP)
    direct_mail.domains.remove(NAME)
    assert first.value != other.value
    assert direct_mail.domains.add(NAME).record(RecordKind.OWNERSHIP) == first


def test_every_region_has_its_own_records(direct_mail: DirectMail) -> None:
    direct_mail.prerequisites.verify("cn-hangzhou")
    found = []
    for region in direct_mail.prerequisites.regions():
        direct_mail.prerequisites.use_region(region.id)
        found.append(direct_mail.domains.add(NAME))
        direct_mail.domains.remove(NAME)
    assert [domain.region for domain in found] == [
        region.id for region in direct_mail.prerequisites.regions()
    ]
    for kind in (RecordKind.SPF, RecordKind.MX, RecordKind.TRACKING):
        assert len({domain.record(kind).value for domain in found}) == len(found)


def test_the_spf_record_it_has_is_kept(direct_mail: DirectMail) -> None:
    spf = direct_mail.domains.add(NAME, "v=spf1 mx ~all").record(RecordKind.SPF)
    assert spf.value == f"v=spf1 mx include:{spf.include} ~all"
    error = refused(lambda: direct_mail.domains.add("other.example", "hello"))
    assert error.code == "not-spf"
    assert len(direct_mail.domains.list()) == 1


def test_five_domains_are_allowed_and_no_sixth(direct_mail: DirectMail) -> None:
    for number in range(5):
        direct_mail.domains.add(f"d{number}.example.com")
    error = refused(lambda: direct_mail.domains.add(NAME))
    assert (error.kind, error.code) == (ErrorKind.REFUSED, "too-many-domains")
    assert "5 domains; 5 are allowed" in error.message
    direct_mail.domains.remove("d0.example.com")
    assert direct_mail.domains.add(NAME) in direct_mail.domains.list()


def test_a_domain_is_added_once(direct_mail: DirectMail) -> None:
    direct_mail.domains.add("bücher.example")
    error = refused(lambda: direct_mail.domains.add("XN--BCHER-KVA.example"))
    assert (error.kind, error.code) == (ErrorKind.REFUSED, "domain-exists")


@pytest.mark.parametrize("action", ["show", "verify", "remove"])
def test_a_domain_that_there_is_not_is_refused(direct_mail: DirectMail, action: str) -> None:
    error = refused(lambda: getattr(direct_mail.domains, action)(NAME))
    assert (error.kind, error.code) == (ErrorKind.USAGE, "unknown-domain")


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ("unverified", "missing-identity-verification"),
        ("ram-user", "missing-permissions"),
        ("fresh", "missing-activation"),
    ],
)
def test_who_may_not_use_the_service_may_not_change_it(
    direct_mail: DirectMail, scenario: str, code: str
) -> None:
    direct_mail.sandbox.load(scenario)
    for action in (
        lambda: direct_mail.domains.add(NAME),
        lambda: direct_mail.senders.add(f"news@{NAME}"),
        lambda: direct_mail.templates.add("welcome", "Hello", "text"),
    ):
        error = refused(action)
        assert (error.kind, error.code) == (ErrorKind.NOT_ALLOWED, code)
    direct_mail.prerequisites.complete("ap-southeast-1")
    assert refused(lambda: direct_mail.domains.add(NAME)).code == "missing-activation"
    agreement = direct_mail.purchases.catalogue().agreement_version
    direct_mail.activation.activate("ap-southeast-1", agreement)
    assert direct_mail.domains.add(NAME)


def test_the_sandbox_completes_the_verification(direct_mail: DirectMail) -> None:
    direct_mail.domains.add(NAME)
    domain = direct_mail.domains.verify(NAME)
    assert domain.verified_at == direct_mail.now()
    assert set(states(direct_mail).values()) == {RecordState.PUBLISHED}


def test_a_domain_in_use_is_not_removed_and_its_senders_are_named(direct_mail: DirectMail) -> None:
    direct_mail.domains.add(NAME)
    direct_mail.domains.verify(NAME)
    for number in range(4):
        direct_mail.senders.add(f"a{number}@{NAME}")
    error = refused(lambda: direct_mail.domains.remove(NAME))
    assert (error.kind, error.code) == (ErrorKind.REFUSED, "domain-in-use")
    assert "4 sender addresses" in error.message
    assert f"a0@{NAME}, a1@{NAME}, a2@{NAME}, and 1 more" in error.message
    for sender in direct_mail.senders.list():
        direct_mail.senders.remove(sender.address)
    assert direct_mail.domains.remove(NAME).name == NAME
    assert direct_mail.domains.list() == ()


def test_what_is_published_is_verified(direct_mail: DirectMail, dns: NameServer) -> None:
    dns.publish(direct_mail.domains.add(NAME))
    domain = direct_mail.domains.verify(NAME, dns=True)
    assert domain.verified_at == direct_mail.now()
    assert set(states(direct_mail).values()) == {RecordState.PUBLISHED}
    assert len(dns.asked) == len(RecordKind)


@pytest.mark.parametrize("kind", RecordKind)
def test_one_that_is_missing_is_found(direct_mail: DirectMail, dns: NameServer, kind: RecordKind) -> None:
    domain = direct_mail.domains.add(NAME)
    dns.publish(domain.model_copy(
        update={"records": tuple(record for record in domain.records if record.kind is not kind)}
    ))  # fmt: skip
    checked = direct_mail.domains.verify(NAME, dns=True)
    assert checked.verified is not kind.needed
    assert states(direct_mail)[kind] is RecordState.TO_PUBLISH
    assert list(states(direct_mail).values()).count(RecordState.PUBLISHED) == len(RecordKind) - 1


@pytest.mark.parametrize(("zone", "host"), [(NAME, ""), ("example.com", ".mail")])
def test_a_name_that_has_its_zone_twice_is_recognised(
    direct_mail: DirectMail, dns: NameServer, zone: str, host: str
) -> None:
    domain = direct_mail.domains.add(NAME)
    dns.publish(domain)
    dns.zone = {
        (f"{name}.{zone}", type): [*texts, '"another text"'] if type is RecordType.TXT else texts
        for (name, type), texts in dns.zone.items()
    }
    dns.zone[NAME, RecordType.TXT] = ['"another text"']
    checked = direct_mail.domains.verify(NAME, dns=True)
    assert not checked.verified
    assert set(states(direct_mail).values()) == {RecordState.TO_PUBLISH}
    dkim, spf = checked.record(RecordKind.DKIM), checked.record(RecordKind.SPF)
    assert f"published as {dkim.name}.{zone}, which has {zone} twice" in dkim.note
    assert dkim.note.endswith(f"enter {dkim.name.removesuffix(f'.{zone}')} alone")
    assert f"published as {NAME}.{zone}" in spf.note
    assert spf.note.endswith(f"enter {host.strip('.') or '@'} alone")


def test_a_record_that_is_gone_ends_the_verification(direct_mail: DirectMail, dns: NameServer) -> None:
    dns.publish(direct_mail.domains.add(NAME))
    assert direct_mail.domains.verify(NAME, dns=True).verified
    del dns.zone[NAME, RecordType.MX]
    assert not direct_mail.domains.verify(NAME, dns=True).verified


def test_silence_neither_verifies_nor_ends_it(direct_mail: DirectMail, dns: NameServer) -> None:
    dns.publish(direct_mail.domains.add(NAME))
    dns.behaviour[NAME] = failing(rcode.SERVFAIL)
    unknown = direct_mail.domains.verify(NAME, dns=True)
    assert not unknown.verified
    assert unknown.record(RecordKind.SPF).note
    assert unknown.record(RecordKind.OWNERSHIP).published
    dns.behaviour.clear()
    assert direct_mail.domains.verify(NAME, dns=True).verified
    dns.behaviour["*"] = failing(rcode.SERVFAIL)
    assert direct_mail.domains.verify(NAME, dns=True).verified


def test_a_record_whose_whole_name_is_not_known_is_not_looked_up(
    direct_mail: DirectMail, dns: NameServer
) -> None:
    domain = direct_mail.domains.add(NAME)
    dns.publish(domain)
    relative = domain.record(RecordKind.DKIM).model_copy(
        update={"name": "key._domainkey.mail", "relative": True}
    )
    with direct_mail.state.transaction() as tables:
        tables.of(MailDomain).put(domain.with_record(relative))
    checked = direct_mail.domains.verify(NAME, dns=True)
    assert len(dns.asked) == len(RecordKind) - 1
    assert "does not name your registered domain" in checked.record(RecordKind.DKIM).note
    assert not checked.verified, "a needed record was not looked up"


def test_two_spf_records_are_told_and_one_that_lacks_the_service_is_merged(
    direct_mail: DirectMail, dns: NameServer
) -> None:
    dns.publish(direct_mail.domains.add(NAME))
    ours = dns.zone[NAME, RecordType.TXT]
    dns.zone[NAME, RecordType.TXT] = [*ours, '"v=spf1 mx -all"']
    spf = direct_mail.domains.verify(NAME, dns=True).record(RecordKind.SPF)
    assert (spf.state, "2 SPF records" in spf.note) == (RecordState.DIFFERENT, True)
    dns.zone[NAME, RecordType.TXT] = ['"v=spf1 mx" " -all"']
    spf = direct_mail.domains.verify(NAME, dns=True).record(RecordKind.SPF)
    assert spf.value == f"v=spf1 mx include:{spf.include} -all"
    assert spf.found == "v=spf1 mx -all"
    dns.zone[NAME, RecordType.TXT] = [f'"{spf.value}"']
    assert direct_mail.domains.verify(NAME, dns=True).verified


def test_hostile_texts_are_kept_clean(direct_mail: DirectMail, dns: NameServer) -> None:
    domain = direct_mail.domains.add(NAME)
    for record in domain.records:
        if record.type is RecordType.TXT:
            dns.zone[record.name, record.type] = ['"v=spf1 p=x \\027[31m\\226\\128\\174" "W"' * 1]
    dns.zone[f"_dmarc.{NAME}", RecordType.TXT] = [" ".join([f'"{"W" * 250}"'] * 250)]
    checked = direct_mail.domains.verify(NAME, dns=True)
    assert not checked.verified
    for record in direct_mail.domains.show(NAME).records:
        assert not {"\x1b", "\u202e", "\n"} & set(record.found + record.note + record.value)
        assert len(record.found) <= 500


def test_a_domain_removed_while_dns_was_asked_stays_removed(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail], dns: NameServer
) -> None:
    direct_mail.domains.add(NAME)

    def remove_first(query: Message) -> Message:
        if open_direct_mail().domains.list():
            open_direct_mail().domains.remove(NAME)
        return failing(rcode.NXDOMAIN)(query)

    dns.behaviour["*"] = remove_first
    assert refused(lambda: direct_mail.domains.verify(NAME, dns=True)).code == "unknown-domain"
    assert direct_mail.domains.list() == ()
