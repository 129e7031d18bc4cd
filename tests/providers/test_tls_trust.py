"""The certificates that are trusted are read once, and every connection is verified by them."""

import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import requests
import trustme

from dm_tui.providers import bounded_http, tls_trust
from tests.loopback_http import QuietHandler, listening


class Answer(QuietHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()


def by_tls(certificate: trustme.LeafCert) -> AbstractContextManager[int]:
    """Listen on loopback with a certificate, and give the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return listening(Answer, context)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[trustme.CA]:
    """The only authority that is trusted."""
    authority = trustme.CA()
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setattr(tls_trust, "where", lambda: str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    tls_trust._read_trusted.cache_clear()
    yield authority
    tls_trust._read_trusted.cache_clear()


def get(port: int) -> int:
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", bounded_http._make_adapter("HTTPS"))
        return session.get(f"https://localhost:{port}/", timeout=(5, 5)).status_code


def test_a_connection_is_verified(authority: trustme.CA) -> None:
    with by_tls(authority.issue_cert("localhost")) as port:
        assert get(port) == 204
    for certificate in (authority.issue_cert("elsewhere.example"), trustme.CA().issue_cert("localhost")):
        with by_tls(certificate) as port, pytest.raises(requests.exceptions.SSLError, match="verify failed"):
            get(port)


def test_trusted_certificates_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    real = ssl.create_default_context

    def create() -> ssl.SSLContext:
        read.append(None)
        return real()

    monkeypatch.setattr(ssl, "create_default_context", create)
    tls_trust._read_trusted.cache_clear()
    adapters = [bounded_http._make_adapter(prefix) for prefix in ("HTTP", "HTTPS", "https")]
    assert len(read) == 1
    contexts = [adapter.poolmanager.connection_pool_kw.get("ssl_context") for adapter in adapters]
    assert contexts[0] is None
    assert contexts[1] is contexts[2]
    assert contexts[1].verify_mode is ssl.CERT_REQUIRED
