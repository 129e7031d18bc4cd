"""The name server that is asked, by a variable or the settings file."""

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.settings.name_server import dns_server


@pytest.mark.parametrize(
    ("named", "server"),
    [
        ("", None),
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]", ("2001:db8::53", 53)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_a_name_server_is_an_address_and_a_port(
    monkeypatch: pytest.MonkeyPatch, named: str, server: tuple[str, int] | None
) -> None:
    monkeypatch.setenv("DM_TUI_DNS", named)
    assert dns_server() == server


@pytest.mark.parametrize(
    "named", ["dns.example.com", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:٣", ":53", "[::1", "x" * 999]
)  # fmt: skip
def test_what_is_no_name_server_is_refused(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("DM_TUI_DNS", named)
    with pytest.raises(DirectMailError) as refused:
        dns_server()
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "bad-dns-server")
    assert len(refused.value.message) < 200
