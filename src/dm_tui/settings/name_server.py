"""The name server that is asked for DNS records."""

import os

from dm_tui.settings import wording
from dm_tui.settings.values import text_value


def dns_server() -> tuple[str, int] | None:
    """Return the name server to ask, `ADDRESS` or `ADDRESS:PORT`; None for the system's own.

    A resolver caches a missing record for hours; the domain's own name server has the present records.
    """
    if not (named := text_value("mail.name_server")):
        return None
    import ipaddress

    from dm_tui.domain.text import clean_line

    address, port = named, "53"
    if named.startswith("[") or named.count(":") == 1:
        address, _, port = named.rpartition(":") if not named.endswith("]") else (named, "", port)
        address = address.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(address)
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise ValueError(port)
    except ValueError:
        where = "DM_TUI_DNS" if os.environ.get("DM_TUI_DNS") else "name_server"
        raise wording.BAD_DNS_SERVER(where=where, value=clean_line(named, 60)) from None
    return address, int(port)
