"""Real DNS look-ups. dnspython is imported at the first look-up."""

import time
from typing import TYPE_CHECKING

from dm_tui.domain.setup.dns_check import DnsAnswer
from dm_tui.domain.setup.dns_record import RecordType

if TYPE_CHECKING:
    from dns.rdata import Rdata
    from dns.resolver import NoNameservers, Resolver

RESOLVE_TIMEOUT, LOOKUP_TIMEOUT = 10.0, 5.0
"""Seconds for all look-ups of one domain together, and for one of them (our own limit)."""


class DnsResolver:
    """Looks up the records of one domain, at the name server with this address and port or the system's."""

    def __init__(self, server: tuple[str, int] | None = None, patience: float = RESOLVE_TIMEOUT) -> None:
        self._server = server
        self._end = time.monotonic() + patience
        self._made: Resolver | None = None

    def look_up(self, name: str, type: RecordType) -> DnsAnswer:
        """Return the records of a name, none where it does not exist, or why DNS could not be asked."""
        from dns import exception, resolver

        left = self._end - time.monotonic()
        if left <= 0:
            return DnsAnswer(problem="not looked up: earlier DNS answers took too long")
        try:
            lifetime = min(LOOKUP_TIMEOUT, left)
            records = self._resolver().resolve(f"{name}.", type.value, search=False, lifetime=lifetime)
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return DnsAnswer()
        except resolver.LifetimeTimeout:
            return DnsAnswer(problem="no name server answered in time")
        except resolver.NoNameservers as error:
            return DnsAnswer(problem=_failure(error))
        except resolver.NoResolverConfiguration:
            return DnsAnswer(problem="this system has no name server configured")
        except (exception.DNSException, OSError, ValueError) as error:
            return DnsAnswer(problem=f"the look-up failed: {error.__class__.__name__}")
        return DnsAnswer(values=tuple(_value(record) for record in records))

    def _resolver(self) -> "Resolver":
        from dns.resolver import Resolver

        if self._made is None:
            self._made = Resolver(configure=self._server is None)
            if self._server is not None:
                self._made.nameservers = [self._server[0]]
                self._made.port = self._server[1]
        return self._made


def _value(data: "Rdata") -> str:
    """Return a record as one text; bytes that are not UTF-8 are replaced."""
    from dns.rdtypes.ANY.CNAME import CNAME
    from dns.rdtypes.ANY.MX import MX
    from dns.rdtypes.ANY.TXT import TXT

    match data:
        case TXT():
            return b"".join(data.strings).decode("utf-8", "replace")
        case MX():
            return f"{data.preference} {data.exchange.to_text(omit_final_dot=True)}"
        case CNAME():
            return data.target.to_text(omit_final_dot=True)
        case _:
            return data.to_text()


def _failure(error: "NoNameservers") -> str:
    """Return in a clause why every name server failed, from the answer of the last one."""
    from dns import rcode

    errors = error.kwargs.get("errors") or [(None, None, None, None, None)]
    *_, why, response = errors[-1]
    if response is not None:
        return f"the name server answered {rcode.to_text(response.rcode())}"
    if isinstance(why, OSError):
        return f"no name server can be reached: {(why.strerror or 'no network').lower()}"
    return "the name server's answer cannot be understood"
