"""The way to the vendor over HTTP on loopback. One port for each site of the billing service."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.alibaba.server.calls import Answered, Call, Lost

Take = Callable[[Call, str], Answered | Lost]


class Wire:
    """Listens for calls while it is open, and has `take` answer each, by the site whose port it came to.

    A call that gets no answer is held until `ending` is set.
    """

    def __init__(self, take: Take, ending: threading.Event) -> None:
        self._take, self._ending = take, ending
        self._ports: dict[str, int] = {}
        self._listening: list[ThreadingHTTPServer] = []

    def open(self, *sites: str) -> None:
        """Listen for these sites, or again where it listened before; nothing while it does."""
        if not self._listening:
            for site, port in (dict.fromkeys(sites, 0) | self._ports).items():
                self._listen(site, port)

    def close(self) -> None:
        """Refuse every connection from now on."""
        for server in self._listening:
            server.shutdown()
            server.server_close()
        self._listening.clear()

    def hosts(self) -> list[str]:
        """Return where it listens, or did, one host a site."""
        return [f"127.0.0.1:{port}" for port in self._ports.values()]

    def _listen(self, site: str, port: int) -> None:
        wire = self

        class Handler(_Handler):
            def do_POST(self) -> None:
                wire._serve(self, site)

        server = _Server(("127.0.0.1", port), Handler)
        self._ports[site] = server.server_address[1]
        self._listening.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def _serve(self, request: "_Handler", site: str) -> None:
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in request.headers.items()}
        match self._take(Call(request.command, request.path, headers, body), site):
            case Answered() as answer:
                request.say(answer)
            case Lost.NO_ANSWER:
                self._ending.wait(20)
            case Lost.RESET:
                request.reset()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # the program opens many connections at once; a dropped one takes a second
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that went away is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: each call has a connection of its own, so that a refusal befalls exactly one."""

    def say(self, answer: Answered) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def reset(self) -> None:
        """Drop the connection without a word."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""
