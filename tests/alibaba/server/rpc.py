"""The vendor's RPC over HTTP on loopback. One port for each site of the billing service."""

import json
import socket
import struct
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.alibaba.server import business, direct_mail
from tests.alibaba.server.account import CHINA, INTERNATIONAL, Account
from tests.alibaba.server.answers import HTML, AnyAnswer, Deed
from tests.alibaba.server.changes import Changes
from tests.alibaba.server.faults import Fault, Faults
from tests.alibaba.server.rates import Rates
from tests.alibaba.server.rounds import Rounds
from tests.alibaba.server.signature import Refusal, verify

LATE_LOOKS = 3
"""How many looks an order that appears late is not seen in."""


class Vendor:
    """Listens while it is open: `with Vendor() as vendor`. `seen` are the calls that arrived, in order.

    Each answer takes `delay` seconds. `breaks_off` is asked before and after the deed of each call, by its
    action and whether it is done; where it says so, the deed is not done, or its answer is lost.
    """

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or Account()
        self.faults = Faults()
        self.rates = Rates()
        self.changes = Changes()
        self.delay = 0.0
        self.breaks_off: Callable[[str, bool], bool] = lambda action, done: False
        self.seen: list[str] = []
        self.rounds = Rounds()
        self.raw: list[dict[str, str]] = []
        self.real_time: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._nonces: set[str] = set()
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._leaving: threading.Thread | None = None
        self._ports: dict[str, int] = {}
        self._listening: list[ThreadingHTTPServer] = []

    @property
    def endpoint(self) -> str:
        """Where the program finds the vendor: the international site, then the Chinese one."""
        return f"127.0.0.1:{self._ports[INTERNATIONAL]},127.0.0.1:{self._ports[CHINA]}"

    def __enter__(self) -> "Vendor":
        for site in (INTERNATIONAL, CHINA):
            self._listen(site, 0)
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self.go_away()

    def lose_connection_after(self, action: str) -> None:
        """Do what a call of `action` asks, and answer neither that nor anything after it."""
        lost: list[str] = []

        def is_lost(called: str, done: bool) -> bool:
            if called == action and done:
                lost.append(called)
            return bool(lost)

        self.breaks_off = is_lost

    def find_connection(self) -> None:
        """Answer again."""
        self.breaks_off = lambda action, done: False

    def forget_nonces(self) -> None:
        """Take recorded calls once more, so that what else is wrong with them shows."""
        self._nonces.clear()

    def go_away(self) -> None:
        """Refuse every connection from now on."""
        for server in self._listening:
            server.shutdown()
            server.server_close()
        self._listening.clear()

    def come_back(self) -> None:
        """Listen again where it listened before, if it does not."""
        if self._leaving is not None:
            self._leaving.join()
        if not self._listening:
            for site, port in self._ports.items():
                self._listen(site, port)

    def _listen(self, site: str, port: int) -> None:
        vendor = self

        class Handler(_Handler):
            def do_POST(self) -> None:
                vendor.serve(self, site)

        server = _Server(("127.0.0.1", port), Handler)
        self._ports[site] = server.server_address[1]
        self._listening.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def serve(self, request: "_Handler", site: str) -> None:
        """Answer one request, as the fault that befalls it has it."""
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in request.headers.items()}
        action = headers.get("x-acs-action", "")
        self.rounds.wait(action)
        if self.delay:
            self._ending.wait(self.delay)
        with self._lock:
            fault = self.faults.next(action)
            self.seen.append(action)
            self.raw.append(headers)
            if fault is Fault.GONE:
                self._leaving = threading.Thread(target=self.go_away, daemon=True)
                self._leaving.start()  # a server cannot wait for itself to end
                request.reset()
                return
            if self.breaks_off(action, False):
                request.reset()
                return
            done_as = _DONE_AS[fault.deed] if isinstance(fault, AnyAnswer) else fault
            status, answer = self._act(request, headers, body, action, site, done_as)
            if self.breaks_off(action, True):
                request.reset()
                return
        match fault:
            case AnyAnswer():
                request.say(fault.status, *fault.render(answer))
            case Fault.RESET_BEFORE | Fault.RESET_AFTER | Fault.LATE | Fault.UNPAID_LOST:
                request.reset()
            case Fault.TIME_OUT_BEFORE | Fault.TIME_OUT_AFTER:
                self._ending.wait(20)
            case Fault.ERROR_BEFORE | Fault.ERROR_AFTER:
                request.say(500, _json({"Code": "InternalError", "Message": "Try again."}))
            case Fault.HTML_BEFORE | Fault.HTML_AFTER:
                request.say(200, HTML, "text/html")
            case Fault.TRUNCATED:
                request.say(status, _json(answer)[:-9])
            case Fault.THROTTLED:
                body = _json({"Code": "Throttling.User", "Message": "Request was throttled."})
                request.say(400, body)
            case _:
                request.say(status, _json({"RequestId": str(uuid.uuid4()).upper(), **answer}))

    def _act(
        self,
        request: "_Handler",
        headers: dict[str, str],
        body: bytes,
        action: str,
        site: str,
        fault: Fault | None,
    ) -> tuple[int, dict[str, object]]:
        """Do what is asked, unless the fault says that nothing is done."""
        try:
            verify(
                request.command,
                request.path,
                headers,
                body,
                self.account.secrets,
                self._nonces,
                self.real_time(),
            )
            self._allowed(headers, action, site, fault)
            query = dict(parse_qsl(request.path.partition("?")[2], keep_blank_values=True))
            query |= dict(parse_qsl(body.decode(), keep_blank_values=True))
            if fault is not None and fault in _NOTHING_IS_DONE:
                return 200, {}
            answer = self._answer(headers["x-acs-version"], action, query, fault)
            return 200, self.changes.apply(action, answer)
        except Refusal as refusal:
            return refusal.status, refusal.body

    def _allowed(self, headers: dict[str, str], action: str, site: str, fault: Fault | None) -> None:
        billing = headers.get("x-acs-version") == business.VERSION
        if not self.rates.takes(action, billing=billing):
            raise Refusal(400, "Throttling.User", "Request was denied due to user flow control.")
        if headers.get("x-acs-security-token") in self.account.expired_tokens:
            raise Refusal(400, "InvalidSecurityToken.Expired", "Specified token is expired.")
        if fault is Fault.NOT_A_SUCCESS:
            raise Refusal(200, "OrderFailed", "The order was not made.", Success=False)
        anywhere = action == "QueryProductList" and self.account.guesses.products_anywhere
        billing_here = billing and not anywhere
        if not self.account.permissions_first:
            self._require_site(billing_here, site, fault)
        needed = business.ACTIONS.get(action) if billing else f"dm:{action}"
        if needed == "dm:GetCallerIdentity":
            return
        if fault is Fault.DENIED or needed in self.account.denied:
            raise self._denial(billing, needed or "")
        self._require_site(billing_here, site, fault)

    def _denial(self, billing: bool, action: str) -> Refusal:
        """Return the refusal of a call that these credentials may not make, as the documents leave open."""
        match self.account.guesses.denial, billing:
            case "older", True:
                return Refusal(400, "NotAuthorized", "This API is not authorized for caller.")
            case "older", False:
                return Refusal(400, "Forbidden", "User not authorized to operate on the specified resource.")
            case "bare", _:
                return Refusal(403, "NoPermission", "You are not authorized to do this action.")
        detail = {"AuthAction": action, "AuthPrincipalDisplayName": "1", "PolicyType": "x"}
        return Refusal(403, "NoPermission", "You are not authorized.", AccessDeniedDetail=detail)

    def _require_site(self, billing: bool, site: str, fault: Fault | None) -> None:
        if fault is Fault.NOT_APPLICABLE or (billing and site != self.account.site):
            raise Refusal(400, "NotApplicable", "This API is not applicable for caller.")

    def _answer(
        self, version: str, action: str, query: dict[str, str], fault: Fault | None
    ) -> dict[str, object]:
        if action == "GetCallerIdentity":
            account = self.account
            return {
                "AccountId": account.id,
                "IdentityType": account.identity_type,
                "Arn": account.arn,
                "PrincipalId": "1",
            }
        if version == direct_mail.VERSION:
            return direct_mail.answer(self.account, action, query)
        return business.answer(
            self.account,
            action,
            query,
            unpaid=fault in (Fault.UNPAID, Fault.UNPAID_LOST),
            hidden=LATE_LOOKS if fault is Fault.LATE else 0,
        )


_NOTHING_IS_DONE = frozenset(
    {Fault.RESET_BEFORE, Fault.TIME_OUT_BEFORE, Fault.ERROR_BEFORE, Fault.HTML_BEFORE, Fault.THROTTLED}
)


_DONE_AS = {
    Deed.NOTHING: Fault.ERROR_BEFORE,
    Deed.DONE: None,
    Deed.UNPAID: Fault.UNPAID_LOST,
    Deed.LATE: Fault.LATE,
}
"""Which fault does as much of the work as an arbitrary answer says was done."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # the program opens many connections at once; a dropped one takes a second
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that went away is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: each call has a connection of its own, so that a refusal befalls exactly one."""

    def say(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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


def _json(document: dict[str, object]) -> bytes:
    return json.dumps(document).encode()
