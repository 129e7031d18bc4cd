"""A name server on the loopback interface that answers what a test tells it, well or badly."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from dm_tui.domain.setup.dns_record import RecordType
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.zone_file import zone_lines

Zone = dict[tuple[str, RecordType], list[str]]
"""What there is: name and type → the records' texts as a zone file has them."""

Behaviour = Callable[[dns.message.Message], dns.message.Message | bytes | None]
"""Answers a query otherwise than from the zone: a message, raw bytes, or nothing at all."""


class NameServer:
    """Answers over UDP, and over TCP what does not fit. `asked` are the names and types in order."""

    def __init__(self) -> None:
        self.zone: Zone = {}
        self.behaviour: dict[str, Behaviour] = {}
        self.asked: list[tuple[str, str]] = []
        self._udp, self._tcp = self._sockets()
        self._threads = [
            threading.Thread(target=serve, daemon=True) for serve in (self._serve_udp, self._serve_tcp)
        ]
        self._stopped = threading.Event()

    @property
    def address(self) -> tuple[str, int]:
        """Where it is asked."""
        host, port = self._udp.getsockname()
        return host, port

    def publish(self, domain: MailDomain) -> None:
        """Publish every record of a domain, as someone does who pastes the lines into a zone."""
        for line in zone_lines(domain):
            name, _, _, type, text = line.split(" ", 4)
            self.zone.setdefault((name.rstrip("."), RecordType(type)), []).append(text)

    def start(self) -> None:
        """Begin to answer."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(5)
        self._udp.close()
        self._tcp.close()
        assert not any(thread.is_alive() for thread in self._threads)

    @staticmethod
    def _sockets() -> tuple[socket.socket, socket.socket]:
        """Return two sockets on one port; that of the first may be taken for the second."""
        for _ in range(50):
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.bind(("127.0.0.1", 0))
            tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            try:
                tcp.bind(udp.getsockname())
            except OSError:
                udp.close()
                tcp.close()
                continue
            tcp.listen()
            udp.settimeout(0.05)
            tcp.settimeout(0.05)
            return udp, tcp
        raise OSError("no port is free for both")

    def _serve_udp(self) -> None:
        while not self._stopped.is_set():
            try:
                wire, peer = self._udp.recvfrom(4096)
            except TimeoutError:
                continue
            answer = self._answer(wire)
            if answer is not None:
                if len(answer) > 1232:
                    query = dns.message.from_wire(wire)
                    short = dns.message.make_response(query)
                    short.flags |= dns.flags.TC
                    answer = short.to_wire()
                self._udp.sendto(answer, peer)

    def _serve_tcp(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._tcp.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(2)
                (length,) = struct.unpack("!H", connection.recv(2, socket.MSG_WAITALL))
                answer = self._answer(connection.recv(length, socket.MSG_WAITALL))
                if answer is not None:
                    connection.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, wire: bytes) -> bytes | None:
        query = dns.message.from_wire(wire)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        type = question.rdtype.name
        self.asked.append((name, type))
        behaviour = self.behaviour.get(name) or self.behaviour.get("*")
        if behaviour is not None:
            answer = behaviour(query)
            return answer.to_wire() if isinstance(answer, dns.message.Message) else answer
        response = dns.message.make_response(query)
        if not any(known == name for known, _ in self.zone):
            response.set_rcode(dns.rcode.NXDOMAIN)
        texts = self.zone.get((name, RecordType(type)))
        if texts:
            response.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", type, texts))
        return response.to_wire(max_size=65535)


def failing(rcode: dns.rcode.Rcode) -> Callable[[dns.message.Message], dns.message.Message]:
    """Answer with an error code."""

    def behave(query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.set_rcode(rcode)
        return response

    return behave


def silent(query: dns.message.Message) -> None:
    """Answer nothing."""


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Run a name server as long as the block lasts."""
    server = NameServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
