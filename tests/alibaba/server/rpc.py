"""The vendor's RPC: what a call does, and what comes back, whichever way it takes."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from urllib.parse import parse_qsl

from tests.alibaba.server import business, direct_mail
from tests.alibaba.server.account import CHINA, INTERNATIONAL, Account
from tests.alibaba.server.answers import HTML, AnyAnswer, Deed
from tests.alibaba.server.calls import Answered, Call, Lost
from tests.alibaba.server.changes import Changes
from tests.alibaba.server.faults import Fault, Faults
from tests.alibaba.server.rates import Rates
from tests.alibaba.server.rounds import Rounds
from tests.alibaba.server.signature import Refusal, verify
from tests.alibaba.server.wire import Wire

_numbers = count(1)

LONGEST_TARGET = 65_000
"""Letters in the path and query of a call: what `http.server` takes, less a few."""

LATE_LOOKS = 3
"""How many looks an order that appears late is not seen in."""


class Vendor:
    """Listens on loopback while it is open: `with Vendor() as vendor`; see also `in_process`.

    `seen` are the calls that arrived, in order, and `hosts` where they came to, one a site. Each answer takes
    `delay` seconds. `breaks_off` is asked before and after the deed of each call, by its action and whether
    it is done; where it says so, the deed is not done, or its answer is lost.
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
        self._wire = Wire(self.take, self._ending)
        self.hosts: list[str] = []
        self.is_gone = False

    @property
    def endpoint(self) -> str:
        """Where the program finds the vendor: the international site, then the Chinese one."""
        return ",".join(self.hosts)

    def __enter__(self) -> "Vendor":
        self._wire.open(INTERNATIONAL, CHINA)
        self.hosts = self._wire.hosts()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self.go_away()

    def is_as_usual(self) -> bool:
        """Whether every call is answered at once, and none was made yet."""
        return not (
            self.delay or self.seen or self.is_gone or self.faults.are_planned or self.changes.are_planned
        )

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
        self.is_gone = True
        self._wire.close()

    def come_back(self) -> None:
        """Listen again where it listened before, if it does not."""
        self.finish_leaving()
        self._wire.open()
        self.is_gone = False

    def finish_leaving(self) -> None:
        """Return once it is away, if a fault has sent it away."""
        if self._leaving is not None:
            self._leaving.join()

    def take(self, call: Call, site: str) -> Answered | Lost:
        """Answer one call, as the fault that befalls it has it."""
        if len(call.target) > LONGEST_TARGET:
            return Answered(414, b"", "text/html")
        action = call.headers.get("x-acs-action", "")
        self.rounds.wait(action)
        if self.delay:
            self._ending.wait(self.delay)
        with self._lock:
            fault = self.faults.next(action)
            self.seen.append(action)
            self.raw.append(call.headers)
            if fault is Fault.GONE:
                self.is_gone = True
                self._leaving = threading.Thread(target=self.go_away, daemon=True)
                self._leaving.start()  # a server cannot wait for itself to end
                return Lost.RESET
            if self.breaks_off(action, False):
                return Lost.RESET
            done_as = _DONE_AS[fault.deed] if isinstance(fault, AnyAnswer) else fault
            try:
                status, answer = self._act(call, action, site, done_as)
            except Refusal as refusal:
                status, answer = refusal.status, refusal.body
                fault = None if fault in _ALL_IS_DONE else fault
            if self.breaks_off(action, True):
                return Lost.RESET
        return _answered(fault, status, answer)

    def _act(self, call: Call, action: str, site: str, fault: Fault | None) -> tuple[int, dict[str, object]]:
        """Do what is asked, unless the fault says that nothing is done, or raise its refusal."""
        verify(call, self.account.secrets, self._nonces, self.real_time())
        self._allowed(call.headers, action, site, fault)
        query = dict(parse_qsl(call.target.partition("?")[2], keep_blank_values=True))
        query |= dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        if fault is not None and fault in _NOTHING_IS_DONE:
            return 200, {}
        answer = self._answer(call.headers["x-acs-version"], action, query, fault)
        return 200, self.changes.apply(action, answer)

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


_ALL_IS_DONE = frozenset(
    {
        Fault.RESET_AFTER,
        Fault.TIME_OUT_AFTER,
        Fault.ERROR_AFTER,
        Fault.HTML_AFTER,
        Fault.TRUNCATED,
        Fault.LATE,
        Fault.UNPAID_LOST,
    }
)
"""The faults of a call that was done: one that is refused instead is answered."""


_DONE_AS = {
    Deed.NOTHING: Fault.ERROR_BEFORE,
    Deed.DONE: None,
    Deed.UNPAID: Fault.UNPAID_LOST,
    Deed.LATE: Fault.LATE,
}
"""Which fault does as much of the work as an arbitrary answer says was done."""


def _answered(fault: Fault | AnyAnswer | None, status: int, answer: dict[str, object]) -> Answered | Lost:
    match fault:
        case AnyAnswer():
            return Answered(fault.status, *fault.render(answer))
        case Fault.RESET_BEFORE | Fault.RESET_AFTER | Fault.LATE | Fault.UNPAID_LOST:
            return Lost.RESET
        case Fault.TIME_OUT_BEFORE | Fault.TIME_OUT_AFTER:
            return Lost.NO_ANSWER
        case Fault.ERROR_BEFORE | Fault.ERROR_AFTER:
            return Answered(500, _json({"Code": "InternalError", "Message": "Try again."}))
        case Fault.HTML_BEFORE | Fault.HTML_AFTER:
            return Answered(200, HTML, "text/html")
        case Fault.TRUNCATED:
            return Answered(status, _json(answer)[:-9])
        case Fault.THROTTLED:
            body = _json({"Code": "Throttling.User", "Message": "Request was throttled."})
            return Answered(400, body)
    number = f"{next(_numbers):08X}-0000-4000-8000-000000000000"
    return Answered(status, _json({"RequestId": number, **answer}))


def _json(document: dict[str, object]) -> bytes:
    return json.dumps(document).encode()
