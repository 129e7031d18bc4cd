"""ACS3-HMAC-SHA256 as the vendor documents it, computed from the request as it arrived on the wire."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote

from tests.alibaba.server.calls import Call

ALGORITHM = "ACS3-HMAC-SHA256"
SKEW = timedelta(minutes=15)
MUST_BE_SIGNED = {
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
}

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<id>[^,]+),SignedHeaders=(?P<signed>[^,]+),"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Refusal(Exception):
    """The request is not taken, with the code and the status the vendor would give."""

    def __init__(self, status: int, code: str, message: str, **more: object) -> None:
        super().__init__(code)
        self.status = status
        self.body: dict[str, object] = {"Code": code, "Message": message, **more}


def verify(call: Call, secrets: Mapping[str, str], nonces: set[str], now: datetime) -> None:
    """Refuse a call that the holder of one of the `secrets` did not sign, just as it is and just now.

    Each nonce is taken once.
    """
    method, target, headers, body = call
    found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if found is None:
        raise Refusal(400, "MissingSignature", "The request is not signed.")
    secret = secrets.get(found["id"])
    if secret is None:
        raise Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    signed = found["signed"].split(";")
    missing = MUST_BE_SIGNED - set(signed)
    if missing or signed != sorted(signed):
        raise Refusal(400, "IncompleteSignature", f"Not signed: {sorted(missing)}")
    digest = hashlib.sha256(body).hexdigest()
    if headers.get("x-acs-content-sha256") != digest:
        raise Refusal(400, "SignatureDoesNotMatch", "The body is not the one that was signed.")
    path, _, query = target.partition("?")
    fields = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in signed)
    request = "\n".join((method, path or "/", _canonical(query), fields, found["signed"], digest))
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    expected = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, found["signature"]):
        raise Refusal(400, "SignatureDoesNotMatch", f"server string to sign is:{text}")
    _just_now(headers["x-acs-date"], now)
    nonce = headers["x-acs-signature-nonce"]
    if nonce in nonces:
        raise Refusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
    nonces.add(nonce)


def _just_now(date: str, now: datetime) -> None:
    if not _DATE.fullmatch(date) or abs(datetime.fromisoformat(date) - now) > SKEW:
        raise Refusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date is expired.")


def _canonical(query: str) -> str:
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
