"""The whole DNS name of a record, which the service writes relative to the registered domain."""

from typing import NamedTuple

_APEX = "@"
"""How a zone's editor calls the registered domain itself."""


class RecordName(NamedTuple):
    """The name of a record; a `relative` one lacks the registered domain, and may be empty."""

    name: str
    relative: bool = False


def whole_record_name(host: str, domain: str, registered: str) -> RecordName:
    """Return the name of a record of `domain`: `host` under the `registered` domain, as the service names it.

    For mail.example.com the host is `aliyundm.mail`, and example.com is registered (vendor's SDK,
    CreateDomain). Which part of a name is registered follows from no rule (example.co.uk), so where the
    service names no registered domain of `domain`, or no host, nothing is guessed: the host stays as it is,
    marked as relative.
    """
    host, registered = host.rstrip(".").lower(), registered.rstrip(".").lower()
    if not host:
        return RecordName("", relative=True)
    if not _is_within(domain, registered):
        return RecordName(host, relative=not _is_within(host, domain))
    if host == _APEX:
        return RecordName(registered)
    return RecordName(host if _is_within(host, registered) else f"{host}.{registered}")


def _is_within(name: str, domain: str) -> bool:
    """Say whether `name` is `domain` or a name under it."""
    return bool(domain) and f".{name}".endswith(f".{domain}")
