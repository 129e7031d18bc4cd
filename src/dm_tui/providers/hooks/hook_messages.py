"""What each kind of hook gets, as the vendors' documents have it.

- DingTalk (custom robot): {"msgtype": "text", "text": {"content"}}. A signature is HMAC-SHA256 over
  "milliseconds\\nsecret" with the secret as key, in the address.
- Feishu (custom bot): {"msg_type": "text", "content": {"text"}}. A signature is HMAC-SHA256 over nothing with
  "seconds\\nsecret" as key, in the message.
- Slack (incoming webhook): {"text"}, with & < > escaped.
- ntfy: the text as it is, with the headers Title, Priority and Tags.
- JSON: the notice as it is.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from hashlib import sha256
from hmac import digest
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from dm_tui.domain.reminders.hooks import Hook, HookKind
from dm_tui.domain.reminders.notice import ReminderNotice

NTFY_BYTES = 4_096
"""The longest message (ntfy's page on publishing, our own limit); a longer one becomes an attachment."""


class WebMessage(NamedTuple):
    """One POST."""

    url: str
    headers: dict[str, str]
    body: bytes


def compose(hook: Hook, notice: ReminderNotice, now: datetime) -> WebMessage:
    """Return what to send to a hook that has its address; `now` is the world's time, for the signature."""
    url = hook.url.get_secret_value() if hook.url else ""
    secret = hook.secret.get_secret_value() if hook.secret else ""
    words = f"{notice.subject}\n\n{notice.text}"
    match hook.kind:
        case HookKind.DINGTALK:
            return _json(_sign_url(url, secret, now), {"msgtype": "text", "text": {"content": words}})
        case HookKind.FEISHU:
            message: dict[str, Any] = {"msg_type": "text", "content": {"text": words}}
            return _json(url, {**_signature(secret, now), **message})
        case HookKind.SLACK:
            escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return _json(url, {"text": escaped, "mrkdwn": False})
        case HookKind.NTFY:
            headers = {
                "Title": Header(notice.subject, "utf-8" if not notice.subject.isascii() else "ascii", 10_000)
                .encode()
                .replace("\n", ""),
                "Priority": "high" if notice.urgent else "default",
                "Tags": "email",
                "Content-Type": "text/plain; charset=utf-8",
            }
            text = notice.text.encode()[:NTFY_BYTES].decode(errors="ignore").encode()
            return WebMessage(url, headers | _bearer(secret), text)
        case HookKind.JSON:
            return _json(url, notice.model_dump(mode="json"), _bearer(secret))


def _json(url: str, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> WebMessage:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return WebMessage(url, {**kind, **(headers or {})}, json.dumps(document, ensure_ascii=False).encode())


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def _sign_url(url: str, secret: str, now: datetime) -> str:
    if not secret:
        return url
    stamp = str(int(now.timestamp() * 1_000))
    sign = b64encode(digest(secret.encode(), f"{stamp}\n{secret}".encode(), sha256)).decode()
    return f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(sign)}"


def _signature(secret: str, now: datetime) -> dict[str, str]:
    if not secret:
        return {}
    stamp = str(int(now.timestamp()))
    sign = b64encode(digest(f"{stamp}\n{secret}".encode(), b"", sha256)).decode()
    return {"timestamp": stamp, "sign": sign}
