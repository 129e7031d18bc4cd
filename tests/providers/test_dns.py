"""Asking a real name server: what it has, and each way in which it can fail to say."""

import os
import socket
from collections.abc import Iterator
from typing import NoReturn

import dns.message
import dns.query
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from dm_tui.domain.setup.dns_check import DnsAnswer
from dm_tui.domain.setup.dns_record import RecordType
from dm_tui.providers.dns import DnsResolver
from tests.dns_server import NameServer, failing, name_server, silent

NAME = "mail.example.com"
TXT = RecordType.TXT


@pytest.fixture
def server() -> Iterator[NameServer]:
    """A name server of the test's own."""
    with name_server() as server:
        yield server


def ask(server: NameServer, type: RecordType = TXT, patience: float = 5.0) -> DnsAnswer:
    return DnsResolver(server.address, patience).look_up(NAME, type)


def test_a_text_is_whole_however_it_was_split(server: NameServer) -> None:
    server.zone[NAME, TXT] = ['"v=spf1 mx " "-all"', '"one"']
    assert set(ask(server).values) == {"v=spf1 mx -all", "one"}
    assert server.asked == [(NAME, "TXT")]


def test_other_types_are_read_without_their_last_dot(server: NameServer) -> None:
    server.zone[NAME, RecordType.MX] = ["10 mx.example.com.", "0 ."]
    server.zone[NAME, RecordType.CNAME] = ["trace.example.com."]
    assert set(ask(server, RecordType.MX).values) == {"10 mx.example.com", "0 ."}
    assert ask(server, RecordType.CNAME).values == ("trace.example.com",)


def test_a_name_that_is_an_alias_is_followed(server: NameServer) -> None:
    def alias(query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.answer = [
            dns.rrset.from_text(f"{NAME}.", 60, "IN", "CNAME", "key.example.net."),
            dns.rrset.from_text("key.example.net.", 60, "IN", "TXT", '"p=abc"'),
        ]
        return response

    server.behaviour[NAME] = alias
    assert ask(server).values == ("p=abc",)


def test_a_text_of_strange_bytes_is_still_a_text(server: NameServer) -> None:
    server.zone[NAME, TXT] = ['"\\027[31m\\255\\000\\195\\188"']
    assert ask(server).values == ("\x1b[31m\ufffd\x00ü",)


def test_an_absurdly_long_text_is_read_whole_over_tcp(server: NameServer) -> None:
    server.zone[NAME, TXT] = [" ".join([f'"{"W" * 255}"'] * 200)]
    assert ask(server).values == ("W" * 255 * 200,)
    assert server.asked == [(NAME, "TXT")] * 2


def test_a_name_or_a_type_that_is_not_there_has_nothing(server: NameServer) -> None:
    assert ask(server) == DnsAnswer()
    server.zone[NAME, RecordType.MX] = ["10 mx.example.com."]
    assert ask(server) == DnsAnswer()


@pytest.mark.parametrize("code", ["SERVFAIL", "REFUSED", "NOTIMP", "FORMERR"])
def test_a_server_that_fails_is_told_by_its_answer(server: NameServer, code: str) -> None:
    server.behaviour["*"] = failing(dns.rcode.from_text(code))
    assert ask(server) == DnsAnswer(problem=f"the name server answered {code}")


def test_an_error_that_is_rare_is_named(server: NameServer) -> None:
    server.behaviour["*"] = failing(dns.rcode.YXDOMAIN)
    assert ask(server).problem == "the look-up failed: YXDOMAIN"


def test_an_answer_that_cannot_be_understood_is_told(server: NameServer) -> None:
    server.behaviour["*"] = lambda query: query.id.to_bytes(2, "big") + b"\x81\x80" + b"\xff" * 40
    assert ask(server, patience=0.3) == DnsAnswer(problem="no name server answered in time")


def test_a_server_that_is_silent_is_given_up(server: NameServer) -> None:
    server.behaviour["*"] = silent
    asking = DnsResolver(server.address, patience=0.3)
    assert asking.look_up(NAME, TXT).problem == "no name server answered in time"
    assert asking.look_up(NAME, TXT).problem == "not looked up: earlier DNS answers took too long"
    assert len(server.asked) <= 2


def test_where_nobody_listens_there_is_no_answer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        host, port = taken.getsockname()
    assert DnsResolver((host, port), patience=0.5).look_up(NAME, TXT).problem


def test_without_a_network_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> NoReturn:
        raise OSError(101, os.strerror(101))

    monkeypatch.setattr(dns.query, "udp", unreachable)
    found = DnsResolver(("192.0.2.1", 53)).look_up(NAME, TXT)
    assert found.problem == "no name server can be reached: network is unreachable"


def test_a_system_without_a_name_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: object, *_: object) -> NoReturn:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr("dns.resolver.Resolver.read_resolv_conf", missing)
    assert "no name server configured" in DnsResolver().look_up(NAME, TXT).problem
